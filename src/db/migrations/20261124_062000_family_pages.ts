import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what the families' pages read of Payload's tables (guardians, calendars, news, pages, the frame), so that they
 * never load Payload, and an index for the messages of a child.
 * Locks: portal.message while its index is made; it is empty at this point.
 * Checked: migrated from empty; tests/integration/family.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
create index message_of_child on portal.message (child_id, sent_at desc, message_id);

-- Guardians. The columns are plain, so that contacts can be changed through the view.
create view portal.guardian as
  select id as guardian_id, surname, name, fiscal_code, email, mobile, address, updated_at from public.guardians;

create view portal.guardianship as
  select child_id, guardian_id, coalesce(is_reference, false) as is_reference,
         coalesce(contacts_hidden, false) as are_contacts_hidden
  from public.guardianships;

-- The calendar of services as data, for the pages that walk many days; portal.is_open answers for one.
create view portal.service_calendar as
  select c.id as calendar_id, c.service_id, c.school_id, portal.day_of(c.valid_from) as valid_from,
         portal.day_of(c.valid_to) as valid_to,
         (select array_agg(w.value::text::int) from public.service_calendars_weekdays w where w.parent_id = c.id) as weekdays
  from public.service_calendars c;

create view portal.calendar_exception as
  select id as exception_id, effect = 'open' as is_open, reason::text as reason, note, service_id, school_id,
         portal.day_of(valid_from) as valid_from,
         coalesce(portal.day_of(valid_to), portal.day_of(valid_from)) as valid_to
  from public.calendar_exceptions;

-- Published contents only: a draft never crosses this seam.
create view portal.news_item as
  select n.id as news_id, n.slug, n.title, n.summary, n.body, portal.day_of(n.published_on) as published_on, n.updated_at,
         case when m.url is not null then
           jsonb_build_object('url', m.url, 'alt', m.alt, 'width', m.width, 'height', m.height) end as image
  from public.news n left join public.media m on m.id = n.image_id
  where n._status = 'published' and n.slug is not null and n.title is not null and n.published_on is not null;

create view portal.content_page as
  select id as page_id, slug, title, body, updated_at from public.pages
  where _status = 'published' and slug is not null and title is not null;

create view portal.communication as
  select id as communication_id, subject, body, school_id, class_id, child_id from public.communications;

-- The whole frame in one row; none until the office saved the settings once.
create view portal.site_frame as
  select jsonb_build_object(
    'municipality', s.municipality, 'municipalityUrl', s.municipality_url, 'region', s.region, 'regionUrl', s.region_url,
    'office', s.office, 'address', s.address, 'fiscalCode', s.fiscal_code, 'email', s.email, 'pec', nullif(s.pec, ''),
    'phones', coalesce((select jsonb_agg(p.number order by p._order) from public.site_settings_phones p
                        where p._parent_id = s.id), '[]'),
    'hours', coalesce((select jsonb_agg(jsonb_build_object('day', h.day, 'times', h.times) order by h._order)
                       from public.site_settings_hours h where h._parent_id = s.id), '[]'),
    'accessibilityUrl', s.accessibility_url, 'sourceUrl', s.source_url, 'pnrr', coalesce(s.pnrr, false)) as frame
  from public.site_settings s
  order by s.id limit 1;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop view portal.site_frame, portal.communication, portal.content_page, portal.news_item,
              portal.calendar_exception, portal.service_calendar, portal.guardianship, portal.guardian;
    drop index portal.message_of_child;
  `)
}
