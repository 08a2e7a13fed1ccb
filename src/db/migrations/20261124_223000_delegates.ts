import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a family may let a grandparent or a sitter cancel meals and see attendance, with a sign-in of their own that never
 * shows money and ends with the school year, or when the family takes it back.
 * Locks: portal.account for an instant (columns with a constant default; its unique key becomes a partial one).
 * Checked: migrated from empty; tests/integration/identity/delegates.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- A delegate's account: its code is DLG and its number, its children some of those of the account that made it.
alter table portal.account
  add column delegated_by int references portal.account (account_id),
  add column label text check (length(btrim(label)) between 2 and 60),
  add column delegation_id uuid unique,    -- made with the form
  add column valid_to date,
  add column revoked_at timestamptz,
  add constraint account_delegation check (num_nulls(delegated_by, label, delegation_id, valid_to) in (0, 4)),
  drop constraint account_child_id_key;
create unique index account_of_child on portal.account (child_id) where delegated_by is null;
create index account_delegated on portal.account (delegated_by) where delegated_by is not null;

-- The children an account opens: its own and those the family added; of a delegate, those given to it that the family
-- still has. Adding works one way only: the other child's account gains nothing.
create or replace view portal.account_children as
  select account_id, child_id, true as is_own, created_at as since from portal.account where delegated_by is null
  union all
  select ac.account_id, ac.child_id, false, ac.added_at
  from portal.account_child ac join portal.account a using (account_id) where ac.child_id <> a.child_id and a.delegated_by is null
  union all
  select d.account_id, ac.child_id, false, ac.added_at
  from portal.account_child ac join portal.account d using (account_id) join portal.account f on f.account_id = d.delegated_by
  where ac.child_id = f.child_id
    or exists (select from portal.account_child fc where fc.account_id = f.account_id and fc.child_id = ac.child_id);

-- What signs an account in: the child's code, or the delegate's.
create function portal.account_code(p_account portal.account) returns text language sql stable as $$
  select case when p_account.delegated_by is null then (select c.child_code from portal.child c where c.child_id = p_account.child_id)
              else 'DLG' || lpad(p_account.account_id::text, 6, '0') end
$$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop function portal.account_code(portal.account);
    create or replace view portal.account_children as
      select account_id, child_id, true as is_own, created_at as since from portal.account
      union all
      select ac.account_id, ac.child_id, false, ac.added_at
      from portal.account_child ac join portal.account a using (account_id) where ac.child_id <> a.child_id;
    drop index portal.account_of_child, portal.account_delegated;
    alter table portal.account add constraint account_child_id_key unique (child_id),
      drop constraint account_delegation, drop column delegated_by, drop column label, drop column delegation_id,
      drop column valid_to, drop column revoked_at;
  `)
}
