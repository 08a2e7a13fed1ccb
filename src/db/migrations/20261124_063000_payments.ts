import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: the money that comes in: top-ups with their history, receipts as they arrived, and the queue of what could
 * not be credited by itself. Append-only where it is proof.
 * Locks: nothing that holds data.
 * Checked: migrated from empty; tests/integration/payments.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- Whom the money goes to and who owes it, as pagoPA's messages name them.
create view portal.creditor as
  select municipality as name, office from public.site_settings
  union all
  select 'Comune', null where not exists (select from public.site_settings)
  limit 1;

create view portal.payer as
  select distinct on (gs.child_id) gs.child_id, g.fiscal_code, trim(g.name || ' ' || g.surname) as full_name
  from public.guardianships gs join public.guardians g on g.id = gs.guardian_id
  where gs.is_reference order by gs.child_id, gs.id;

-- Notice numbers: auxDigit 3, segregation code, 13 digits of ours, two check digits (mod 93). A base is used once,
-- whatever becomes of its top-up; a rollback only leaves a gap.
create sequence portal.notice_number_base as bigint minvalue 1 maxvalue 9999999999999 no cycle;

create function portal.notice_number(p_segregation text, p_base bigint) returns text
  language sql immutable parallel safe as $$
  select digits || lpad((digits::bigint % 93)::text, 2, '0')
  from (select '3' || p_segregation || lpad(p_base::text, 13, '0') as digits) d
$$;

-- A family's payment into one wallet. Amount, wallet and number never change: who wants another amount cancels it
-- and makes a new one. So every amount ever told to a payment service is this one.
-- To bring in many credited ones at once (seed, a system before this one): insert them here as 'credited' with paid_at,
-- credited_at, expires_on and notice_number = portal.notice_number('01', nextval('portal.notice_number_base')), then one
-- portal.ledger_line of kind 'topUp' for each, with source_id = top_up_id and the same child, service and cents; events
-- 'created', 'paid' and 'credited' in portal.top_up_event give them a history.
create table portal.top_up (
  top_up_id uuid primary key,
  account_id int references portal.account (account_id),   -- null: not asked by a family (counter, import)
  child_id int not null,
  service_id int not null,
  cents bigint not null check (cents between 1 and 99999999999),
  channel text not null check (channel in ('online', 'notice')),
  provider text not null check (provider in ('pagopa', 'stripe', 'fake')),
  status text not null check (status in ('created', 'inProgress', 'paid', 'credited', 'failed', 'expired', 'cancelled')),
  notice_number text unique check (notice_number ~ '^3[0-9]{17}$'),
  iuv text generated always as (substr(notice_number, 2)) stored,
  created_at timestamptz not null,
  expires_on date not null,                                -- the last day on which it can be paid
  paid_at timestamptz,
  credited_at timestamptz,
  check (provider <> 'pagopa' or notice_number is not null),
  check ((status in ('paid', 'credited')) = (paid_at is not null)),
  check ((status = 'credited') = (credited_at is not null)),
  foreign key (child_id, service_id) references portal.wallet (child_id, service_id)
) with (fillfactor = 85);
create index top_up_of_child on portal.top_up (child_id, created_at desc);
create index top_up_open on portal.top_up (expires_on) where status in ('created', 'inProgress', 'failed');
create trigger never_deleted before delete or truncate on portal.top_up
  for each statement execute function portal.refuse_change();
create trigger fixed_once_made before update of top_up_id, account_id, child_id, service_id, cents, channel, provider, notice_number, created_at
  on portal.top_up for each statement execute function portal.refuse_change();

-- What happened to a top-up, in order; shown to the family.
create table portal.top_up_event (
  event_id bigint generated always as identity primary key,
  top_up_id uuid not null references portal.top_up (top_up_id),
  at timestamptz not null,
  kind text not null check (kind in ('created', 'started', 'abandoned', 'failed', 'cancelled', 'expired', 'paid', 'credited')),
  details jsonb not null default '{}'
);
create index top_up_event_of on portal.top_up_event (top_up_id, event_id);
create trigger append_only before update or delete or truncate on portal.top_up_event
  for each statement execute function portal.refuse_change();

-- One attempt to pay at a provider: up to five top-ups, one checkout page.
create table portal.cart (
  cart_id uuid primary key,
  account_id int references portal.account (account_id),
  provider text not null,
  redirect_to text not null,
  created_at timestamptz not null
);
create table portal.cart_position (
  cart_id uuid not null references portal.cart (cart_id),
  position smallint not null check (position between 1 and 5),
  top_up_id uuid not null references portal.top_up (top_up_id),
  primary key (cart_id, position),
  unique (cart_id, top_up_id)
);
create index cart_of_top_up on portal.cart_position (top_up_id);

