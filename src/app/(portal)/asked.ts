import { z } from 'zod'
import { CivilDate, civilDate } from '@/shared/dates'
import { ChildId, ServiceCode } from '@/shared/ids'

/** The names and forms of what the pages' addresses ask. */
export const Asked = {
  figlio: z.coerce.number().max(2_147_483_647).pipe(ChildId),
  servizio: ServiceCode,
  /** `2026-11` */
  mese: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
    .transform((month) => civilDate(`${month}-01`)),
  giorno: CivilDate,
  pagina: z.coerce.number().pipe(z.int().min(1).max(100_000)),
}
