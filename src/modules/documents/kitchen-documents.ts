import type { Ctx, PrincipalOf } from '@/modules/identity'
import { orderOf, specialTrays } from '@/modules/kitchen'
import type { CivilDate } from '@/shared/dates'
import type { ServiceCode } from '@/shared/ids'
import { labelsPdf } from './labels-pdf'
import { orderCsv } from './order-csv'
import { orderPdf } from './order-pdf'
import type { DocumentFile } from './payment-documents'

/** A version of a kitchen's order as a file; throws `order-not-found`. */
export const orderDocument = async (orderId: number, format: 'pdf' | 'csv'): Promise<DocumentFile> => {
  const order = await orderOf(orderId)
  const name = [
    'ordine',
    order.day,
    order.kitchen?.code ?? 'senza-cucina',
    order.service.code,
    `v${order.version}`,
  ]
    .join('-')
    .toLowerCase()
  return format === 'pdf'
    ? { name: `${name}.pdf`, type: 'application/pdf', bytes: await orderPdf(order) }
    : {
        name: `${name}.csv`,
        type: 'text/csv; charset=utf-8',
        bytes: new Uint8Array(new TextEncoder().encode(orderCsv(order))),
      }
}

/** Labels for the special trays of a kitchen (all with null) on a day. Printing them is written in the audit. */
export const labelsDocument = async (
  ctx: Ctx<PrincipalOf<'staff'>>,
  wanted: { day: CivilDate; service: ServiceCode; kitchen: string | null },
): Promise<DocumentFile> => ({
  name: `etichette-${wanted.day}-${wanted.kitchen ?? 'tutte'}-${wanted.service}.pdf`.toLowerCase(),
  type: 'application/pdf',
  bytes: await labelsPdf(await specialTrays(ctx, wanted), wanted),
})
