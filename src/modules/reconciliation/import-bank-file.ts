import { inTransaction, sql } from '@/db/client'
import { type Ctx, type PrincipalOf, recordAudit } from '@/modules/identity'
import { type BankFile, readBankFile } from './bank-file'

export type BankImport = { taken: number; already: number; errors: BankFile['errors'] }

/** Takes in a statement of the bank: all of it or, with an error in any line, nothing. Again the same adds nothing. */
export const importBankFile = async (
  ctx: Ctx<PrincipalOf<'system' | 'staff'>>,
  source: string | Uint8Array,
): Promise<BankImport> => {
  const { movements, errors } = readBankFile(source)
  if (errors.length > 0) return { taken: 0, already: 0, errors }
  if (movements.length === 0)
    return { taken: 0, already: 0, errors: [{ line: 1, message: 'il file non contiene movimenti' }] }
  return inTransaction(async (tx) => {
    const { rows: kept } = await tx.execute(sql`
      insert into portal.bank_movement (reference, booked_on, cents, remittance, fdr, imported_at)
      select reference, "bookedOn", cents, remittance, fdr, ${ctx.now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(movements)}::jsonb)
        as m (reference text, "bookedOn" date, cents bigint, remittance text, fdr text)
      order by reference on conflict do nothing returning movement_id`)
    const taken = kept.length
    await recordAudit(tx, ctx, { action: 'bank.imported', subject: 'bank', details: { movements: taken } })
    return { taken, already: movements.length - taken, errors: [] }
  })
}
