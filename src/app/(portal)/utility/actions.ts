'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action } from '@/http/action'
import { ChangePasswordForm, changePassword, signOutOthers } from '@/modules/identity'

const WEAK: Record<string, string> = {
  'too-short': 'La nuova password è troppo corta',
  'too-long': 'La nuova password è troppo lunga',
  code: 'La nuova password non può essere uguale al codice utente',
  common: 'La nuova password è tra le più usate: scegline una che nessuno possa indovinare',
  unchanged: 'La nuova password è uguale a quella attuale',
}

/** Changes the password, then the page says so and how many sessions ended. */
export const submitPassword = action(
  {
    allow: 'guardian',
    form: ChangePasswordForm,
    refusals: {
      'credentials-refused': () => ({
        field: 'currentPassword',
        message: 'La password attuale non è corretta',
      }),
      'password-refused': ({ reason }) => ({
        field: 'newPassword',
        message: WEAK[String(reason)] ?? 'La nuova password non è accettata',
      }),
    },
  },
  async (ctx, form) => {
    const { endedSessions } = await changePassword(ctx, form)
    return redirect(`/utility?password=cambiata&chiusi=${endedSessions}`)
  },
)

/** Ends the other sessions, then the page says how many. */
export const submitSignOutOthers = action({ allow: 'guardian', form: z.object({}) }, async (ctx) => {
  const { endedSessions } = await signOutOthers(ctx)
  return redirect(`/utility?dispositivi=usciti&chiusi=${endedSessions}`)
})
