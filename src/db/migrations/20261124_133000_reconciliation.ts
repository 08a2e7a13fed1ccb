import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what payment services report (flows), what the treasurer's bank was credited, and what was asked again of
 * lost receipts: the two other sides of every payment. Append-only: a new revision is a new flow.
 * Locks: portal.receipt and portal.top_up while one index each is made.
 * Checked: migrated from empty; tests/integration/reconciliation.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
create table portal.flow (
  flow_id bigint generated always as identity primary key,
  fdr text not null check (fdr ~ '^[A-Za-z0-9_-]{1,35}$'),
  psp_id text not null,
  revision int not null check (revision >= 1),
  psp_name text not null,
  regulation text not null,
  regulation_date date not null,                           -- the day of the bank transfer
  declared_count int not null,
  declared_cents bigint not null,
  published timestamptz not null,
  fetched_at timestamptz not null,
  unique (fdr, psp_id, revision)
);
create index flow_of_day on portal.flow (regulation_date);
create index flow_published on portal.flow (published);
create trigger append_only before update or delete or truncate on portal.flow
  for each statement execute function portal.refuse_change();

create table portal.flow_line (
  flow_id bigint not null references portal.flow (flow_id),
  line_no int not null,
  iuv text not null,
  iur text not null,
  id_transfer smallint not null,
  cents bigint not null check (cents >= 0),
  status smallint not null,                                -- 0 paid, 3 revoked, 4 stand-in, 8 and 9 paid without receipt
  pay_date date not null,
  primary key (flow_id, line_no)
);
create index flow_line_iur on portal.flow_line (iur);
create trigger append_only before update or delete or truncate on portal.flow_line
  for each statement execute function portal.refuse_change();

-- The flows that count: the newest revision of each.
create view portal.current_flow as
  select f.* from portal.flow f
  where not exists (select from portal.flow n where n.fdr = f.fdr and n.psp_id = f.psp_id and n.revision > f.revision);

create table portal.bank_movement (
  movement_id bigint generated always as identity primary key,
  reference text not null unique,                          -- the bank's own name of the movement
  booked_on date not null,
  cents bigint not null,
  remittance text not null,
  fdr text,                                                -- the flow named in the remittance information
  imported_at timestamptz not null
);
create index bank_movement_fdr on portal.bank_movement (fdr) where fdr is not null;
create index bank_movement_day on portal.bank_movement (booked_on);
create trigger append_only before update or delete or truncate on portal.bank_movement
  for each statement execute function portal.refuse_change();

-- Each question for a lost receipt, for the limit that pagoPA sets.
create table portal.receipt_recovery (
  recovery_id bigint generated always as identity primary key,
  iur text not null,
  iuv text not null,
  asked_at timestamptz not null
);
create index receipt_recovery_at on portal.receipt_recovery (asked_at);
create trigger append_only before update or delete or truncate on portal.receipt_recovery
  for each statement execute function portal.refuse_change();

create index receipt_paid on portal.receipt (paid_at) where provider = 'pagopa';
create index top_up_iuv on portal.top_up (iuv);

-- The demo's own flows and its treasurer's bank.
create table sandbox.fdr_flow (
  fdr text not null,
  psp_id text not null,
  revision int not null,
  flow jsonb not null,
  payments jsonb not null,
  published timestamptz not null,
  primary key (fdr, psp_id, revision)
);
create table sandbox.settled_payment (
  payment_token text primary key references sandbox.pagopa_payment (payment_token),
  fdr text not null
);
create table sandbox.bank_credit (
  credit_id bigint generated always as identity primary key,
  booked_on date not null,
  cents bigint not null,
  remittance text not null
);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop table sandbox.bank_credit, sandbox.settled_payment, sandbox.fdr_flow;
    drop index portal.receipt_paid, portal.top_up_iuv;
    drop view portal.current_flow;
    drop table portal.receipt_recovery, portal.bank_movement, portal.flow_line, portal.flow;
  `)
}
