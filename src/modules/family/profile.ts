import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import type { ServiceCalendar } from '@/modules/service-calendar'
import { CivilDate, dayInRome } from '@/shared/dates'
import { ChildId } from '@/shared/ids'
import { ownChildren } from './family.sql'
import { type FamilyMessage, MessageRow } from './messages'
import {
  joinPlacement,
  PlacementRow,
  type WalletOutlook,
  WalletRow,
  walletOutlook,
  walletsOn,
} from './wallets'

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
  placement: PlacementRow.nullable(),
  guardians: z.array(Guardian),
  enrolments: z.array(Enrolment),
  wallets: z.array(WalletRow),
  messages: z.array(MessageRow),
  messageCount: z.int(),
})

export type Profile = Omit<z.infer<typeof ProfileRow>, 'wallets' | 'messages'> & {
  wallets: WalletOutlook[]
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
      at.placement,
      (select coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'surname', g.surname, 'isReference', gs.is_reference,
          'contacts', case when gs.is_reference and not gs.are_contacts_hidden then
            jsonb_build_object('mobile', nullif(g.mobile, ''), 'email', nullif(g.email, ''), 'address', nullif(g.address, '')) end)
          order by gs.is_reference desc, g.guardian_id), '[]')
       from portal.guardianship gs join portal.guardian g using (guardian_id) where gs.child_id = c.child_id) as guardians,
      (select coalesce(jsonb_agg(jsonb_build_object('service', s.name, 'from', e.valid_from, 'to', e.valid_to)
          order by e.valid_from desc, s.name), '[]')
       from portal.enrolment e join portal.service s using (service_id)
       where e.child_id = c.child_id and (e.valid_to is null or e.valid_to >= ${today}::date)) as enrolments,
      ${walletsOn(today)} as wallets,
      (select coalesce(jsonb_agg(m), '[]') from (
         select m.message_id as "id", jsonb_build_array(c.name) as "childNames", m.subject, m.body, m.sent_at as "sentAt"
         from portal.message m where m.child_id = c.child_id order by m.sent_at desc, m.message_id limit ${LATEST}::int) m) as messages,
      (select count(*)::int from portal.message m where m.child_id = c.child_id) as "messageCount"
    from family f join portal.child c using (child_id) ${joinPlacement(today)}
    where c.child_id = ${childId}::int`,
  )
  if (!found) return null
  const { wallets, ...profile } = found
  return {
    ...profile,
    wallets: wallets.map((wallet) => walletOutlook(wallet, found.placement, calendar, today)),
  }
}
