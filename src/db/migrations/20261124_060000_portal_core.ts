import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: schema `portal`, where attendance, wallets and sign-in of families live, beside Payload's tables.
 * Locks: nothing that holds data yet; a trigger on public.enrolments, which is empty at this point.
 * Checked: migrated from empty; tests/integration/attendance and tests/integration/wallet.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
create schema portal;

-- The seam: what modules may know of Payload's tables ------------------------------------------------

-- The civil day in Rome of a timestamp stored by Payload.
create function portal.day_of(at timestamptz) returns date
  language sql immutable parallel safe as $$ select (at at time zone 'Europe/Rome')::date $$;

create view portal.service as
  select id as service_id, code, name, kind::text as kind, pricing::text as pricing, cutoff_time,
         top_up_min_cents::bigint as top_up_min_cents, top_up_max_cents::bigint as top_up_max_cents,
         transfer_category, iban, coalesce(active, true) as is_active
  from public.services;

create view portal.school as
  select id as school_id, name, code, level::text as level, address, coalesce(active, true) as is_active
  from public.schools;

create view portal.child as
  select id as child_id, child_code, surname, name, fiscal_code, portal.day_of(birth_date) as birth_date
  from public.children;

create view portal.class_group as
  select c.id as class_id, c.name, c.school_id, c.school_year,
         (select array_agg(w.value::text) from public.classes_canteen_weekdays w where w.parent_id = c.id) as canteen_weekdays
  from public.classes c;

-- Which class and school a child is in; both ends of the period included.
create view portal.placement as
  select p.child_id, p.class_id, c.school_id,
         portal.day_of(p.valid_from) as valid_from, portal.day_of(p.valid_to) as valid_to
  from public.placements p join public.classes c on c.id = p.class_id;

create view portal.enrolment as
  select child_id, service_id, portal.day_of(valid_from) as valid_from, portal.day_of(valid_to) as valid_to
  from public.enrolments;

-- Kitchen code and label only: kind and reason of a diet never cross this seam.
create view portal.child_diet as
  select cd.child_id, d.code, d.label, portal.day_of(cd.valid_from) as valid_from, portal.day_of(cd.valid_to) as valid_to
  from public.child_diets cd join public.diets d on d.id = cd.diet_id;

create view portal.device as
  select id as device_id, school_id, name, token_hash, coalesce(revoked, false) as is_revoked from public.devices;

-- The tariff of a service for a level on a day: the level's own before the general one. No row, no price.
create function portal.price(p_service int, p_level text, p_day date)
  returns table (tariff_id int, cents bigint) language sql stable as $$
  select t.id, t.cents::bigint from public.tariffs t
  where t.service_id = p_service and (t.level is null or t.level::text = p_level)
    and portal.day_of(t.valid_from) <= p_day and (t.valid_to is null or portal.day_of(t.valid_to) >= p_day)
  order by t.level nulls last, t.valid_from desc limit 1
$$;

-- Whether a service runs in a school on a day. An exception wins over the calendar, the more particular over the
-- more general, the newer over the older; a school's own calendar replaces the general one.
create function portal.is_open(p_service int, p_school int, p_day date)
  returns boolean language sql stable as $$
  select coalesce(
    (select e.effect = 'open' from public.calendar_exceptions e
     where (e.service_id is null or e.service_id = p_service) and (e.school_id is null or e.school_id = p_school)
       and portal.day_of(e.valid_from) <= p_day and coalesce(portal.day_of(e.valid_to), portal.day_of(e.valid_from)) >= p_day
     order by (e.school_id is not null) desc, (e.service_id is not null) desc, e.id desc limit 1),
    (select exists (select from public.service_calendars_weekdays w
                    where w.parent_id = c.id and w.value::text = extract(isodow from p_day)::text)
     from public.service_calendars c
     where c.service_id = p_service and (c.school_id is null or c.school_id = p_school)
       and portal.day_of(c.valid_from) <= p_day and (c.valid_to is null or portal.day_of(c.valid_to) >= p_day)
     order by (c.school_id is not null) desc, c.valid_from desc, c.id desc limit 1),
    false)
$$;

-- What Payload's generated tables cannot say, the database refuses all the same.
alter table public.tariffs add constraint tariffs_cents_whole check (cents >= 0 and cents = trunc(cents));
alter table public.tariffs add constraint tariffs_period check (valid_to is null or valid_to >= valid_from);
create extension if not exists btree_gist;
alter table public.tariffs add constraint tariffs_one_per_day exclude using gist (
  service_id with =, daterange(portal.day_of(valid_from), portal.day_of(valid_to), '[]') with &&) where (level is null);
alter table public.tariffs add constraint tariffs_one_per_level_and_day exclude using gist (
  service_id with =, level with =, daterange(portal.day_of(valid_from), portal.day_of(valid_to), '[]') with &&);
