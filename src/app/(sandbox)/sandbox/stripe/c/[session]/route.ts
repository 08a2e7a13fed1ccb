import { z } from 'zod'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { deliverStripe, expireStripe, payStripe, stripeSession } from '@/modules/sandbox'
import { formatEuro } from '@/shared/money'
import { alert } from '@/ui/feedback'
import { form, hiddenField } from '@/ui/forms'
import { html } from '@/ui/html'
import { orRefused } from '../../../../or-refused'
import { assertDemo, sandboxPage } from '../../../../sandbox-page'

const CHOICES = [
  { value: 'paga', label: 'Paga', kind: 'btn-primary' },
  { value: 'paga-dopo', label: 'Paga con addebito: l’esito arriva dopo', kind: 'btn-outline-primary' },
  { value: 'torna', label: 'Torna al sito senza pagare', kind: 'btn-outline-primary' },
  { value: 'scadi', label: 'Fai scadere la pagina', kind: 'btn-outline-primary' },
] as const

const SessionId = z.string().regex(/^cs_test_\w{1,60}$/)

const addressOf = (id: string) => `/sandbox/stripe/c/${id}`

/** What the payer does on Stripe's page. */
const submitPayment = pageForm(
  {
    allow: 'anyone',
    form: z.object({ sessione: SessionId, scelta: z.enum(CHOICES.map(({ value }) => value)) }),
  },
  ({ now }, { sessione, scelta }) =>
    orRefused(addressOf(sessione), async () => {
      const session = await stripeSession(sessione)
      if (!session) throw notFound()
      if (scelta === 'torna') return session.cancelUrl
      if (scelta === 'scadi') {
        await deliverStripe(await expireStripe(sessione, now), now)
        return addressOf(sessione)
      }
      await deliverStripe(await payStripe(sessione, scelta === 'paga-dopo', now), now)
      return session.successUrl
    }),
)

const CLOSED: Record<string, string> = {
  paid: 'Questo pagamento è già stato effettuato.',
  waiting: 'Questo pagamento è in attesa di conferma.',
  failed: 'Questo pagamento non è riuscito.',
  expired: 'Questa pagina di pagamento è scaduta.',
}

export const { GET, POST } = sandboxPage(
  {
    allow: 'anyone',
    address: z.object({ session: SessionId, errore: z.string().optional() }),
    forms: { scelta: submitPayment },
  },
  async (_visitor, { asked: { session: id, errore } }) => {
    assertDemo()
    const session = await stripeSession(id)
    if (!session) throw notFound()
    return {
      title: 'Paga con Stripe',
      content: html`${errore && alert('danger', html`<p class="mb-0">${errore.slice(0, 120)}</p>`, { announce: true })}
<dl class="border rounded p-3">${session.items.map(({ name, cents }) => html`<dt>${name}</dt><dd>${formatEuro(cents)}</dd>`)}</dl><p class="h4">Totale ${formatEuro(session.cents)}</p>${
        session.state === 'open'
          ? form(
              [
                hiddenField('sessione', session.id),
                CHOICES.map(
                  ({ value, label, kind }) =>
                    html`<button type="submit" name="scelta" value="${value}" class="btn ${kind}">${label}</button>`,
                ),
                html`<a class="btn btn-outline-primary" href="/sandbox/stripe">Lascia aperto (chiudi)</a>`,
              ],
              { className: 'd-flex flex-wrap gap-2' },
            )
          : html`${alert('info', html`<p class="mb-0">${CLOSED[session.state]}</p>`)}<p><a href="${session.cancelUrl}">Torna al sito</a></p>`
      }`,
    }
  },
)
