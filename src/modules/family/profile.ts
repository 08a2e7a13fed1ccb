import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { openDaysFrom, type ServiceCalendar } from '@/modules/service-calendar'
import { CivilDate, dayInRome } from '@/shared/dates'
import { ChildId, SchoolId, ServiceCode, ServiceId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { ownChildren, pricesByUse } from './family.sql'
import { type FamilyMessage, MessageRow } from './messages'
import { daysOfChild, lastsUntil, lowBalance } from './outlook'

const Guardian = z.object({
  name: z.string(),
  surname: z.string(),
  isReference: z.boolean(),
  /** Null when they are kept from the family, and for every guardian but the reference one. */
  contacts: z
    .object({
      mobile: z.string().nullable(),
      email: z.string().nullable(),
      address: z.string().nullable(),
    })
    .nullable(),
})
export type ProfileGuardian = z.infer<typeof Guardian>

const Enrolment = z.object({ service: z.string(), from: CivilDate, to: CivilDate.nullable() })

const ProfileRow = z.object({
  children: z.array(z.object({ id: ChildId, name: z.string() })),
  id: ChildId,
  name: z.string(),
  surname: z.string(),
  childCode: z.string(),
  fiscalCode: z.string().nullable(),
  birthDate: CivilDate,
  placement: z
    .object({
      schoolId: SchoolId,
      school: z.string(),
      address: z.string().nullable(),
      className: z.string(),
      schoolYear: z.string(),
      weekdays: z.array(z.int()).nullable(),
    })
    .nullable(),
  guardians: z.array(Guardian),
  enrolments: z.array(Enrolment),
  wallets: z.array(
    z.object({
      id: ServiceId,
      code: ServiceCode,
      name: z.string(),
      kind: z.string(),
      pricing: z.string(),
      balanceCents: DbCents,
      priceCents: DbCents.nullable(),
      isMarkedToday: z.boolean(),
      isEnrolled: z.boolean(),
      enrolledTo: CivilDate.nullable(),
    }),
  ),
  messages: z.array(MessageRow),
  messageCount: z.int(),
})

export type ProfileWallet = {
  code: ServiceCode
  name: string
  balanceCents: Cents
  priceCents: Cents | null
  lowCents: Cents | null
  lastsUntil: CivilDate | null
}
export type Profile = Omit<z.infer<typeof ProfileRow>, 'wallets' | 'messages' | 'placement'> & {
  placement: { school: string; address: string | null; className: string; schoolYear: string } | null
  wallets: ProfileWallet[]
  messages: FamilyMessage[]
}

/** How many communications the page shows before "all of them". */
const LATEST = 5

/**
 * What "Anagrafica" shows of one child, in one query. Contacts come only for the reference guardian, and only when no
 * court order keeps them from the family. Diets stay out: the page is often read over somebody's shoulder. Null when the
 * child is not the account's.
 */
export const childProfile = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  childId: ChildId,
  calendar: ServiceCalendar,
): Promise<Profile | null> => {
  const today = dayInRome(ctx.now)
  const found = await oneRow(
    on,
    ProfileRow,
    sql`
    with family as materialized (${ownChildren(ctx.actor.accountId)})
    select
      (select jsonb_agg(jsonb_build_object('id', o.child_id, 'name', o.name) order by f.is_own desc, f.since, o.child_id)
       from family f join portal.child o using (child_id)) as children,
      c.child_id as id, c.name, c.surname, c.child_code as "childCode", c.fiscal_code as "fiscalCode", c.birth_date as "birthDate",
      case when at.school_id is not null then jsonb_build_object('schoolId', at.school_id, 'school', at.school, 'address', at.address,
        'className', at.class_name, 'schoolYear', at.school_year, 'weekdays', at.weekdays) end as placement,
      (select coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'surname', g.surname, 'isReference', gs.is_reference,
          'contacts', case when gs.is_reference and not gs.are_contacts_hidden then
            jsonb_build_object('mobile', nullif(g.mobile, ''), 'email', nullif(g.email, ''), 'address', nullif(g.address, '')) end)
          order by gs.is_reference desc, g.guardian_id), '[]')
       from portal.guardianship gs join portal.guardian g using (guardian_id) where gs.child_id = c.child_id) as guardians,
      (select coalesce(jsonb_agg(jsonb_build_object('service', s.name, 'from', e.valid_from, 'to', e.valid_to)
          order by e.valid_from desc, s.name), '[]')
       from portal.enrolment e join portal.service s using (service_id)
       where e.child_id = c.child_id and (e.valid_to is null or e.valid_to >= ${today}::date)) as enrolments,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'id', s.service_id, 'code', s.code, 'name', s.name, 'kind', s.kind, 'pricing', s.pricing,
          'balanceCents', w.balance_cents, 'priceCents', price.cents,
          'isMarkedToday', exists (select from portal.attendance_on(w.child_id, w.service_id, ${today}::date)),
          'isEnrolled', e.valid_from is not null, 'enrolledTo', e.valid_to) order by s.name), '[]')
       from portal.wallet w join portal.service s using (service_id)
       left join lateral (
         select e.valid_from, e.valid_to from portal.enrolment e
         where e.child_id = w.child_id and e.service_id = w.service_id and (e.valid_to is null or e.valid_to >= ${today}::date)
         order by e.valid_from limit 1
       ) e on true
       left join lateral portal.price(s.service_id, at.level, ${today}::date) price on true
       where w.child_id = c.child_id) as wallets,
      (select coalesce(jsonb_agg(m), '[]') from (
         select m.message_id as "id", jsonb_build_array(c.name) as "childNames", m.subject, m.body, m.sent_at as "sentAt"
         from portal.message m where m.child_id = c.child_id order by m.sent_at desc, m.message_id limit ${LATEST}::int) m) as messages,
      (select count(*)::int from portal.message m where m.child_id = c.child_id) as "messageCount"
    from family f join portal.child c using (child_id)
    left join lateral (
      select p.school_id, s.name as school, s.address, s.level, g.name as class_name, g.school_year, g.canteen_weekdays::int[] as weekdays
      from portal.placement p join portal.class_group g using (class_id) join portal.school s on s.school_id = p.school_id
      where p.child_id = c.child_id and p.valid_from <= ${today}::date
      order by p.valid_from desc limit 1
    ) at on true
    where c.child_id = ${childId}::int`,
  )
  if (!found) return null
  const { placement, wallets, ...profile } = found
  return {
    ...profile,
    placement,
    wallets: wallets.map((wallet) => {
      const priceCents = pricesByUse(wallet.pricing) ? wallet.priceCents : null
      const ahead =
        placement && wallet.isEnrolled
          ? daysOfChild(openDaysFrom(calendar, wallet.id, placement.schoolId, today), {
              weekdays: wallet.kind === 'canteen' ? placement.weekdays : null,
              after: wallet.isMarkedToday ? today : null,
              until: wallet.enrolledTo,
            })
          : []
      return {
        code: wallet.code,
        name: wallet.name,
        balanceCents: wallet.balanceCents,
        priceCents,
        lowCents: lowBalance(priceCents),
        lastsUntil: lastsUntil(wallet.balanceCents, priceCents, ahead),
      }
    }),
  }
}
