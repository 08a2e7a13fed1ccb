import { z } from 'zod'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { CartConclusion, cartView, concludeCart } from '@/modules/sandbox'
import { cents, formatEuro } from '@/shared/money'
import { alert } from '@/ui/feedback'
import { form, hiddenField } from '@/ui/forms'
import { html } from '@/ui/html'
import { orRefused } from '../../../../or-refused'
import { assertDemo, sandboxPage } from '../../../../sandbox-page'

/** What the payer can do, and what then happens to the receipt. */
const CHOICES = [
  { value: 'paga', label: 'Paga', does: { fate: 'paid' } },
  { value: 'paga-dopo', label: 'Paga, la ricevuta arriva 5 secondi dopo', does: { delivery: 'late' } },
  { value: 'paga-due', label: 'Paga, la ricevuta arriva due volte insieme', does: { delivery: 'twice' } },
  { value: 'paga-persa', label: 'Paga, la ricevuta si perde', does: { delivery: 'lost' } },
  { value: 'paga-v1', label: 'Paga, con la prima versione dei messaggi', does: { version: 1 } },
  { value: 'waiting', label: 'In elaborazione', does: { fate: 'waiting' } },
  { value: 'failed', label: 'Fai fallire', does: { fate: 'failed' } },
  { value: 'cancelled', label: 'Annulla', does: { fate: 'cancelled' } },
] as const satisfies { value: string; label: string; does: z.input<typeof CartConclusion> }[]

/** What the payer does on the Checkout page. */
const submitCheckout = pageForm(
  {
    allow: 'anyone',
    form: z.object({ cart: z.uuid(), scelta: z.enum(CHOICES.map(({ value }) => value)) }),
  },
  ({ now }, { cart, scelta }) =>
    orRefused(`/sandbox/pagopa/c/${cart}`, () =>
      concludeCart(cart, CartConclusion.parse(CHOICES.find(({ value }) => value === scelta)?.does), now),
    ),
)

export const { GET, POST } = sandboxPage(
  {
    allow: 'anyone',
    address: z.object({ cart: z.uuid(), errore: z.string().optional() }),
    forms: { scelta: submitCheckout },
  },
  async (_visitor, { asked: { cart: id, errore } }) => {
    assertDemo()
    const [cart] = await cartView(id)
    if (!cart) throw notFound()
    return {
      title: 'Paga con pagoPA',
      content: html`${
        errore &&
        alert('danger', html`<p class="mb-0">${errore.slice(0, 120)}</p>`, {
          title: 'Il pagamento non può essere effettuato',
          announce: true,
        })
      }${cart.state === 'paid' && alert('success', html`<p class="mb-0">Questo carrello è già stato pagato.</p>`)}
${cart.request.paymentNotices.map(
  (notice) =>
    html`<dl class="border rounded p-3"><dt>Ente creditore</dt><dd>${notice.companyName}</dd><dt>Oggetto del pagamento</dt><dd>${notice.description}</dd><dt>Codice avviso</dt><dd>${notice.noticeNumber}</dd><dt>Importo</dt><dd class="mb-0">${formatEuro(cents(notice.amount))}</dd></dl>`,
)}<p class="h4">Totale ${formatEuro(cart.totalCents)}</p>${
        cart.state !== 'paid' &&
        form(
          [
            hiddenField('cart', cart.id),
            CHOICES.map(
              ({ value, label }, index) =>
                html`<button type="submit" name="scelta" value="${value}" class="btn btn-${index > 0 && 'outline-'}primary">${label}</button>`,
            ),
            html`<a class="btn btn-outline-primary" href="/sandbox/pagopa">Lascia aperto (chiudi)</a>`,
          ],
          { className: 'd-flex flex-wrap gap-2' },
        )
      }`,
    }
  },
)
