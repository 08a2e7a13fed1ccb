import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a provider gives back what a family paid, whole or in part, or its bank takes it in a dispute: each is a line of the
 * ledger with a cause of its own, and a state of the top-up. Attempts to pay are found by the provider's name of them.
 * The demo gets a Stripe of its own.
 * Locks: portal.ledger_line, portal.top_up, portal.top_up_event and portal.unmatched_receipt while their checks are read
 * anew (one pass over each); portal.cart while an index is made.
 * Checked: migrated from empty; tests/integration/payments/stripe.test.ts.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table portal.ledger_line
  drop constraint ledger_line_kind_check,
  drop constraint ledger_line_sign_check,
  add constraint ledger_line_kind_check check (kind in ('topUp', 'charge', 'reversal', 'adjustment', 'transferIn', 'transferOut',
    'refund', 'returnedRefund', 'paymentRefund', 'dispute', 'disputeWon', 'directDebit', 'returnedDebit', 'opening')),
  add constraint ledger_line_sign_check check (
    case when kind in ('charge', 'transferOut', 'refund', 'paymentRefund', 'dispute', 'returnedDebit') then cents <= 0
         when kind in ('topUp', 'reversal', 'transferIn', 'directDebit', 'returnedRefund', 'disputeWon') then cents >= 0 else true end);

alter table portal.top_up
  drop constraint top_up_status_check,
  drop constraint top_up_check1,
  drop constraint top_up_check2,
  add constraint top_up_status_check check (status in ('created', 'inProgress', 'paid', 'credited', 'partlyRefunded', 'refunded',
    'failed', 'expired', 'cancelled')),
  add constraint top_up_paid_check check ((status in ('paid', 'credited', 'partlyRefunded', 'refunded')) = (paid_at is not null)),
  add constraint top_up_credited_check check ((status in ('credited', 'partlyRefunded', 'refunded')) = (credited_at is not null));

alter table portal.top_up_event
  drop constraint top_up_event_kind_check,
  add constraint top_up_event_kind_check check (kind in ('created', 'started', 'pending', 'lapsed', 'abandoned', 'failed', 'cancelled', 'expired',
    'paid', 'credited', 'refunded', 'disputed', 'disputeWon'));

alter table portal.unmatched_receipt
  drop constraint unmatched_receipt_reason_check,
  add constraint unmatched_receipt_reason_check check (reason in ('unknownNotice', 'wrongAmount', 'secondReceipt',
    'conflictingReceipt', 'otherCreditor', 'notPaid', 'malformed', 'repaid'));

-- What went back of a top-up to who paid it, and what came again. Of a cause (a charge that is refunded, a dispute) the
-- provider tells cumulative amounts: each row is what one message added.
create table portal.repayment (
  repayment_id uuid primary key,                           -- the cause of its ledger line
  top_up_id uuid not null references portal.top_up (top_up_id),
  kind text not null check (kind in ('paymentRefund', 'dispute', 'disputeWon')),
  provider text not null,
  primitive text not null,
  cause_id text not null,
  cents bigint not null check (cents > 0),
  total_cents bigint not null check (total_cents >= cents),
  at timestamptz not null,
  received_at timestamptz not null,
  raw text not null,
  unique (top_up_id, kind, cause_id, total_cents)
);
create trigger append_only before update or delete or truncate on portal.repayment
  for each statement execute function portal.refuse_change();

-- When the last attempt of a cart began; of one that was begun once, that is when it was made.
alter table portal.cart add column attempted_at timestamptz;
create index cart_of_reference on portal.cart (reference) where reference is not null;

-- What the demo's own Stripe remembers: its objects as its API gives them, what it answered to which key, what it said.
create table sandbox.stripe_object (
  id text primary key,
  kind text not null check (kind in ('session', 'charge', 'dispute')),
  object jsonb not null,
  created_at timestamptz not null default clock_timestamp()
);
create index stripe_object_last on sandbox.stripe_object (kind, created_at desc);
create table sandbox.stripe_answer (
  key text primary key,
  request text not null,
  status int not null,
  answer jsonb not null
);
create table sandbox.stripe_event (
  id text primary key,
  body text not null,
  last_answer text,
  created_at timestamptz not null default clock_timestamp()
);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop table sandbox.stripe_event, sandbox.stripe_answer, sandbox.stripe_object;
    drop index portal.cart_of_reference;
    alter table portal.cart drop column attempted_at;
    drop table portal.repayment;
    alter table portal.unmatched_receipt
      drop constraint unmatched_receipt_reason_check,
      add constraint unmatched_receipt_reason_check check (reason in ('unknownNotice', 'wrongAmount', 'secondReceipt',
        'conflictingReceipt', 'otherCreditor', 'notPaid', 'malformed'));
    alter table portal.top_up_event
      drop constraint top_up_event_kind_check,
      add constraint top_up_event_kind_check check (kind in ('created', 'started', 'abandoned', 'failed', 'cancelled', 'expired', 'paid', 'credited'));
    alter table portal.top_up
      drop constraint top_up_status_check, drop constraint top_up_paid_check, drop constraint top_up_credited_check,
      add constraint top_up_status_check check (status in ('created', 'inProgress', 'paid', 'credited', 'failed', 'expired', 'cancelled')),
      add constraint top_up_check1 check ((status in ('paid', 'credited')) = (paid_at is not null)),
      add constraint top_up_check2 check ((status = 'credited') = (credited_at is not null));
    alter table portal.ledger_line
      drop constraint ledger_line_kind_check, drop constraint ledger_line_sign_check,
      add constraint ledger_line_kind_check check (kind in ('topUp', 'charge', 'reversal', 'adjustment', 'transferIn', 'transferOut',
        'refund', 'returnedRefund', 'directDebit', 'returnedDebit', 'opening')),
      add constraint ledger_line_sign_check check (
        case when kind in ('charge', 'transferOut', 'refund', 'returnedDebit') then cents <= 0
             when kind in ('topUp', 'reversal', 'transferIn', 'directDebit', 'returnedRefund') then cents >= 0 else true end);
  `)
}
