import { z } from 'zod'
import { inTransaction, rows, sql } from '@/db/client'
import { type Ctx, type PrincipalOf, recordAudit } from '@/modules/identity'
import type { CivilDate } from '@/shared/dates'
import { ServiceCode } from '@/shared/ids'
import { NO_KITCHEN } from './board'
import { Meal, trayCode } from './meals'

const TrayRow = z.object({
  school: z.string(),
  className: z.string(),
  schoolId: z.int(),
  classId: z.int(),
  child: z.string(),
  meal: Meal,
  variant: z.string(),
})

/** The special trays of a class: code and child, and how many children nobody can say what to serve. */
export type TrayGroup = {
  school: string
  className: string
  trays: { code: string; child: string }[]
  unresolved: number
}

/**
 * The special trays to prepare on a day, by school and class, with the child that each is for: those marked present and
 * those still awaited. Who prints them is written in the audit.
 */
export const specialTrays = (
  ctx: Ctx<PrincipalOf<'staff'>>,
  { day, service, kitchen }: { day: CivilDate; service: ServiceCode; kitchen: string | null },
): Promise<TrayGroup[]> =>
  inTransaction(async (tx) => {
    const found = await rows(
      tx,
      TrayRow,
      sql`
      select c.name as school, g.name as "className", m.school_id as "schoolId", m.class_id as "classId",
             child.surname || ' ' || child.name as child, m.meal, m.variant
      from portal.meal_list(${day}::date) m
      join portal.service s on s.service_id = m.service_id and s.code = ${ServiceCode.parse(service)}
      join portal.school c on c.school_id = m.school_id
      left join portal.kitchen k on k.kitchen_id = c.kitchen_id
      join portal.class_group g on g.class_id = m.class_id
      join portal.child child on child.child_id = m.child_id
      where m.state in ('counted', 'missing') and (m.meal not in ('standard', 'packed') or m.variant <> '')
        and (${kitchen}::text is null or coalesce(k.code, ${NO_KITCHEN}) = ${kitchen}::text)
      order by c.name, m.school_id, g.name, m.class_id, child.surname, child.name, m.child_id`,
    )
    await recordAudit(tx, ctx, {
      action: 'kitchen.tray-labels',
      subject: `day:${day}`,
      details: { service, trays: found.filter(({ meal }) => meal !== 'unresolved').length },
    })
    return [...Map.groupBy(found, ({ classId }) => classId).values()].map(
      (group): TrayGroup => ({
        school: group[0]?.school ?? '',
        className: group[0]?.className ?? '',
        trays: group
          .filter(({ meal }) => meal !== 'unresolved')
          .map((row) => ({ code: trayCode(row), child: row.child })),
        unresolved: group.filter(({ meal }) => meal === 'unresolved').length,
      }),
    )
  })
