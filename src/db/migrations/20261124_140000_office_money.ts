import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what the office does with families' credit: top-ups at the counter, transfers, adjustments, refunds with the
 * bank's file, decisions on money that no rule could credit. Each act has an author and a reason, and is one however
 * often its form is sent. A refund that the bank gives back is a line of its own, so the ledger knows one kind more.
 * Locks: portal.ledger_line and portal.top_up while their checks are read anew (one pass over each).
 * Checked: migrated from empty; tests/integration/office-money.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table portal.ledger_line
  drop constraint ledger_line_kind_check,
  drop constraint ledger_line_check1,
  add constraint ledger_line_kind_check check (kind in ('topUp', 'charge', 'reversal', 'adjustment', 'transferIn', 'transferOut',
    'refund', 'returnedRefund', 'directDebit', 'returnedDebit', 'opening')),
  add constraint ledger_line_sign_check check (
    case when kind in ('charge', 'transferOut', 'refund', 'returnedDebit') then cents <= 0
         when kind in ('topUp', 'reversal', 'transferIn', 'directDebit', 'returnedRefund') then cents >= 0 else true end);

-- A top-up paid at the counter, or one that the office made of money that came without a top-up.
alter table portal.top_up
  drop constraint top_up_channel_check,
  drop constraint top_up_provider_check,
  drop constraint top_up_check,
  add constraint top_up_channel_check check (channel in ('online', 'notice', 'counter', 'assigned')),
  add constraint top_up_provider_check check (provider in ('pagopa', 'stripe', 'fake', 'counter')),
  add constraint top_up_has_number check (provider <> 'pagopa' or channel = 'assigned' or notice_number is not null),
  add constraint top_up_counter check ((provider = 'counter') = (channel = 'counter'));

-- What a member of the office did, and why. The id is made with the form: sent twice, it is one act. It is also the
-- cause of the act's ledger lines.
create table portal.office_act (
  act_id uuid primary key,
  kind text not null check (kind in ('counterTopUp', 'transfer', 'adjustment', 'unmatchedDecision', 'refundDecision',
                                     'refundFile', 'refundReturn')),
  staff_id int not null,
  at timestamptz not null,
  reason text not null check (length(btrim(reason)) between 3 and 500),
  input_hash text not null
);
create trigger append_only before update or delete or truncate on portal.office_act
  for each statement execute function portal.refuse_change();

-- Receipts of the counter. Numbers are unique in their year: one of the paper book, or one of ours, without gaps, because
-- the year's last number is taken in the transaction that uses it.
create table portal.counter_number (year smallint primary key, last_number int not null check (last_number > 0));
create table portal.counter_receipt (
  top_up_id uuid primary key references portal.top_up (top_up_id),
  act_id uuid not null unique references portal.office_act (act_id),
  year smallint not null,
  serial int,
  number text not null check (number ~ '^[A-Z0-9][A-Z0-9/.-]{0,19}$'),
  method text not null check (method in ('cash', 'pos')),
  unique (year, number),
  unique (year, serial),
  -- A number that looks like ours is ours.
  check ((serial is not null) = (number ~ '^S[0-9]{6}$')),
  check (serial is null or number = 'S' || lpad(serial::text, 6, '0'))
);
create trigger append_only before update or delete or truncate on portal.counter_receipt
  for each statement execute function portal.refuse_change();

create table portal.transfer (
  act_id uuid primary key references portal.office_act (act_id),
  from_child_id int not null,
  from_service_id int not null,
  to_child_id int not null,
  to_service_id int not null,
  cents bigint not null check (cents > 0),
  is_overdraft_allowed boolean not null,
  check ((from_child_id, from_service_id) <> (to_child_id, to_service_id)),
  foreign key (from_child_id, from_service_id) references portal.wallet (child_id, service_id),
  foreign key (to_child_id, to_service_id) references portal.wallet (child_id, service_id)
);
create trigger append_only before update or delete or truncate on portal.transfer
  for each statement execute function portal.refuse_change();

create table portal.adjustment (
  act_id uuid primary key references portal.office_act (act_id),
  child_id int not null,
  service_id int not null,
  cents bigint not null check (cents <> 0),
  foreign key (child_id, service_id) references portal.wallet (child_id, service_id)
);
create trigger append_only before update or delete or truncate on portal.adjustment
  for each statement execute function portal.refuse_change();

-- Who may be given whose credit: the same child, a child of the same guardian, a child opened by the same account.
create function portal.same_family(p_child int) returns table (child_id int) language sql stable as $$
  select p_child
  union
  select b.child_id from public.guardianships a join public.guardianships b using (guardian_id) where a.child_id = p_child
  union
  select b.child_id from portal.account_children a join portal.account_children b using (account_id) where a.child_id = p_child
