import { z } from 'zod'
import { CivilDate, civilDate } from '@/shared/dates'
import { ChildId, ClassId, SchoolId, ServiceCode, ServiceId } from '@/shared/ids'

/** A number of the database, written as text: more would not fit there. */
const databaseId = z.coerce.number().max(2_147_483_647)

/** The names and forms of what the pages' addresses ask. */
export const Asked = {
  figlio: databaseId.pipe(ChildId),
  scuola: databaseId.pipe(SchoolId),
  classe: databaseId.pipe(ClassId),
  servizio: ServiceCode,
  /** `2026-11` */
  mese: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
    .transform((month) => civilDate(`${month}-01`)),
  giorno: CivilDate,
  pagina: z.coerce.number().pipe(z.int().min(1).max(100_000)),
  cerca: z.string().max(60).optional().catch(undefined),
  /** What came of the form that led here. */
  esito: z.string().max(40).optional().catch(undefined),
}

const Wallet = z.object({ childId: databaseId.pipe(ChildId), serviceId: databaseId.pipe(ServiceId) })

/** A wallet chosen in a drop-down, `child:service`; `message` says what to choose. */
export const chosenWallet = (message: string) =>
  z.string().transform((value, ctx) => {
    const [childId, serviceId] = value.split(':')
    const wallet = Wallet.safeParse({ childId, serviceId })
    if (wallet.success) return wallet.data
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  })
