import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a family may contest what a day cost, for some days; the office answers once, by reversal or refusal.
 * Locks: portal.office_act for an instant (one kind more).
 * Checked: migrated from empty; tests/integration/contests.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table portal.office_act drop constraint office_act_kind_check,
  add constraint office_act_kind_check check (kind in ('counterTopUp', 'transfer', 'adjustment', 'unmatchedDecision', 'refundDecision',
    'refundFile', 'refundReturn', 'contestDecision'));

-- One charge of a day that a family contests: never twice the same charge.
create table portal.contest (
  contest_id uuid primary key,             -- made with the form
  child_id int not null references public.children (id),
  service_id int not null references public.services (id),
  day date not null,
  occasion smallint not null,              -- which charge of that day
  cents bigint not null check (cents > 0),
  account_id int not null references portal.account (account_id),
  text text not null check (length(btrim(text)) between 3 and 1000),
  opened_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'reversed', 'refused')),
  decision_id uuid unique references portal.office_act (act_id),
  unique (child_id, service_id, day, occasion),
  check ((status = 'open') = (decision_id is null))
);
create index contest_open on portal.contest (opened_at) where status = 'open';
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop table portal.contest;
    alter table portal.office_act drop constraint office_act_kind_check,
      add constraint office_act_kind_check check (kind in ('counterTopUp', 'transfer', 'adjustment', 'unmatchedDecision', 'refundDecision',
        'refundFile', 'refundReturn')) not valid;
  `)
}
