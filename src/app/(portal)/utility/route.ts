import { z } from 'zod'
import { pageForm, refusedOf } from '@/http/page'
import {
  ChangePasswordForm,
  changePassword,
  childrenOf,
  openSessionCount,
  PASSWORD_LENGTH_MIN,
  SESSION_HOURS,
  signOutOthers,
} from '@/modules/identity'
import { alert } from '@/ui/feedback'
import { fieldOf, form, passwordField, type Refused, requiredNote, submitButton } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { portalPage } from '../portal-page'

const WEAK: Record<string, string> = {
  'too-short': 'La nuova password è troppo corta',
  'too-long': 'La nuova password è troppo lunga',
  code: 'La nuova password non può essere uguale al codice utente',
  common: 'La nuova password è tra le più usate: scegline una che nessuno possa indovinare',
  unchanged: 'La nuova password è uguale a quella attuale',
}

/** Changes the password, then the page says so and how many sessions ended. */
const submitPassword = pageForm(
  {
    allow: 'family',
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
  async (ctx, typed) => {
    const { endedSessions } = await changePassword(ctx, typed)
    return `/utility?password=cambiata&chiusi=${endedSessions}`
  },
)

/** Ends the other sessions, then the page says how many. */
const submitSignOutOthers = pageForm({ allow: 'family', form: z.object({}) }, async (ctx) => {
  const { endedSessions } = await signOutOthers(ctx)
  return `/utility?dispositivi=usciti&chiusi=${endedSessions}`
})

/** "1 altro dispositivo", "3 altri dispositivi". */
const devices = (count: number) => (count === 1 ? '1 altro dispositivo' : `${count} altri dispositivi`)

const Address = z.object({
  password: z.string().optional(),
  dispositivi: z.string().optional(),
  chiusi: z.string().optional(),
})

/** What the forms of this page did, for those who come back from them. */
const outcome = ({ password, dispositivi, chiusi = '' }: z.output<typeof Address>): Html | null => {
  const isPasswordChanged = password === 'cambiata'
  if (!isPasswordChanged && dispositivi !== 'usciti') return null
  const ended = /^\d{1,4}$/.test(chiusi) ? Number(chiusi) : 0
  return alert(
    'success',
    html`${isPasswordChanged && html`<p class="mb-1">La password è stata cambiata: vale dal prossimo accesso.</p>`}<p class="mb-0">${
      ended > 0
        ? `Accesso chiuso su ${devices(ended)}. Su questo dispositivo si resta collegati.`
        : 'Non c’erano accessi aperti su altri dispositivi.'
    }</p>`,
    { announce: true },
  )
}

const passwordForm = (refused: Refused | null): Html =>
  form(
    [
      passwordField({
        ...fieldOf(refused, 'currentPassword'),
        label: 'Password attuale',
        required: true,
        autocomplete: 'current-password',
      }),
      passwordField({
        ...fieldOf(refused, 'newPassword'),
        label: 'Nuova password',
        hint: `Almeno ${PASSWORD_LENGTH_MIN} caratteri, diversa dal codice utente. Bastano tre o quattro parole che non stanno insieme.`,
        required: true,
        autocomplete: 'new-password',
      }),
      passwordField({
        ...fieldOf(refused, 'newPasswordRepeat'),
        label: 'Ripeti la nuova password',
        required: true,
        autocomplete: 'new-password',
      }),
      submitButton('Cambia password'),
    ],
    { refused, name: 'password' },
  )

const otherDevices = (sessions: number, refused: Refused | null): Html =>
  sessions > 1
    ? html`<p>Con questo codice utente l’accesso è aperto qui e su ${devices(sessions - 1)}. Se qualcuno di questi accessi non è della famiglia, conviene anche cambiare la password.</p>${form(
        submitButton('Esci da tutti gli altri dispositivi', { className: 'btn btn-outline-primary' }),
        { refused, name: 'dispositivi' },
      )}`
    : html`<p>Con questo codice utente l’accesso è aperto soltanto qui.</p>`

export const { GET, POST } = portalPage(
  {
    allow: 'family',
    address: Address,
    forms: { password: submitPassword, dispositivi: submitSignOutOthers },
  },
  async (ctx, { asked, refused }) => {
    const [children, sessions] = await Promise.all([childrenOf(ctx.actor.accountId), openSessionCount(ctx)])
    const own = children.find((child) => child.isOwn)
    const isGuardian = ctx.actor.kind === 'guardian'
    return {
      current: 'utility',
      breadcrumb: [{ label: 'Utility' }],
      title: 'Utility',
      content: html`${!refused && outcome(asked)}
<div class="row"><section class="col-12 col-lg-6" aria-labelledby="cambia-password"><h2 id="cambia-password" class="h4">Cambia password</h2>
<p>La password accompagna ${isGuardian ? `il codice utente di ${own?.name}` : 'il codice della delega'}. Cambiandola si chiude l’accesso su tutti gli altri dispositivi.</p>
${requiredNote}${passwordForm(refusedOf(refused, 'password'))}</section>
<section class="col-12 col-lg-5 offset-lg-1 mt-5 mt-lg-0" aria-labelledby="dispositivi"><h2 id="dispositivi" class="h4">Dispositivi collegati</h2>
${otherDevices(sessions, refusedOf(refused, 'dispositivi'))}
<p class="mt-3">Ogni accesso si chiude da solo dopo ${SESSION_HOURS} ore.</p>
${
  isGuardian &&
  html`<h2 class="h4 mt-4">Altri figli</h2><p>I servizi di più figli si vedono insieme dopo averli aggiunti, una volta sola, con i loro codici.</p>
<a class="btn btn-outline-primary" href="/anagrafica/aggiungi-figlio">Aggiungi un figlio</a><h2 class="h4 mt-4">Deleghe</h2><p>Un nonno o una baby-sitter può vedere le presenze e disdire i pasti, con un accesso proprio che non mostra credito e pagamenti.</p><a class="btn btn-outline-primary" href="/utility/deleghe">Gestisci le deleghe</a>`
}</section></div>`,
    }
  },
)
