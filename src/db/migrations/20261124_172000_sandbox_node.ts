import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: the demo's Node keeps a journal of what it asked the station and how it judged the answers, pays at counters of
 * four kinds by both versions of the messages, and sends receipts that nobody asked for.
 * Locks: sandbox.pagopa_payment for an instant; empty outside demos and tests.
 * Checked: migrated from empty, down and up again; tests/integration/payments.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table sandbox.pagopa_payment
  add column channel text not null default 'checkout'
    check (channel in ('checkout', 'bank', 'post', 'tobacconist', 'homeBanking')),
  add column version smallint not null default 2 check (version in (1, 2)),
  add column note text,                                    -- what came with the activation: the cart's own name
  -- 'unasked': a receipt made without an activation, as the platform does while a station is down.
  drop constraint pagopa_payment_state_check,
  add constraint pagopa_payment_state_check check (state in ('active', 'released', 'paid', 'unasked'));

-- What the Node sent and what it made of the answer. No names, no fiscal codes, no messages.
create table sandbox.node_event (
  event_id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  primitive text not null,
  notice_number text not null,
  payment_token text,
  outcome text not null check (outcome in ('OK', 'KO', 'refused')),
  fault text,                                              -- the station's code
  node_code text,                                          -- what the payment service is told
  detail text,                                             -- where an answer is wrong: names, no values
  check ((outcome = 'OK') = (node_code is null))
);
create index node_event_of on sandbox.node_event (notice_number, event_id);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop table sandbox.node_event;
    delete from sandbox.settled_payment where payment_token in (select payment_token from sandbox.pagopa_payment where state = 'unasked');
    delete from sandbox.pagopa_receipt where payment_token in (select payment_token from sandbox.pagopa_payment where state = 'unasked');
    delete from sandbox.pagopa_payment where state = 'unasked';
    alter table sandbox.pagopa_payment drop constraint pagopa_payment_state_check,
      add constraint pagopa_payment_state_check check (state in ('active', 'released', 'paid')),
      drop column channel, drop column version, drop column note;
  `)
}
