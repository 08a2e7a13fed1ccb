'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action } from '@/http/action'
import { startBrowserSession } from '@/http/guardian-session'
import { returnPath } from '@/http/return-path'
import { CredentialsForm, signIn } from '@/modules/identity'

/** Signs in and goes on to the page asked for. */
export const submitSignIn = action(
  { allow: 'anyone', form: CredentialsForm.extend({ ritorno: z.string().optional() }) },
  async (ctx, { ritorno, ...credentials }) => {
    await startBrowserSession(await signIn(ctx, credentials))
    return redirect(returnPath(ritorno))
  },
)
