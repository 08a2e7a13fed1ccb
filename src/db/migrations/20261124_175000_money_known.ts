import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what the office assigns of money that came for several creditors is only our part; providers are asked for
 * payments whose notification never came; a payer whose contacts are kept from the family is not printed either; the
 * office finds children by surname without reading them all.
 * Locks: portal.unmatched_receipt for an instant (a column without a default, one pass over what was assigned);
 * public.children while its index is built (seconds for 100,000 rows).
 * Checked: migrated from empty; tests/integration/office-money, payments, documents.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- What was credited of an entry: ours, which may be less than what was paid in all.
alter table portal.unmatched_receipt add column credited_cents bigint check (credited_cents > 0 and credited_cents <= cents);
alter table portal.unmatched_receipt disable trigger decided_once;
update portal.unmatched_receipt set credited_cents = cents where decision = 'assigned';
alter table portal.unmatched_receipt enable trigger decided_once;
alter table portal.unmatched_receipt add constraint unmatched_receipt_credited
  check ((decision is not distinct from 'assigned') = (credited_cents is not null));

-- How often a provider was asked about a cart, and when the last time: the next question waits longer each time.
create table portal.payment_question (
  cart_id uuid primary key references portal.cart (cart_id),
  asked_at timestamptz not null,
  times smallint not null check (times > 0)
);
create index cart_made on portal.cart (created_at) where reference is not null;

-- Nobody is named as payer to a family that may not know how to reach them.
create or replace view portal.payer as
  select distinct on (gs.child_id) gs.child_id, g.fiscal_code, trim(g.name || ' ' || g.surname) as full_name
  from public.guardianships gs join public.guardians g on g.id = gs.guardian_id
  where gs.is_reference and not coalesce(gs.contacts_hidden, false) order by gs.child_id, gs.id;

create index children_by_name on public.children (lower(surname || ' ' || name) text_pattern_ops);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop index public.children_by_name;
    create or replace view portal.payer as
      select distinct on (gs.child_id) gs.child_id, g.fiscal_code, trim(g.name || ' ' || g.surname) as full_name
      from public.guardianships gs join public.guardians g on g.id = gs.guardian_id
      where gs.is_reference order by gs.child_id, gs.id;
    drop index portal.cart_made;
    drop table portal.payment_question;
    alter table portal.unmatched_receipt drop column credited_cents;
  `)
}
