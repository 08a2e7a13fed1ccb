import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { MarkBatch, recordMarks } from '@/modules/attendance'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { type CivilDate, instantInRome } from '@/shared/dates'
import { type ChildId, StaffId } from '@/shared/ids'
import { aMarkId, type Classroom, given, tabletCtx } from './builders'

/** A job or command at a time of a day in Rome. */
export const systemAt = (day: CivilDate, time: string): Ctx<PrincipalOf<'system'>> => ({
  actor: { kind: 'system', name: 'test' },
  now: instantInRome(day, time),
  requestId: randomUUID(),
  address: 'local',
})

/** Somebody of the kitchen, who exists in the office's tables. */
export const aCook = async (name = 'Carla Cuoca'): Promise<Ctx<PrincipalOf<'staff'>>> => {
  const [row] = await rows(
    db,
    z.object({ id: StaffId }),
    sql`insert into public.staff (name, active, email) values (${name}, true, ${`${randomUUID()}@example.org`}) returning id`,
  )
  if (!row) throw new Error('no staff')
  return {
    ...systemAt('2026-01-01' as CivilDate, '10:00'),
    actor: { kind: 'staff', staffId: row.id, roles: ['kitchen'], schoolId: null },
  }
}

/** A kitchen that cooks for the schools given; with an address of its own for its orders. */
export const aKitchen = async (
  schools: readonly { schoolId: number }[],
  values: { emails?: string | null } = {},
): Promise<{ id: number; code: string; email: string }> => {
  const code = `CC-${randomUUID().slice(0, 8)}`
  const email = `${code.toLowerCase()}@example.org`
  const [row] = await rows(
    db,
    z.object({ id: z.int() }),
    sql`insert into public.kitchens (name, code, order_emails)
        values ('Centro Nord', ${code}, ${values.emails === undefined ? email : values.emails}) returning id`,
  )
  if (!row) throw new Error('no kitchen')
  for (const { schoolId } of schools)
    await db.execute(sql`update public.schools set kitchen_id = ${row.id} where id = ${schoolId}`)
  return { id: row.id, code, email }
}

/** What the tablet of a classroom sends for a day, as tapped at a time. */
export const mark = (
  room: Classroom,
  day: CivilDate,
  childIds: readonly ChildId[],
  status: 'present' | 'absent',
  { at = '08:45', detail }: { at?: string; detail?: string } = {},
) =>
  recordMarks(
    tabletCtx(room),
    MarkBatch.parse({
      day,
      service: room.code,
      marks: childIds.map((childId) => ({
        markId: aMarkId(),
        childId,
        status,
        markedAt: instantInRome(day, at).toString(),
        ...(detail ? { detail } : {}),
      })),
    }),
  )

/** A diet of a child; `state` and `kind` as the dietitian writes them. */
export const aDiet = async (
  childId: ChildId,
  code: string,
  values: { kind?: string; state?: string; from?: string; to?: string | null } = {},
): Promise<void> => {
  await db.execute(sql`
    insert into public.diets (code, label) values (${code}, ${`Dieta ${code}`}) on conflict do nothing`)
  await db.execute(sql`
    insert into public.child_diets (child_id, diet_id, kind, state, valid_from, valid_to)
    select ${childId}, id, ${values.kind ?? 'health'}::text::enum_child_diets_kind,
      ${values.state ?? 'active'}::text::enum_child_diets_state,
      (${values.from ?? '2020-09-01'}::date + time '12:00') at time zone 'UTC',
      (${values.to ?? null}::date + time '12:00') at time zone 'UTC'
    from public.diets where code = ${code}`)
}

/** Subjects of the letters queued to an address, in order. */
export const lettersTo = async (address: string): Promise<{ subject: string; body: string }[]> =>
  rows(
    db,
    z.object({ subject: z.string(), body: z.string() }),
    sql`select letter_subject as subject, letter_body as body from portal.delivery
        where address = ${address} order by queued_at, letter_subject`,
  )

/** A school with a class of a service that is there already. */
export const anotherSchool = async (
  room: Classroom,
  values: { children: number; name?: string },
): Promise<Classroom> => {
  const schoolId = await given.school({ name: values.name ?? 'Scuola Altra' })
  const classId = await given.classGroup({ schoolId })
  const childIds: ChildId[] = []
  for (let index = 0; index < values.children; index++) {
    const childId = await given.child()
    await given.placement({ childId, classId })
    await given.enrolment({ childId, serviceId: room.serviceId })
    childIds.push(childId)
  }
  return { ...room, schoolId, classId, childIds, deviceId: await given.device({ schoolId }) }
}
