import { z } from 'zod'
import { ChildId, ServiceId } from '@/shared/ids'

/** The names and forms of what the office's addresses ask. */
export const Asked = {
  figlio: z.coerce.number().max(2_147_483_647).pipe(ChildId),
  cerca: z.string().max(60).optional().catch(undefined),
  esito: z.string().max(40).optional().catch(undefined),
  pagina: z.coerce.number().pipe(z.int().min(1).max(100_000)),
}

const Wallet = z.object({
  childId: z.coerce.number().max(2_147_483_647).pipe(ChildId),
  serviceId: z.coerce.number().max(2_147_483_647).pipe(ServiceId),
})

/** A wallet chosen in a drop-down, `child:service`; `message` says what to choose. */
export const chosenWallet = (message: string) =>
  z.string().transform((value, ctx) => {
    const [childId, serviceId] = value.split(':')
    const wallet = Wallet.safeParse({ childId, serviceId })
    if (wallet.success) return wallet.data
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  })
