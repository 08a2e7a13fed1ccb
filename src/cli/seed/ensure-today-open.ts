import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, rows, sql } from '@/db/client'
import { type CivilDate, dayInRome } from '@/shared/dates'

/**
 * Opens canteen and school bus for today where they would be closed (a Sunday, a holiday), so that a demo can always be tried.
 * Called at every start of the demo; run again it changes nothing. Answers whether it had to open.
 */
export const ensureTodayOpen = async (
  on: Db,
  today: CivilDate = dayInRome(Temporal.Now.instant()),
): Promise<boolean> => {
  const opened = await rows(
    on,
    z.object({ id: z.int() }),
    sql`
    insert into public.calendar_exceptions (effect, reason, note, service_id, valid_from, valid_to)
    select 'open', 'makeUp', 'Apertura dimostrativa', s.service_id,
           (${today}::date + time '12:00') at time zone 'UTC', (${today}::date + time '12:00') at time zone 'UTC'
    from portal.service s
    where s.code in ('refezione', 'scuolabus') and not portal.is_open(s.service_id, null, ${today}::date)
    returning id`,
  )
  return opened.length > 0
}