alter table public.enrolments add constraint enrolments_one_per_day exclude using gist (
  child_id with =, service_id with =, daterange(portal.day_of(valid_from), portal.day_of(valid_to), '[]') with &&);
create unique index guardianships_pair on public.guardianships (child_id, guardian_id);
create unique index guardianships_one_reference on public.guardianships (child_id) where is_reference;
create unique index classes_name_per_year on public.classes (school_id, school_year, name);

-- Append-only --------------------------------------------------------------------------------------

create function portal.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only: % refused', tg_table_schema, tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end $$;

-- Wallets and the ledger ---------------------------------------------------------------------------

-- One wallet per child and service. The balance is a cache that "ledger verify" proves; only the trigger of
-- the ledger writes it.
create table portal.wallet (
  child_id int not null references public.children (id),
  service_id int not null references public.services (id),
  balance_cents bigint not null default 0,
  primary key (child_id, service_id)
) with (fillfactor = 60);

create table portal.ledger_line (
  line_id bigint generated always as identity primary key,
  child_id int not null,
  service_id int not null,
  kind text not null check (kind in ('topUp', 'charge', 'reversal', 'adjustment', 'transferIn', 'transferOut',
                                     'refund', 'directDebit', 'returnedDebit', 'opening')),
  cents bigint not null,
  day date not null,                      -- value date: the day of the service or of the money
  posted_at timestamptz not null default now(),
  source_id uuid not null,                -- the cause: mark, top-up, act of the office
  tariff_id int,                          -- the tariff version a charge was priced by
  occasion smallint check (occasion > 0), -- first, second... charge of this child, service and day
  prior_kind text generated always as
    (case when kind = 'reversal' then 'charge' when kind = 'charge' and occasion > 1 then 'reversal' end) stored,
  prior_occasion smallint generated always as
    (case when kind = 'reversal' then occasion when kind = 'charge' and occasion > 1 then (occasion - 1)::smallint end) stored,
  check ((kind in ('charge', 'reversal')) = (occasion is not null)),
  check (case when kind in ('charge', 'transferOut', 'refund', 'returnedDebit') then cents <= 0
              when kind in ('topUp', 'reversal', 'transferIn', 'directDebit') then cents >= 0 else true end),
  -- A second charge of a day needs the reversal of the first, a reversal needs its charge:
  -- so at most one charge of a child, service and day is ever open, whoever writes.
  unique (child_id, service_id, day, kind, occasion),
  foreign key (child_id, service_id, day, prior_kind, prior_occasion)
    references portal.ledger_line (child_id, service_id, day, kind, occasion)
);
create unique index ledger_line_cause on portal.ledger_line (kind, source_id) where occasion is null;
create trigger append_only before update or delete or truncate on portal.ledger_line
  for each statement execute function portal.refuse_change();

-- Every posted line reaches its wallet's balance, whoever posts it; a line without a wallet is refused.
-- Wallets are locked in one order, so that two batches cannot deadlock.
create function portal.post_to_wallets() returns trigger language plpgsql as $$
declare
  v_wanted bigint; v_updated bigint;
begin
  perform from portal.wallet w
    where exists (select from posted p where p.child_id = w.child_id and p.service_id = w.service_id)
    order by w.child_id, w.service_id for no key update;
  with change as (
    select child_id, service_id, sum(cents)::bigint as cents from posted group by child_id, service_id
  ), updated as (
    update portal.wallet w set balance_cents = w.balance_cents + change.cents from change
    where w.child_id = change.child_id and w.service_id = change.service_id returning 1
  )
  select (select count(*) from change), (select count(*) from updated) into v_wanted, v_updated;
  if v_updated < v_wanted then
    raise exception 'a ledger line has no wallet' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger post_to_wallets after insert on portal.ledger_line
  referencing new table as posted for each statement execute function portal.post_to_wallets();

-- Whoever is enrolled has a wallet.
create function portal.open_wallets() returns trigger language plpgsql as $$
begin
  insert into portal.wallet (child_id, service_id)
    select distinct child_id, service_id from enrolled order by child_id, service_id on conflict do nothing;
  return null;
end $$;
create trigger open_wallets_on_insert after insert on public.enrolments
  referencing new table as enrolled for each statement execute function portal.open_wallets();
create trigger open_wallets_on_update after update on public.enrolments
  referencing new table as enrolled for each statement execute function portal.open_wallets();

-- Attendance ---------------------------------------------------------------------------------------

