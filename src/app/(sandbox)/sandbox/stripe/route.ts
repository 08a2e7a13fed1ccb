import { z } from 'zod'
import { pageForm } from '@/http/page'
import {
  closeStripeDispute,
  deliverStripe,
  disputeStripe,
  finishStripe,
  refundStripe,
  StripeRefused,
  stripeOverview,
} from '@/modules/sandbox'
import { formatMoment } from '@/shared/dates'
import { cents, formatEuro, readEuro } from '@/shared/money'
import { alert } from '@/ui/feedback'
import { form, hiddenField, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { ACT_BOX, actButton } from '../../act-box'
import { orRefused } from '../../or-refused'
import { assertDemo, sandboxPage } from '../../sandbox-page'

const STATES: Record<string, string> = {
  open: 'aperta',
  paid: 'pagata',
  waiting: 'in attesa di conferma',
  failed: 'non riuscita',
  expired: 'scaduta',
}
const DISPUTES: Record<string, string> = { needs_response: 'aperta', won: 'vinta', lost: 'persa' }

const ADDRESS = '/sandbox/stripe'
const StripeForm = z.object({
  cosa: z.enum(['riesce', 'fallisce', 'rimborsa', 'contesta', 'vinta', 'persa', 'reinvia']),
  oggetto: z.string().max(80),
  importo: z.string().max(40).default(''),
})
type Act = z.output<typeof StripeForm>['cosa']

/** Nothing typed: all that is left. */
const amountIn = (typed: string): number | null => {
  if (typed.trim() === '') return null
  const reading = readEuro(typed)
  if (!reading.ok) throw new StripeRefused('Importo non valido')
  return reading.cents
}

/** What Stripe, the office on Stripe's site, and banks do. */
const submitAct = pageForm({ allow: 'anyone', form: StripeForm }, ({ now }, { cosa, oggetto: id, importo }) =>
  orRefused(ADDRESS, async () => {
    const acts: Record<Act, () => Promise<string>> = {
      riesce: () => finishStripe(id, true, now),
      fallisce: () => finishStripe(id, false, now),
      rimborsa: () => refundStripe(id, amountIn(importo), now),
      contesta: () => disputeStripe(id, now),
      vinta: () => closeStripeDispute(id, 'won', now),
      persa: () => closeStripeDispute(id, 'lost', now),
      reinvia: async () => id,
    }
    await deliverStripe(await acts[cosa](), now)
    return `${ADDRESS}?fatto=1`
  }),
)

const order = (what: Act, label: string): Html => actButton(what, label)

const section = (title: string, empty: string, boxes: readonly Html[]): Html =>
  html`<h2 class="h4">${title}</h2>${boxes.length === 0 ? html`<p>${empty}</p>` : boxes}`

export const { GET, POST } = sandboxPage(
  {
    allow: 'anyone',
    address: z.object({ errore: z.string().optional(), fatto: z.string().optional() }),
    forms: { stripe: submitAct },
  },
  async (_visitor, { asked: { errore, fatto } }) => {
    assertDemo()
    const { sessions, charges, disputes, events } = await stripeOverview()
    return {
      title: 'Stripe di prova',
      content: html`<p>Qui Stripe è simulato: il portale gli parla con le sue API, e ne riceve le notifiche firmate. Un servizio si paga con Stripe quando in amministrazione i suoi pagamenti online sono <code>stripe</code>. <a href="${ADDRESS}">Aggiorna</a></p>
${errore && alert('danger', html`<p class="mb-0">${errore.slice(0, 120)}</p>`, { announce: true })}${
  fatto && alert('success', html`<p class="mb-0">Fatto: la notifica è partita.</p>`, { announce: true })
}
${section(
  'Pagine di pagamento',
  'Ancora nessuna pagina di pagamento.',
  sessions.map((session) =>
    form(
      [
        html`<p class="mb-0"><a href="${ADDRESS}/c/${session.id}">${formatEuro(session.cents)}, ${session.items.map(({ name }) => name).join(', ')}</a>: ${STATES[session.state]}</p>`,
        hiddenField('oggetto', session.id),
        session.state === 'waiting' && [
          order('riesce', 'L’addebito riesce'),
          order('fallisce', 'L’addebito non riesce'),
        ],
      ],
      { className: ACT_BOX },
    ),
  ),
)}
${section(
  'Pagamenti riusciti',
  'Ancora nessun pagamento.',
  charges.map((charge) =>
    form(
      [
        html`<p>${formatEuro(charge.amount)}, rimborsati ${formatEuro(cents(charge.amount_refunded))}${charge.disputed && ', contestato'}</p>`,
        hiddenField('oggetto', charge.id),
        charge.amount_refunded < charge.amount && [
          textField({
            name: 'importo',
            id: `importo-${charge.id}`,
            label: 'Importo da rimborsare',
            hint: 'Vuoto: tutto quanto resta',
          }),
          order('rimborsa', 'Rimborsa'),
          !charge.disputed && order('contesta', 'Contesta'),
        ],
      ],
      { className: ACT_BOX },
    ),
  ),
)}
${section(
  'Contestazioni',
  'Ancora nessuna contestazione.',
  disputes.map((dispute) =>
    form(
      [
        html`<p class="mb-0">${formatEuro(dispute.amount)}: ${DISPUTES[dispute.status] ?? dispute.status}</p>`,
        hiddenField('oggetto', dispute.id),
        dispute.status === 'needs_response' && [
          order('vinta', 'La vince il Comune'),
          order('persa', 'La perde il Comune'),
        ],
      ],
      { className: ACT_BOX },
    ),
  ),
)}
${section(
  'Ultime notifiche',
  'Ancora nessuna notifica.',
  events.map((event) =>
    form(
      [
        html`<p class="mb-0">${formatMoment(event.createdAt)}, <code>${event.type}</code>: risposta ${event.lastAnswer ?? 'nessuna'}</p>`,
        hiddenField('oggetto', event.id),
        order('reinvia', 'Invia di nuovo'),
      ],
      { className: ACT_BOX },
    ),
  ),
)}`,
    }
  },
)
