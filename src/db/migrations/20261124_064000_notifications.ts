import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: messages to families leave through channels (e-mail, SMS), one delivery per message, channel and recipient.
 * Locks: nothing that holds data; new tables and views only.
 * Checked: tests/integration/notifications, migrated from empty.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- Where the reference guardian of a child is reached.
create view portal.reference_contact as
  select gs.child_id, g.id as guardian_id, nullif(trim(g.email), '') as email, nullif(trim(g.mobile), '') as mobile
  from public.guardianships gs join public.guardians g on g.id = gs.guardian_id
  where gs.is_reference;

-- Who signs what is sent.
create view portal.sender as select municipality, office, email, pec from public.site_settings;

-- One sending of one message. The address is the one of the moment when the message was decided: a proof of where
-- it went, and a retry that asks the provider for exactly the same thing.
create table portal.delivery (
  delivery_id uuid primary key default gen_random_uuid(),
  message_id uuid not null references portal.message (message_id),
  guardian_id int not null,
  channel text not null check (channel in ('email', 'sms')),
  address text not null,
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'skipped')),
  attempts smallint not null default 0,
  provider text,
  provider_id text,
  error_code text,
  queued_at timestamptz not null,
  attempted_at timestamptz,
  settled_at timestamptz,
  unique (message_id, channel, guardian_id),
  check ((state = 'queued') = (settled_at is null)),
  check (state <> 'sent' or provider is not null),
  check (state not in ('failed', 'skipped') or error_code is not null)
);

-- What the sandbox channel "sent": read by /sandbox/posta, empty in production.
create table portal.sandbox_post (
  delivery_id uuid primary key,
  channel text not null,
  address text not null,
  subject text not null,
  text text not null,
  html text,
  stored_at timestamptz not null default clock_timestamp()
);
create index sandbox_post_newest on portal.sandbox_post (stored_at desc, delivery_id);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop table portal.sandbox_post, portal.delivery;
    drop view portal.sender, portal.reference_contact;
  `)
}
