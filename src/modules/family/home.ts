import { z } from 'zod'
import { type Db, oneRow, sql } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import type { ServiceCalendar } from '@/modules/service-calendar'
import { type CivilDate, dayInRome } from '@/shared/dates'
import { ChildId, TopUpId } from '@/shared/ids'
import { Cents } from '@/shared/money'
import { type DayStatus, dayStatus } from './day-status'
import { ownChildren, servesMeals } from './family.sql'
import { type FamilyMessage, MessageRow } from './messages'
import {
  joinPlacement,
  PlacementRow,
  type WalletOutlook,
  WalletRow,
  walletOutlook,
  walletsOn,
} from './wallets'

const TopUpRow = z.object({
  id: TopUpId,
  childName: z.string(),
  serviceName: z.string(),
  cents: Cents,
})
/** A top-up that was begun and whose receipt has not come yet. */
export type HomeTopUp = z.infer<typeof TopUpRow>

const HomeRow = z.object({
  children: z.array(
    z.object({
      id: ChildId,
      name: z.string(),
      surname: z.string(),
      placement: PlacementRow.nullable(),
      wallets: z.array(WalletRow),
    }),
  ),
  messages: z.array(MessageRow),
  topUps: z.array(TopUpRow),
})
type HomeRow = z.infer<typeof HomeRow>
type ChildRow = HomeRow['children'][number]

/** A wallet of a child as the home page shows it. */
export type HomeService = WalletOutlook & {
  /** Null when the child does not use the service any more and only the credit is left. */
  today: DayStatus | null
  /** Meals are served. */
  servesMeals: boolean
}
export type HomeChild = {
  id: ChildId
  name: string
  surname: string
  className: string | null
  school: string | null
  services: HomeService[]
}
export type Home = {
  today: CivilDate
  children: HomeChild[]
  messages: FamilyMessage[]
  topUps: HomeTopUp[]
}

/** A wallet that is used, or that still holds or owes something. */
const isShown = ({ enrolledFrom, balanceCents }: WalletRow) => enrolledFrom !== null || balanceCents !== 0

const serviceOf = (
  { placement }: ChildRow,
  wallet: WalletRow,
  calendar: ServiceCalendar,
  today: CivilDate,
): HomeService => {
  const { mark, day } = wallet
  return {
    ...walletOutlook(wallet, placement, calendar, today),
    today: day || mark ? dayStatus(mark, day ?? undefined) : null,
    servesMeals: servesMeals(wallet.kind),
  }
}

/** How many communications the home page shows. */
const LATEST = 3

/** Everything the signed-in home shows, in one query whatever the number of children. */
export const familyHome = async (
  on: Db,
  ctx: Ctx<PrincipalOf<'guardian'>>,
  calendar: ServiceCalendar,
): Promise<Home> => {
  const today = dayInRome(ctx.now)
  const found = await oneRow(
    on,
    HomeRow,
    sql`
    with family as materialized (${ownChildren(ctx.actor.accountId)})
    select
      (select coalesce(jsonb_agg(jsonb_build_object(
          'id', c.child_id, 'name', c.name, 'surname', c.surname,
          'placement', at.placement, 'wallets', ${walletsOn(today)}) order by f.is_own desc, f.since, c.child_id), '[]')
       from family f join portal.child c using (child_id) ${joinPlacement(today)}) as children,
      (select coalesce(jsonb_agg(m), '[]') from (
         select min(m.message_id::text) as "id", jsonb_agg(c.name order by c.child_id) as "childNames", m.subject, m.body, m.sent_at as "sentAt"
         from family f join portal.child c using (child_id)
         cross join lateral (select * from portal.message m where m.child_id = f.child_id
                             order by m.sent_at desc, m.message_id limit ${LATEST}::int) m
         group by m.cause, m.subject, m.body, m.sent_at order by m.sent_at desc, 1 limit ${LATEST}::int) m) as messages,
      (select coalesce(jsonb_agg(jsonb_build_object('id', t.top_up_id, 'childName', c.name, 'serviceName', s.name, 'cents', t.cents)
         order by t.created_at desc), '[]')
       from family f join portal.top_up t using (child_id) join portal.child c using (child_id) join portal.service s using (service_id)
       where t.status = 'paid' or t.status = 'inProgress' and t.expires_on >= ${today}::date) as "topUps"`,
  )
  if (!found) throw new Error('The home query returned no row')
  return {
    today,
    messages: found.messages,
    topUps: found.topUps,
    children: found.children.map((child) => ({
      id: child.id,
      name: child.name,
      surname: child.surname,
      className: child.placement?.className ?? null,
      school: child.placement?.school ?? null,
      services: child.wallets.filter(isShown).map((wallet) => serviceOf(child, wallet, calendar, today)),
    })),
  }
}
