import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: the escort of a school bus says who got on, who got off and who was not seen; the centre knows at once, and the
 * day's attendance of the bus service follows.
 * Locks: none (new tables and functions).
 * Checked: migrated from empty; tests/integration/bus.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- Every word of an escort ever received, as tapped. The latest tap decides for a child, day and run; 'waiting' takes
-- back what was said before.
create table portal.ride_mark (
  mark_id uuid primary key,                -- made by the tablet before sending
  child_id int not null references public.children (id),
  line_id int not null references public.bus_lines (id),
  day date not null,
  run text not null check (run in ('outward', 'return')),
  state text not null check (state in ('boarded', 'left', 'notSeen', 'waiting')),
  marked_at timestamptz not null,
  received_at timestamptz not null,
  stop_id int,                             -- where, when not at the child's own stop
  device_id int not null,
  operator_id int,                         -- whose PIN had unlocked the tablet
  reason text
);
create index ride_mark_of_day on portal.ride_mark (day, child_id, run, marked_at desc, mark_id desc);
create index ride_mark_of_child on portal.ride_mark (child_id, day);
create trigger append_only before update or delete or truncate on portal.ride_mark
  for each statement execute function portal.refuse_change();

-- What holds of each child, day and run of a period; nothing for what was taken back. boarded_at: when the child got on,
-- if nothing took it back since.
create function portal.ride_state(p_from date, p_to date, p_child int default null) returns table (
  child_id int, day date, run text, line_id int, state text, state_at timestamptz, stop_id int, boarded_at timestamptz, boarded_stop_id int
) language sql stable as $$
  select l.child_id, l.day, l.run, l.line_id, l.state, l.marked_at, l.stop_id, b.marked_at, b.stop_id
  from (
    select distinct on (m.day, m.child_id, m.run) m.*
    from portal.ride_mark m where m.day between p_from and p_to and (p_child is null or m.child_id = p_child)
    order by m.day, m.child_id, m.run, m.marked_at desc, m.mark_id desc
  ) l
  left join lateral (
    select m.marked_at, m.stop_id from portal.ride_mark m
    where l.state in ('boarded', 'left') and m.day = l.day and m.child_id = l.child_id and m.run = l.run and m.state = 'boarded'
      and not exists (
        select from portal.ride_mark w where w.day = l.day and w.child_id = l.child_id and w.run = l.run
          and w.state in ('notSeen', 'waiting') and (w.marked_at, w.mark_id) > (m.marked_at, m.mark_id))
    order by m.marked_at desc, m.mark_id desc limit 1
  ) b on true
  where l.state <> 'waiting'
$$;

-- Where a child goes to school on a day and which bus service it has; none of them is null.
create function portal.bus_child(p_child int, p_day date) returns table (school_id int, class_id int, service_id int)
  language sql stable rows 1 as $$
  select p.school_id, p.class_id, e.service_id
  from (values (1)) as one (one)
  left join lateral (
    select p.school_id, p.class_id from portal.placement p
    where p.child_id = p_child and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)
    order by p.valid_from desc limit 1) p on true
  left join lateral (
    select e.service_id from portal.enrolment e join portal.service s using (service_id)
    where e.child_id = p_child and s.kind = 'schoolBus' and s.is_active
      and e.valid_from <= p_day and (e.valid_to is null or e.valid_to >= p_day)
    order by e.service_id limit 1) e on true
$$;

-- Who rides on a day: a row per child and run, of one line or of all. A child on a run that is not its own, because the
-- escort said so, is at the stop that was said, else at its own of the other run.
create function portal.ride_list(p_day date, p_line int default null) returns table (
  line_id int, run text, stop_id int, stop_time text, child_id int, school_id int, class_id int, service_id int, is_open boolean,
  is_expected boolean, cancelled_at timestamptz, state text, state_at timestamptz, boarded_at timestamptz
) language sql stable as $$
  with said as materialized (
    select * from portal.ride_state(p_day, p_day)
  ), rider as materialized (
    select r.child_id, r.outward_stop_id, r.return_stop_id
    from portal.bus_rider r where r.valid_from <= p_day and (r.valid_to is null or r.valid_to >= p_day)
  ), seat as materialized (
    select w.run, s.line_id, s.stop_id, case w.run when 'outward' then s.outward_time else s.return_time end as stop_time,
           r.child_id, w.stop_id is not null as is_own
    from rider r
    cross join lateral (values ('outward', r.outward_stop_id, r.return_stop_id), ('return', r.return_stop_id, r.outward_stop_id)) w (run, stop_id, other_id)
    left join said on said.child_id = r.child_id and said.run = w.run
    join portal.bus_stop s on s.stop_id = coalesce(w.stop_id, case when said.child_id is not null then coalesce(said.stop_id, w.other_id) end)
    join portal.bus_line l on l.line_id = s.line_id and l.is_active
    where p_line is null or s.line_id = p_line
  ), placed as materialized (
    select c.child_id, b.school_id, b.class_id, b.service_id
    from (select distinct child_id from seat) c cross join lateral portal.bus_child(c.child_id, p_day) b
  ), awaited as materialized (
    select d.* from (select distinct case when p_line is not null then school_id end as school_id from placed) sc
    cross join lateral portal.day_list(p_day, sc.school_id) d where d.kind = 'schoolBus'
  )
  select seat.line_id, seat.run, seat.stop_id, nullif(seat.stop_time, ''), seat.child_id, a.school_id, a.class_id, a.service_id, a.is_open,
         a.is_expected and seat.is_own, case when a.wish = 'cancel' then a.wish_at end, said.state, said.state_at, said.boarded_at
  from seat
  join placed p using (child_id)
  join awaited a on a.child_id = p.child_id and a.school_id = p.school_id and a.class_id = p.class_id and a.service_id = p.service_id
  left join said on said.child_id = seat.child_id and said.run = seat.run