$$;

-- The file for the bank, kept as it was made: asked again, it is the same.
create table portal.refund_batch (
  act_id uuid primary key references portal.office_act (act_id),
  made_at timestamptz not null,
  execution_day date not null,
  refunds int not null check (refunds > 0),
  cents bigint not null check (cents > 0),
  file text not null
);
create trigger append_only before update or delete or truncate on portal.refund_batch
  for each statement execute function portal.refuse_change();

-- A family's request to have credit back on an account. Only its state moves, and only forwards.
create table portal.refund (
  refund_id uuid primary key,             -- made with the form: sent twice, it is one request
  account_id int not null references portal.account (account_id),
  child_id int not null,
  service_id int not null,
  cents bigint not null check (cents > 0),
  iban text not null check (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
  holder text not null check (length(btrim(holder)) between 2 and 70),
  reason text not null check (length(btrim(reason)) between 3 and 500),
  requested_at timestamptz not null,
  status text not null check (status in ('requested', 'approved', 'refused', 'sent', 'returned')),
  decision_id uuid references portal.office_act (act_id),
  batch_id uuid references portal.refund_batch (act_id),
  return_id uuid references portal.office_act (act_id),
  check ((status = 'requested') = (decision_id is null)),
  check (status <> 'sent' or batch_id is not null),
  check (batch_id is null or status in ('sent', 'returned')),
  check ((status = 'returned') = (return_id is not null)),
  foreign key (child_id, service_id) references portal.wallet (child_id, service_id)
);
create unique index refund_requested_once on portal.refund (child_id, service_id) where status = 'requested';
create index refund_open on portal.refund (requested_at) where status in ('requested', 'approved');
create index refund_of_account on portal.refund (account_id, requested_at desc);
create trigger never_deleted before delete or truncate on portal.refund
  for each statement execute function portal.refuse_change();
create trigger fixed_once_made before update of refund_id, account_id, child_id, service_id, cents, iban, holder, reason, requested_at
  on portal.refund for each statement execute function portal.refuse_change();
create function portal.refund_moves() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (('requested', 'approved'), ('requested', 'refused'), ('approved', 'sent'),
                                      ('approved', 'returned'), ('sent', 'returned'))
     or (old.decision_id is not null and new.decision_id is distinct from old.decision_id)
     or (old.batch_id is not null and new.batch_id is distinct from old.batch_id) then
    raise exception 'a refund cannot become % after %', new.status, old.status using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger moves_forwards before update on portal.refund for each row execute function portal.refund_moves();

-- Money that no rule could credit is decided once.
alter table portal.unmatched_receipt
  add column decision text check (decision in ('assigned', 'returned', 'closed')),
  add column act_id uuid unique references portal.office_act (act_id),
  add column assigned_top_up_id uuid unique references portal.top_up (top_up_id),
  add constraint unmatched_receipt_assigned check ((decision is not distinct from 'assigned') = (assigned_top_up_id is not null)),
  add constraint unmatched_receipt_decided check (decision is null or (act_id is not null and resolved_at is not null));
create function portal.decided_once() returns trigger language plpgsql as $$
begin
  if old.resolved_at is not null then
    raise exception 'entry % is decided', old.entry_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger decided_once before update on portal.unmatched_receipt for each row execute function portal.decided_once();
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop trigger decided_once on portal.unmatched_receipt;
    drop function portal.decided_once();
    alter table portal.unmatched_receipt drop column decision, drop column act_id, drop column assigned_top_up_id;
    drop table portal.refund, portal.refund_batch, portal.adjustment, portal.transfer, portal.counter_receipt,
               portal.counter_number, portal.office_act;
    drop function portal.refund_moves();
    drop function portal.same_family(int);
    alter table portal.top_up
      drop constraint top_up_channel_check, drop constraint top_up_provider_check,
      drop constraint top_up_has_number, drop constraint top_up_counter,
      add constraint top_up_channel_check check (channel in ('online', 'notice')),
      add constraint top_up_provider_check check (provider in ('pagopa', 'stripe', 'fake')),
      add constraint top_up_check check (provider <> 'pagopa' or notice_number is not null);
    alter table portal.ledger_line
      drop constraint ledger_line_kind_check, drop constraint ledger_line_sign_check,
      add constraint ledger_line_kind_check check (kind in ('topUp', 'charge', 'reversal', 'adjustment', 'transferIn', 'transferOut',
        'refund', 'directDebit', 'returnedDebit', 'opening')),
      add constraint ledger_line_check1 check (
        case when kind in ('charge', 'transferOut', 'refund', 'returnedDebit') then cents <= 0
             when kind in ('topUp', 'reversal', 'transferIn', 'directDebit') then cents >= 0 else true end);
  `)
}