-- What we answered when a payment service asked for a notice in order to pay it.
create table portal.activation (
  activation_id bigint generated always as identity primary key,
  top_up_id uuid not null references portal.top_up (top_up_id),
  at timestamptz not null,
  primitive text not null,
  cents bigint not null
);
create index activation_of on portal.activation (top_up_id);
create trigger append_only before update or delete or truncate on portal.activation
  for each statement execute function portal.refuse_change();

-- The receipts that paid a top-up: one each. The message is kept as it came.
create table portal.receipt (
  receipt_id text primary key check (length(receipt_id) between 1 and 255),
  top_up_id uuid not null unique references portal.top_up (top_up_id),
  provider text not null,
  primitive text not null,
  cents bigint not null check (cents > 0),
  psp_id text,
  psp_name text,
  psp_fiscal_code text,
  payment_method text,
  fee_cents bigint,
  paid_at timestamptz,
  application_date date,
  transfer_date date,
  is_late boolean not null default false,                  -- the top-up had expired or was cancelled
  received_at timestamptz not null,
  raw text not null
);
create trigger append_only before update or delete or truncate on portal.receipt
  for each statement execute function portal.refuse_change();

-- Money, or talk of money, that no rule could credit: an operator decides. Only the decision is ever written to it.
create table portal.unmatched_receipt (
  entry_id bigint generated always as identity primary key,
  reason text not null check (reason in ('unknownNotice', 'wrongAmount', 'secondReceipt', 'conflictingReceipt',
                                         'otherCreditor', 'notPaid', 'malformed')),
  receipt_id text,
  notice_number text,
  cents bigint,
  top_up_id uuid references portal.top_up (top_up_id),
  provider text not null,
  primitive text not null,
  received_at timestamptz not null,
  raw text not null,
  resolved_at timestamptz,
  resolved_by text,
  resolution text,
  check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (resolution is null))
);
create unique index unmatched_receipt_once on portal.unmatched_receipt (receipt_id, notice_number, cents);
create unique index unmatched_malformed_once on portal.unmatched_receipt (md5(raw)) where receipt_id is null;
create index unmatched_receipt_open on portal.unmatched_receipt (received_at) where resolved_at is null;
create trigger never_deleted before delete or truncate on portal.unmatched_receipt
  for each statement execute function portal.refuse_change();
create trigger fixed_once_made before update of entry_id, reason, receipt_id, notice_number, cents, top_up_id, provider, primitive, received_at, raw
  on portal.unmatched_receipt for each statement execute function portal.refuse_change();

-- A guardian's POST, sent once or ten times: the same key gives the same answer, with another input it is refused.
create table portal.idempotency (
  account_id int not null references portal.account (account_id),
  key uuid not null,
  input_hash text not null,
  answer jsonb,
  created_at timestamptz not null,
  primary key (account_id, key)
);

-- What the demo's own Node, Checkout and payment services remember. Empty outside demos and tests.
create schema if not exists sandbox;
create table sandbox.pagopa_cart (
  cart_id uuid primary key,
  request jsonb not null,
  state text not null default 'open' check (state in ('open', 'paid', 'cancelled', 'failed', 'waiting')),
  created_at timestamptz not null default now()
);
create table sandbox.pagopa_payment (
  payment_token text primary key,
  cart_id uuid references sandbox.pagopa_cart (cart_id),
  notice_number text not null,
  answer text not null,                                    -- the station's answer to paGetPaymentV2
  state text not null default 'active' check (state in ('active', 'released', 'paid')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
-- The Node's lock: one live token for a notice.
create unique index pagopa_payment_active on sandbox.pagopa_payment (notice_number) where state = 'active';
create unique index pagopa_payment_paid on sandbox.pagopa_payment (notice_number) where state = 'paid';
create table sandbox.pagopa_receipt (
  payment_token text primary key references sandbox.pagopa_payment (payment_token),
  message text not null,
  attempts int not null default 0,
  last_answer text,
  delivered_at timestamptz,
  created_at timestamptz not null default now()
);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop table sandbox.pagopa_receipt, sandbox.pagopa_payment, sandbox.pagopa_cart;
    drop table portal.idempotency, portal.unmatched_receipt, portal.receipt, portal.activation, portal.cart_position,
               portal.cart, portal.top_up_event, portal.top_up;
    drop function portal.notice_number(text, bigint);
    drop sequence portal.notice_number_base;
    drop view portal.payer, portal.creditor;
  `)
}
