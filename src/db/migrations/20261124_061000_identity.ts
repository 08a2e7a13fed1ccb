import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: sign-in of families by child code, tries that are being judged, and which children an account opens.
 * Locks: public.children while its index is built (seconds for 100,000 rows).
 * Checked: migrated from empty; tests/integration/identity.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- How a code is compared: what people type around letters and digits, and their case, do not matter.
create function portal.code_key(code text) returns text
  language sql immutable parallel safe as $$ select upper(regexp_replace(code, '[^A-Za-z0-9]', '', 'g') collate "C") $$;
create unique index children_code_key on public.children (portal.code_key(child_code));

-- Tries whose password is being verified right now. They take a place among the five of their key, so that a
-- hundred at once are not a hundred guesses, and give it back if the password was right.
create table portal.throttle_try (
  try_id uuid not null,
  key text not null,
  expires_at timestamptz not null,
  primary key (try_id, key)
);
create index throttle_try_of_key on portal.throttle_try (key);

-- The children an account opens: its own and those the family added. Adding works one way only: the other
-- child's account gains nothing.
create view portal.account_children as
  select account_id, child_id, true as is_own, created_at as since from portal.account
  union all
  select ac.account_id, ac.child_id, false, ac.added_at
  from portal.account_child ac join portal.account a using (account_id) where ac.child_id <> a.child_id;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop view portal.account_children;
    drop table portal.throttle_try;
    drop index public.children_code_key;
    drop function portal.code_key(text);
  `)
}
