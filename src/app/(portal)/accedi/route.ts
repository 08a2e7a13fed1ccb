import { z } from 'zod'
import { startBrowserSession } from '@/http/guardian-session'
import { pageForm, seeOther } from '@/http/page'
import { returnPath } from '@/http/return-path'
import { CredentialsForm, signIn } from '@/modules/identity'
import { alert } from '@/ui/feedback'
import { fieldOf, form, hiddenField, passwordField, requiredNote, submitButton } from '@/ui/forms'
import { html } from '@/ui/html'
import { frameLinks } from '@/ui/site-frame'
import { childCodeField } from '../child-code-field'
import { portalPage } from '../portal-page'

/** What NextAuth's own endpoint says in the address when it refuses. */
const sentenceOf = (error: string): string => {
  if (error === 'CredentialsSignin') return 'Codice utente o password non corretti.'
  if (error === 'throttled') return 'Troppi tentativi non riusciti. Riprova tra 15 minuti.'
  return 'Accesso non riuscito. Riprova tra qualche minuto.'
}

/** Signs in and goes on to the page asked for. */
const submitSignIn = pageForm(
  { allow: 'anyone', form: CredentialsForm.extend({ ritorno: z.string().optional() }) },
  async (ctx, { ritorno, ...credentials }) => {
    await startBrowserSession(await signIn(ctx, credentials))
    return returnPath(ritorno)
  },
)

const Address = z.object({
  ritorno: z.string().optional(),
  uscita: z.string().optional(),
  error: z.string().optional(),
})

export const { GET, POST } = portalPage(
  { allow: 'anyone', address: Address, forms: { accedi: submitSignIn } },
  async ({ actor }, { asked: { ritorno, uscita, error }, refused }) => {
    const back = returnPath(refused?.values.ritorno ?? ritorno)
    if (actor.kind === 'guardian' || actor.kind === 'delegate') return seeOther(back)
    return {
      breadcrumb: [{ label: 'Accedi' }],
      title: 'Accedi all’area personale',
      lead: 'Per vedere presenze, credito e comunicazioni dei servizi scolastici, e per effettuare una ricarica.',
      content: html`${
        uscita
          ? alert('success', 'L’area personale è stata chiusa su questo dispositivo.')
          : back !== '/' && alert('info', 'Per vedere la pagina richiesta occorre accedere.')
      }${error && !refused && alert('danger', sentenceOf(error))}
<div class="row"><div class="col-12 col-lg-6">${requiredNote}${form(
        [
          hiddenField('ritorno', back),
          childCodeField('Codice utente', 'username', refused),
          passwordField({
            ...fieldOf(refused, 'password'),
            label: 'Password',
            required: true,
            autocomplete: 'current-password',
          }),
          submitButton('Accedi', { pending: 'Accesso in corso…' }),
        ],
        { refused },
      )}</div>
<div class="col-12 col-lg-5 offset-lg-1 mt-5 mt-lg-0"><h2 class="h4">Dove si trovano i codici</h2>
<p>Codice utente e password di ogni bambino sono nella <strong>lettera dei codici e credenziali</strong> consegnata dal Comune alla famiglia. Con i codici di un bambino si accede; gli altri figli si aggiungono poi, una volta sola, con i loro codici.</p>
<h2 class="h4 mt-4">Lettera smarrita o password dimenticata</h2>
<p>Per riavere i codici si contatta l’ufficio: indirizzo, telefono e orari sono nella pagina <a href="${frameLinks.contacts}">Contatti</a>.</p></div></div>`,
    }
  },
)
