import { after } from 'next/server'
import { z } from 'zod'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { cartView, leaveCart, payCart } from '@/modules/sandbox'
import { cents, formatEuro } from '@/shared/money'
import { alert } from '@/ui/feedback'
import { form, hiddenField } from '@/ui/forms'
import { html } from '@/ui/html'
import { orRefused } from '../../../../or-refused'
import { assertDemo, sandboxPage } from '../../../../sandbox-page'

/** Long enough to see a page that waits, short enough to wait for it. */
const LATE_MS = 5_000

const CHOICES = [
  { value: 'paga', label: 'Paga', kind: 'btn-primary' },
  { value: 'paga-dopo', label: 'Paga, la ricevuta arriva 5 secondi dopo', kind: 'btn-outline-primary' },
  { value: 'waiting', label: 'In elaborazione', kind: 'btn-outline-primary' },
  { value: 'failed', label: 'Fai fallire', kind: 'btn-outline-primary' },
  { value: 'cancelled', label: 'Annulla', kind: 'btn-outline-primary' },
] as const

/** What the payer does on the Checkout page. */
const submitCheckout = pageForm(
  {
    allow: 'anyone',
    form: z.object({ cart: z.uuid(), scelta: z.enum(CHOICES.map(({ value }) => value)) }),
  },
  ({ now }, { cart, scelta }) =>
    orRefused(`/sandbox/pagopa/c/${cart}`, async () => {
      if (scelta === 'cancelled' || scelta === 'failed' || scelta === 'waiting')
        return leaveCart(cart, scelta, now)
      const { returnTo, deliver } = await payCart(cart, now)
      if (scelta === 'paga-dopo') {
        after(async () => {
          await new Promise((resolve) => setTimeout(resolve, LATE_MS))
          await deliver()
        })
      } else await deliver()
      return returnTo
    }),
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
              ({ value, label, kind }) =>
                html`<button type="submit" name="scelta" value="${value}" class="btn ${kind}">${label}</button>`,
            ),
            html`<a class="btn btn-outline-primary" href="/sandbox/pagopa">Lascia aperto (chiudi)</a>`,
          ],
          { className: 'd-flex flex-wrap gap-2' },
        )
      }`,
    }
  },
)