-- Every mark ever received, as tapped. The id is made by the tablet, so a re-sent mark is known.
create table portal.mark (
  mark_id uuid primary key,
  child_id int not null,
  service_id int not null,
  day date not null,
  status text not null check (status in ('present', 'absent')),
  marked_at timestamptz not null,
  received_at timestamptz not null,
  school_id int not null,
  device_id int,
  staff_id int,
  check ((device_id is null) <> (staff_id is null))
);
create trigger append_only before update or delete or truncate on portal.mark
  for each statement execute function portal.refuse_change();

-- The state of a child, service and day: that of the latest mark. The charge columns are what the ledger holds
-- for it, kept here so that marking never reads the ledger; "ledger verify" proves them.
create table portal.attendance (
  child_id int not null,
  service_id int not null,
  day date not null,
  school_id int not null,
  status text not null check (status in ('present', 'absent')),
  marked_at timestamptz not null,
  mark_id uuid not null,
  charge_count smallint not null default 0,
  open_charge_cents bigint,
  primary key (child_id, service_id, day)
) with (fillfactor = 85);
create index attendance_day on portal.attendance (day, school_id);
  `)
  await db.execute(sql`
-- Records a batch of marks of one school, service and day, and returns one outcome per mark.
--   p_marks     [{ markId, childId, status, markedAt }]
--   p_today     today's civil day; p_oldest the oldest day that still takes marks
-- Any number of times, in any order, from any number of tablets: the state is that of the latest tap
-- (markedAt, then markId), and the ledger holds exactly its charge. The wallets are locked first, in one order;
-- the statement after the lock sees all that earlier holders wrote.
create function portal.record_marks(
  p_school int, p_device int, p_staff int, p_service text, p_day date, p_marks jsonb, p_now timestamptz, p_today date, p_oldest date
) returns table (mark_id uuid, outcome text, charge_cents bigint)
language plpgsql as $$
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
    select a.*, known.mark_id is not null as is_known,
      exists (select from portal.placement p where p.child_id = a.child_id and p.school_id = p_school
                and p.valid_from <= p_day and (p.valid_to is null or p.valid_to >= p_day)) as is_placed,
      exists (select from portal.enrolment e where e.child_id = a.child_id and e.service_id = v_service
                and e.valid_from <= p_day and (e.valid_to is null or e.valid_to >= p_day)) as is_enrolled
    from asked a left join portal.mark known on known.mark_id = a.mark_id
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
    left join portal.attendance t on t.child_id = l.child_id and t.service_id = v_service and t.day = p_day
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
    on conflict (child_id, service_id, day) do update
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
  left join portal.attendance t on j.is_known and t.mark_id = j.mark_id
    and t.child_id = j.child_id and t.service_id = v_service and t.day = p_day;
end $$;

-- Sign-in of families ------------------------------------------------------------------------------

-- One account per child code; it opens that child and those the family added.
create table portal.account (
  account_id int generated always as identity primary key,
  child_id int not null unique references public.children (id),
  password_hash text,                     -- argon2id; null until the letter of credentials is issued
  password_changed_at timestamptz,
  created_at timestamptz not null default now()
);
create table portal.account_child (
  account_id int not null references portal.account (account_id),
  child_id int not null references public.children (id),
  added_at timestamptz not null default now(),
  primary key (account_id, child_id)
);
create table portal.session (
  session_id uuid primary key,
  account_id int not null references portal.account (account_id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index session_of_account on portal.session (account_id) where ended_at is null;

-- Failed tries by code and by address; keys are hashes, and unknown codes are counted like known ones.
create table portal.throttle (
  key text primary key,
  failures int not null,
  locked_until timestamptz,
  window_ends_at timestamptz not null
);

create table portal.pairing_code (
  code_hash text primary key,
  school_id int not null references public.schools (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  device_id int,
  created_by text not null
);

-- What was sent to a family about a child: shown under "comunicazioni ricevute".
create table portal.message (
  message_id uuid primary key default gen_random_uuid(),
  child_id int not null references public.children (id),
  subject text not null,
  body text not null,
  sent_at timestamptz not null,
  cause text not null,                    -- 'communication:12', 'topUp:<uuid>': one message per child and cause
  unique (child_id, cause)
);

-- Who did what, where money or proof is concerned.
create table portal.audit (
  audit_id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null default '{}'
);
create trigger append_only before update or delete or truncate on portal.audit
  for each statement execute function portal.refuse_change();
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop trigger open_wallets_on_insert on public.enrolments;
    drop trigger open_wallets_on_update on public.enrolments;
    alter table public.tariffs drop constraint tariffs_one_per_day;
    alter table public.tariffs drop constraint tariffs_one_per_level_and_day;
    alter table public.enrolments drop constraint enrolments_one_per_day;
    alter table public.tariffs drop constraint tariffs_cents_whole;
    alter table public.tariffs drop constraint tariffs_period;
    drop index public.guardianships_pair, public.guardianships_one_reference, public.classes_name_per_year;
    drop schema portal cascade;
  `)
}
