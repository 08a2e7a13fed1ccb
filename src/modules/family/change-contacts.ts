import { z } from 'zod'
import { inTransaction, oneRow, sql } from '@/db/client'
import { assertOwnChild, type Ctx, type PrincipalOf, recordAudit } from '@/modules/identity'
import type { Contacts } from './contacts'
import { contactsReserved } from './errors'

const Before = z.object({ guardian_id: z.int(), mobile: z.string().nullable(), email: z.string().nullable() })

/**
 * Changes mobile and e-mail of a child's reference guardian, and writes in the audit which of the two changed. Refuses a
 * child of another family like a missing one, and contacts that are kept from the family.
 */
export const changeContacts = (
  ctx: Ctx<PrincipalOf<'guardian'>>,
  { childId, mobile, email }: Contacts & { childId: number },
): Promise<'changed' | 'unchanged'> =>
  inTransaction(async (tx) => {
    const child = await assertOwnChild(ctx, childId, tx)
    const before = await oneRow(
      tx,
      Before,
      sql`
      select g.guardian_id, nullif(g.mobile, '') as mobile, nullif(g.email, '') as email
      from portal.guardian g join portal.guardianship gs using (guardian_id)
      where gs.child_id = ${child}::int and gs.is_reference and not gs.are_contacts_hidden
      for no key update of g`,
    )
    if (!before) throw contactsReserved()
    const changed = [
      ...(before.mobile === mobile ? [] : ['mobile']),
      ...(before.email === email ? [] : ['email']),
    ]
    if (changed.length === 0) return 'unchanged'
    await tx.execute(sql`
      update portal.guardian set mobile = ${mobile}::text, email = ${email}::text, updated_at = ${ctx.now.toString()}::timestamptz
      where guardian_id = ${before.guardian_id}::int`)
    await recordAudit(tx, ctx, {
      action: 'guardian.contacts.changed',
      subject: `guardian:${before.guardian_id}`,
      details: { fields: changed.join(',') },
    })
    return 'changed'
  })
