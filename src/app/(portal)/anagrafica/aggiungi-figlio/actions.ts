'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action } from '@/http/action'
import { addChild, CredentialsForm, removeChild } from '@/modules/identity'
import { ChildId } from '@/shared/ids'

const PAGE = '/anagrafica/aggiungi-figlio'

/** Adds the child of a code and password, then the page says what came of it. */
export const submitChild = action({ allow: 'guardian', form: CredentialsForm }, async (ctx, credentials) => {
  const { outcome, childId } = await addChild(ctx, credentials)
  return redirect(`${PAGE}?esito=${outcome}&figlio=${childId}`)
})

/** Takes an added child off the account. */
export const submitRemoval = action(
  { allow: 'guardian', form: z.object({ childId: z.coerce.number().pipe(ChildId) }) },
  async (ctx, { childId }) => {
    await removeChild(ctx, childId)
    return redirect(`${PAGE}?esito=removed`)
  },
)
