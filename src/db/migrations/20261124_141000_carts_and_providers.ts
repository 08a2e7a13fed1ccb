import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: one payment for several top-ups, and a payment provider that the office chooses for each service. A cart of
 * several exists before it is paid, so that its page can be shown whatever the provider answers.
 * Locks: public.services for an instant (a column with a constant default); portal.cart and portal.top_up likewise.
 * Checked: migrated from empty; tests/integration/payments, tests/integration/db.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table public.services add column provider varchar default 'pagopa' not null;

create or replace view portal.service as
  select id as service_id, code, name, kind::text as kind, pricing::text as pricing, cutoff_time,
         top_up_min_cents::bigint as top_up_min_cents, top_up_max_cents::bigint as top_up_max_cents,
         transfer_category, iban, coalesce(active, true) as is_active, provider
  from public.services;

-- Where the family was sent the last time, and what the provider calls that attempt; none before the first.
alter table portal.cart
  alter column redirect_to drop not null,
  add column reference text;
create index cart_of_account on portal.cart (account_id, created_at desc);

-- For the home page: what a family has begun to pay.
create index top_up_begun on portal.top_up (child_id) where status in ('inProgress', 'paid');
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop index portal.top_up_begun, portal.cart_of_account;
    delete from portal.cart_position where cart_id in (select cart_id from portal.cart where redirect_to is null);
    delete from portal.cart where redirect_to is null;
    alter table portal.cart drop column reference, alter column redirect_to set not null;
    drop view portal.service;
    create view portal.service as
      select id as service_id, code, name, kind::text as kind, pricing::text as pricing, cutoff_time,
             top_up_min_cents::bigint as top_up_min_cents, top_up_max_cents::bigint as top_up_max_cents,
             transfer_category, iban, coalesce(active, true) as is_active
      from public.services;
    alter table public.services drop column provider;
  `)
}
