import { z } from 'zod'
import { type Db, inTransaction, oneRow, sql } from '@/db/client'
import { announce } from '@/db/live'
import { ATTENDANCE_CHANNEL, announceList } from '@/modules/attendance'
import { type Ctx, type PrincipalOf, recordAudit } from '@/modules/identity'
import { CivilDate } from '@/shared/dates'
import { isFiscalCode, normaliseFiscalCode } from '@/shared/fiscal-code'
import type { SchoolId } from '@/shared/ids'
import { ownSchool, type StaffCtx } from './who'

/** What the e-register may say of a child's day. */
export const RegisterWord = z.enum(['absent', 'lateArrival', 'earlyExit', 'present'])
export type RegisterWord = z.infer<typeof RegisterWord>

/** A whole institute in one request. */
const ABSENCES_MAX = 3_000

const Absence = z
  .object({
    childCode: z.string().trim().min(1).max(40).optional(),
    fiscalCode: z
      .string()
      .refine(isFiscalCode, 'Codice fiscale errato')
      .transform(normaliseFiscalCode)
      .optional(),
    says: RegisterWord,
  })
  .refine(
    ({ childCode, fiscalCode }) => (childCode === undefined) !== (fiscalCode === undefined),
    'Serve childCode oppure fiscalCode',
  )

/** What an e-register sends of one day. */
export const AbsenceBatch = z.object({ day: CivilDate, absences: z.array(Absence).min(1).max(ABSENCES_MAX) })
export type AbsenceBatch = z.infer<typeof AbsenceBatch>

/** `unknown`: children that are not here, or not of the caller's school. */
export const AbsencesTaken = z.object({ taken: z.int(), changed: z.int(), unknown: z.int() })
export type AbsencesTaken = z.infer<typeof AbsencesTaken>

export type Suggestion = {
  childCode: string | null
  fiscalCode: string | null
  day: CivilDate
  says: RegisterWord
}

/**
 * Notes what another system says of children's days; its newest word replaces the one before, and it marks nobody. Of
 * two words for one child and day in one call the last counts. `schoolId` leaves out the children of other schools.
 */
export const noteSuggestions = async (
  on: Db,
  ctx: Ctx,
  { source, schoolId, said }: { source: string; schoolId: SchoolId | null; said: readonly Suggestion[] },
): Promise<AbsencesTaken> => {
  const counted = await oneRow(
    on,
    AbsencesTaken,
    sql`
    with said as materialized (
      select s.place, s."childCode", s."fiscalCode", s.day, s.says
      from rows from (jsonb_to_recordset(${JSON.stringify(said)}::jsonb)
        as ("childCode" text, "fiscalCode" text, day date, says text)) with ordinality as s ("childCode", "fiscalCode", day, says, place)
    ), found as materialized (
      select said.*, c.id as child_id from said
      left join public.children c on case when said."childCode" is not null
        then portal.code_key(c.child_code) = portal.code_key(said."childCode") else c.fiscal_code = said."fiscalCode" end
    ), own as materialized (
      select distinct on (f.child_id, f.day) f.child_id, f.day, f.says from found f
      where f.child_id is not null and (${schoolId}::int is null or exists (select from portal.placement p
        where p.child_id = f.child_id and p.school_id = ${schoolId}::int and p.valid_from <= f.day and (p.valid_to is null or p.valid_to >= f.day)))
      order by f.child_id, f.day, f.place desc
    ), noted as (
      insert into portal.absence_suggestion (child_id, day, says, source, said_at)
      select child_id, day, says, ${source}, ${ctx.now.toString()}::timestamptz from own
      on conflict (day, child_id) do update set says = excluded.says, source = excluded.source, said_at = excluded.said_at
      where absence_suggestion.said_at <= excluded.said_at and absence_suggestion.says <> excluded.says
      returning child_id
    )
    select (select count(*)::int from own) as taken, (select count(*)::int from noted) as changed,
           (select count(distinct coalesce("childCode", "fiscalCode"))::int from said)
             - (select count(distinct child_id)::int from own) as unknown`,
  )
  if (!counted) throw new Error('The suggestions query returned no row')
  return counted
}

/** The e-register's word for one day, through the API. Sent again it changes nothing. */
export const suggestAbsences = async (
  ctx: Ctx<PrincipalOf<'staff'>>,
  { day, absences }: AbsenceBatch,
): Promise<AbsencesTaken> => {
  const schoolId = ownSchool(ctx as StaffCtx)
  const taken = await inTransaction(async (tx) => {
    const said = absences.map(({ childCode = null, fiscalCode = null, says }) => ({
      childCode,
      fiscalCode,
      day,
      says,
    }))
    const counted = await noteSuggestions(tx, ctx, { source: 'register', schoolId, said })
    if (counted.changed > 0)
      await recordAudit(tx, ctx, {
        action: 'absences.suggest',
        subject: schoolId === null ? 'school:all' : `school:${schoolId}`,
        details: { day, ...counted },
      })
    return counted
  })
  if (taken.changed > 0) {
    announce(ATTENDANCE_CHANNEL, day)
    announceList(day, schoolId)
  }
  return taken
}