$$;
  `)
  await db.execute(sql`
-- Records a batch of an escort's marks of one line and day, and returns one outcome per mark.
--   p_marks     [{ markId, childId, run, state, markedAt, stopId?, operatorId?, reason? }]
--   p_today     today's civil day; p_oldest the oldest day that still takes marks
-- Any number of times, in any order, from any number of tablets: the latest tap (markedAt, then markId) decides for each
-- child, day and run. Children are locked by their wallets, in one order, as in portal.record_marks.
--
-- The day's attendance in the bus service follows from all that was said of the child that day, through
-- portal.record_marks: present while a run says boarded or left; else absent when a ride was taken back, or when every
-- run of its own was said not to have seen it; until then nothing. Each mark of a ride makes one mark of attendance, at
-- its own instant, which says what the marks up to it amount to. A mark that arrives late makes those after it be said
-- anew: their ids begin with their place in the order of taps, which only grows, so that the fuller word wins at the same
-- instant. Thus attendance, what was true at the cut-off and the charge depend on the set of marks, not on how it came.
create function portal.record_rides(
  p_line int, p_device int, p_day date, p_marks jsonb, p_now timestamptz, p_today date, p_oldest date
) returns table (mark_id uuid, outcome text)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare v_outcomes jsonb; v_school int; v_service text; v_said jsonb;
begin
  perform pg_advisory_xact_lock_shared(portal.price_lock(), s.service_id)
    from (select service_id from portal.service where kind = 'schoolBus' order by service_id) s;
  perform from portal.wallet w
    where w.child_id = any (array(select (m ->> 'childId')::int from jsonb_array_elements(p_marks) m))
      and w.service_id = any (array(select service_id from portal.service where kind = 'schoolBus'))
    order by w.child_id, w.service_id for no key update;

  with asked as materialized (
    select distinct on (m."markId") m."markId" as mark_id, m."childId" as child_id, m.run, m.state,
           least(m."markedAt", p_now) as marked_at, m."stopId" as stop_id, m."operatorId" as operator_id, nullif(m.reason, '') as reason
    from jsonb_to_recordset(p_marks) as m ("markId" uuid, "childId" int, run text, state text, "markedAt" timestamptz,
      "stopId" int, "operatorId" int, reason text)
    order by m."markId", m."markedAt" desc
  ), child as materialized (
    select c.child_id, b.school_id is not null and coalesce((
             select true from portal.bus_rider r join portal.bus_stop s on s.stop_id in (r.outward_stop_id, r.return_stop_id)
             where r.child_id = c.child_id and s.line_id = p_line
               and r.valid_from <= p_day and (r.valid_to is null or r.valid_to >= p_day) limit 1), false) as is_of_line,
           b.service_id is not null as is_enrolled, p_day between p_oldest and p_today as is_markable,
           coalesce(portal.is_open(b.service_id, b.school_id, p_day, b.class_id), false) as is_open
    from (select distinct child_id from asked) c cross join lateral portal.bus_child(c.child_id, p_day) b
  ), judged as materialized (
    select a.*, c.is_of_line, c.is_enrolled, c.is_markable, c.is_open,
           coalesce((select true from portal.ride_mark m where m.mark_id = a.mark_id limit 1), false) as is_known
    from asked a join child c using (child_id)
  ), recorded as (
    insert into portal.ride_mark (mark_id, child_id, line_id, day, run, state, marked_at, received_at, stop_id, device_id, operator_id, reason)
    select j.mark_id, j.child_id, p_line, p_day, j.run, j.state, j.marked_at, p_now,
           case when j.stop_id is not null then (select s.stop_id from portal.bus_stop s where s.stop_id = j.stop_id and s.line_id = p_line) end,
           p_device,
           case when j.operator_id is not null then (select o.operator_id from portal.tablet_operator o
             where o.operator_id = j.operator_id and o.line_id = p_line limit 1) end,
           j.reason
    from judged j where not j.is_known and j.is_of_line and j.is_markable and j.is_enrolled and j.is_open
    on conflict do nothing
    returning mark_id, child_id, run, marked_at
  ), told as (
    select j.mark_id, r.mark_id is not null as is_new,
      case when j.is_known then 'already-recorded'
           when not j.is_of_line then 'other-line'
           when not j.is_markable then 'closed-day'
           when not j.is_enrolled then 'not-enrolled'
           when not j.is_open then 'closed-day'
           when r.mark_id is null then 'already-recorded'
           when exists (select from recorded o where o.child_id = r.child_id and o.run = r.run and (o.marked_at, o.mark_id) > (r.marked_at, r.mark_id))
             or exists (select from portal.ride_mark m where m.day = p_day and m.child_id = r.child_id and m.run = r.run
                          and (m.marked_at, m.mark_id) > (r.marked_at, r.mark_id)) then 'superseded'
           else 'recorded' end as outcome
    from judged j left join recorded r on r.mark_id = j.mark_id
  )
  select jsonb_agg(jsonb_build_object('markId', t.mark_id, 'outcome', t.outcome, 'isNew', t.is_new)) into v_outcomes from told t;

  for v_service, v_school, v_said in
    with fresh as materialized (   -- from where on each child's day is said anew
      select distinct on (m.child_id) m.child_id, m.marked_at, m.mark_id
      from jsonb_to_recordset(v_outcomes) as o ("markId" uuid, "isNew" boolean)
      join portal.ride_mark m on m.mark_id = o."markId"
      where o."isNew"
      order by m.child_id, m.marked_at, m.mark_id
    ), said as materialized (
      select m.child_id, m.run, m.state, m.marked_at, m.mark_id, (m.marked_at, m.mark_id) >= (f.marked_at, f.mark_id) as is_anew,
             row_number() over (partition by m.child_id order by m.marked_at, m.mark_id) as place
      from fresh f join portal.ride_mark m on m.child_id = f.child_id and m.day = p_day
    ), own as materialized (
      select f.child_id, greatest(1, count(o.stop_id) + count(b.stop_id)) as runs
      from fresh f
      left join portal.bus_rider r on r.child_id = f.child_id and r.valid_from <= p_day and (r.valid_to is null or r.valid_to >= p_day)
      left join portal.bus_stop o on o.stop_id = r.outward_stop_id
      left join portal.bus_stop b on b.stop_id = r.return_stop_id
      group by f.child_id
    ), amounting as (
      select s.child_id, s.marked_at, s.place, md5(s.mark_id::text || s.place) as digest, upto.status
      from said s join own using (child_id)
      cross join lateral (
        select case when bool_or(u.is_latest and u.state in ('boarded', 'left')) then 'present'
                    when bool_or(u.state in ('boarded', 'left'))
                      or count(distinct u.run) filter (where u.state = 'notSeen') >= own.runs then 'absent' end as status
        from (select e.run, e.state, e.place = max(e.place) over (partition by e.run) as is_latest
              from said e where e.child_id = s.child_id and e.place <= s.place) u
      ) upto
      where s.is_anew and upto.status is not null
    )
    select sv.code, b.school_id, jsonb_agg(jsonb_build_object('childId', a.child_id, 'status', a.status, 'markedAt', a.marked_at,
        'markId', lpad(to_hex(a.place), 8, '0') || '-' || substr(a.digest, 1, 4) || '-8' || substr(a.digest, 5, 3) || '-8'
          || substr(a.digest, 8, 3) || '-' || substr(a.digest, 11, 12)))
    from amounting a
    cross join lateral portal.bus_child(a.child_id, p_day) b
    join portal.service sv on sv.service_id = b.service_id
    group by sv.service_id, sv.code, b.school_id
    order by sv.service_id, b.school_id
  loop
    perform portal.record_marks(v_school, p_device, null, v_service, p_day, v_said, p_now, p_today, p_oldest);
  end loop;

  return query
    select o."markId", o.outcome from jsonb_to_recordset(v_outcomes) as o ("markId" uuid, outcome text);
end $$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop function portal.record_rides(int, int, date, jsonb, timestamptz, date, date);
    drop function portal.ride_list(date, int);
    drop function portal.bus_child(int, date);
    drop function portal.ride_state(date, date, int);
    drop table portal.ride_mark;
  `)
}
