import { sql, type Tx } from '@/db/client'

/**
 * Makes charges follow the service calendars as edited in the transaction so far, where the database would at its end:
 * a refusal is then an error of the office's form, for Payload keeps quiet about one that comes at the end.
 */
export const followServiceCalendars = async (tx: Tx): Promise<void> => {
  await tx.execute(sql`set constraints public.follow_service_calendars immediate`)
  await tx.execute(sql`set constraints public.follow_service_calendars deferred`)
}
