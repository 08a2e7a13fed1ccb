import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: the office decides, by service, how long after the cut-off a request still counts that a phone without network had
 * taken in time; a request sent again says again for how many days it had come too late.
 * Locks: two tables for an instant (columns with a constant default); a function's body.
 * Checked: migrated from empty; tests/integration/family.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
alter table public.services add column tap_grace_minutes numeric default 1 not null;
alter table portal.family_act add column late_days int not null default 0;

drop function portal.tap_grace();
-- How long after the cut-off a request still counts that was tapped before it.
create function portal.tap_grace(p_service int) returns interval language sql stable as $$
  select make_interval(mins => s.tap_grace_minutes::int) from public.services s where s.id = p_service
$$;

-- Asks the same for all days of a period that it concerns, in one statement, and answers one row.
--   outcome  asked; again (this very act is there); reused (its key is, with something else); or nothing was changed:
--            late (past the cut-off), unchanged (asked already), notPlanned, closed
--   days     how many days it changed; late_days how many it would have, in time
-- In time is what was tapped until the cut-off and came within the service's tolerance of it: a phone's word of when it
-- was tapped can gain no more. The child's wallet is locked first, as marks do: requests of one child come one after the
-- other.
create or replace function portal.ask_meals(
  p_act uuid, p_account int, p_child int, p_service int, p_kind text, p_from date, p_to date, p_tapped timestamptz, p_now timestamptz
) returns table (outcome text, number bigint, days int, late_days int)
language plpgsql as $$
#variable_conflict use_column
declare v_act portal.family_act; v_open int; v_planned int; v_wanted int; v_days date[]; v_grace interval := portal.tap_grace(p_service);
begin
  perform from portal.wallet w where w.child_id = p_child and w.service_id = p_service for no key update;

  select count(*) filter (where d.is_open), count(*) filter (where d.is_open and d.is_planned), count(*) filter (where t.is_wanted),
         coalesce(array_agg(d.day) filter (where t.is_wanted and p_tapped <= d.cutoff_at and p_now <= d.cutoff_at + v_grace), '{}')
    into v_open, v_planned, v_wanted, v_days
    from portal.child_days(p_child, p_from, p_to, p_service) d
    cross join lateral (select d.is_open and d.is_planned
      and case when p_kind = 'restore' then d.wish is not null else d.wish is distinct from p_kind end as is_wanted) t;

  if cardinality(v_days) > 0 and not exists (select from portal.family_act a where a.act_id = p_act) then
    insert into portal.family_act (act_id, account_id, child_id, service_id, kind, first_day, last_day, days, late_days, tapped_at, received_at)
      values (p_act, p_account, p_child, p_service, p_kind, p_from, p_to, cardinality(v_days), v_wanted - cardinality(v_days), p_tapped, p_now)
      on conflict do nothing returning * into v_act;
    if found then
      insert into portal.meal_request (request_id, act_id, child_id, service_id, day, wish, account_id, tapped_at, received_at)
        select md5(p_act::text || asked.day)::uuid, p_act, p_child, p_service, asked.day, p_kind, p_account, p_tapped, p_now
        from unnest(v_days) as asked (day);
      return query select 'asked', v_act.number, v_act.days, v_act.late_days;
      return;
    end if;
  end if;

  select * into v_act from portal.family_act a where a.act_id = p_act;
  if found then
    return query select case when (v_act.account_id, v_act.child_id, v_act.service_id, v_act.kind, v_act.first_day, v_act.last_day)
      = (p_account, p_child, p_service, p_kind, p_from, p_to) then 'again' else 'reused' end, v_act.number, v_act.days, v_act.late_days;
  else
    return query select case when v_wanted > 0 then 'late' when v_planned > 0 then 'unchanged' when v_open > 0 then 'notPlanned' else 'closed' end,
      null::bigint, 0, v_wanted;
  end if;
end $$;
  `)
}

export async function down(_: MigrateDownArgs): Promise<void> {
  throw new Error('How late a request was cannot be told in the former shape: restore a backup instead')
}
