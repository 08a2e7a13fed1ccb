import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: marking became slower with every class of the day. Statistics know nothing of a day that began this morning, so
 * the planner took "this day" for a row or two and read the whole day for each class. The key now begins with the day,
 * where today's rows lie together, and a child's state is fetched by look-ups of one row, whatever the statistics
 * say.
 * Locks: exclusive on portal.attendance while the key is built (0.4 s for 100,000 children); run outside school hours.
 * Checked: `npm run bench -- rollcall` at 100,000 children; tests/integration/attendance.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
drop index portal.attendance_day;
alter table portal.attendance drop constraint attendance_pkey;
alter table portal.attendance add primary key (day, service_id, child_id);
create index attendance_of_child on portal.attendance (child_id, day);

-- The state of one child, service and day. The limit keeps it a look-up of one row inside any larger query.
create function portal.attendance_on(p_child int, p_service int, p_day date) returns setof portal.attendance
  language sql stable rows 1 as $$
  select * from portal.attendance where day = p_day and service_id = p_service and child_id = p_child limit 1
$$;

-- Records a batch of marks of one school, service and day, and returns one outcome per mark.
--   p_marks     [{ markId, childId, status, markedAt }]
--   p_today     today's civil day; p_oldest the oldest day that still takes marks
-- Any number of times, in any order, from any number of tablets: the state is that of the latest tap
-- (markedAt, then markId), and the ledger holds exactly its charge. The wallets are locked first, in one order;
-- the statement after the lock sees all that earlier holders wrote.
create or replace function portal.record_marks(
  p_school int, p_device int, p_staff int, p_service text, p_day date, p_marks jsonb, p_now timestamptz, p_today date, p_oldest date
) returns table (mark_id uuid, outcome text, charge_cents bigint)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_service int; v_open boolean; v_tariff int; v_cents bigint;
begin
  select s.service_id, p_day between p_oldest and p_today and s.is_active and portal.is_open(s.service_id, p_school, p_day),
         price.tariff_id, price.cents
    into v_service, v_open, v_tariff, v_cents
    from portal.service s
    join portal.school on school.school_id = p_school
    left join lateral portal.price(s.service_id, school.level, p_day) price on s.pricing in ('perAttendance', 'fixedPlusMeal')
    where s.code = p_service;

  perform from portal.wallet w
    where w.service_id = v_service
      and w.child_id = any (array(select (m ->> 'childId')::int from jsonb_array_elements(p_marks) m))
    order by w.child_id for no key update;

  return query
  with asked as materialized (
    select distinct on (m."markId") m."markId" as mark_id, m."childId" as child_id, m.status,
           least(m."markedAt", p_now) as marked_at
    from jsonb_to_recordset(p_marks) as m ("markId" uuid, "childId" int, status text, "markedAt" timestamptz)
    order by m."markId", m."markedAt" desc
  ), judged as materialized (
    -- Look-ups of one row each, said so: "exists" and joins may read the whole school or every mark of the year.
    select a.*,
      coalesce((select true from portal.mark m where m.mark_id = a.mark_id limit 1), false) as is_known,
      coalesce((select true from portal.placement p where p.child_id = a.child_id and p.school_id = p_school
                  and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day) limit 1), false) as is_placed,
      coalesce((select true from portal.enrolment e where e.child_id = a.child_id and e.service_id = v_service
                  and e.valid_from <= p_day and (e.valid_to is null or e.valid_to >= p_day) limit 1), false) as is_enrolled
    from asked a
  ), recorded as (
    insert into portal.mark (mark_id, child_id, service_id, day, status, marked_at, received_at, school_id, device_id, staff_id)
    select j.mark_id, j.child_id, v_service, p_day, j.status, j.marked_at, p_now, p_school, p_device, p_staff
    from judged j where not j.is_known and j.is_placed and j.is_enrolled and v_open
    on conflict do nothing
    returning mark_id, child_id, status, marked_at
  ), latest as (
    select distinct on (child_id) * from recorded order by child_id, marked_at desc, mark_id desc
  ), winning as materialized (
    select l.*, coalesce(t.charge_count, 0) as charge_count, t.open_charge_cents,
           l.status = 'present' and t.open_charge_cents is null and v_cents > 0 as is_charge,
           l.status <> 'present' and t.open_charge_cents is not null as is_reversal
    from latest l
    left join lateral portal.attendance_on(l.child_id, v_service, p_day) t on true
    where t.child_id is null or (l.marked_at, l.mark_id) > (t.marked_at, t.mark_id)
  ), posted as (
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, posted_at, source_id, tariff_id, occasion)
    select child_id, v_service, case when is_charge then 'charge' else 'reversal' end,
           case when is_charge then -v_cents else open_charge_cents end,
           p_day, p_now, mark_id, case when is_charge then v_tariff end,
           case when is_charge then charge_count + 1 else charge_count end
    from winning where is_charge or is_reversal
  ), current as (
    insert into portal.attendance as t (child_id, service_id, day, school_id, status, marked_at, mark_id, charge_count, open_charge_cents)
    select child_id, v_service, p_day, p_school, status, marked_at, mark_id,
           case when is_charge then charge_count + 1 else charge_count end,
           case when is_charge then v_cents when is_reversal then null else open_charge_cents end
    from winning
    on conflict (day, service_id, child_id) do update
      set school_id = excluded.school_id, status = excluded.status, marked_at = excluded.marked_at, mark_id = excluded.mark_id,
          charge_count = excluded.charge_count, open_charge_cents = excluded.open_charge_cents
    returning t.mark_id, t.open_charge_cents
  )
  select j.mark_id,
         case when j.is_known then 'already-recorded'
              when not j.is_placed then 'other-school'
              when v_open is not true and v_service is not null then 'closed-day'
              when not j.is_enrolled then 'not-enrolled'
              when current.mark_id is not null then 'recorded'
              when recorded.mark_id is not null then 'superseded'
              else 'already-recorded' end,
         case when j.is_known then t.open_charge_cents else current.open_charge_cents end
  from judged j
  left join recorded on recorded.mark_id = j.mark_id
  left join current on current.mark_id = j.mark_id
  left join lateral portal.attendance_on(j.child_id, v_service, p_day) t
    on j.is_known and t.mark_id = j.mark_id;
end $$;

-- Planning took as long as the work: one plan serves every batch.
alter function portal.post_to_wallets() set plan_cache_mode = force_generic_plan;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  // The functions work on either key: only the key and its index go back.
  await db.execute(sql`
    alter function portal.post_to_wallets() reset plan_cache_mode;
    drop index portal.attendance_of_child;
    alter table portal.attendance drop constraint attendance_pkey;
    alter table portal.attendance add primary key (child_id, service_id, day);
    create index attendance_day on portal.attendance (day, school_id);
  `)
}
