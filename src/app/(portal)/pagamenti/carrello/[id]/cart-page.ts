import type { Ctx } from '@/modules/identity'
import { type CartDetails, isPayable, providerOf } from '@/modules/payments'
import { dayInRome } from '@/shared/dates'
import { cents, formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { alert } from '@/ui/feedback'
import { form, hiddenField, submitButton } from '@/ui/forms'
import { attributes, html } from '@/ui/html'
import type { PortalPage } from '../../../portal-page'
import { statusLabels } from '../../labels'
import { confirmationAwaited, type Notice, paymentFailed } from '../../notices'
import { paymentsPage } from '../../payments-page'

const isDone = (status: string) => ['credited', 'partlyRefunded', 'refunded'].includes(status)

/** What is known of the payment, after whatever the family just did or saw; never more than that. */
const noticeOf = ({ positions }: CartDetails, outcome: string | null, provider: string): Notice | null => {
  const credited = positions.filter(({ status }) => isDone(status)).length
  if (credited === positions.length)
    return {
      kind: 'success',
      title: 'Ricariche accreditate',
      text: 'Il credito di ogni servizio è già aggiornato.',
    }
  if (credited > 0 && outcome !== 'non-risponde')
    return {
      kind: 'info',
      title: credited === 1 ? 'Una ricarica è accreditata' : `${credited} ricariche sono accreditate`,
      text: 'Per le altre non è ancora arrivata la ricevuta: lo stato di ciascuna è indicato qui sotto e si aggiorna da solo.',
    }
  if (positions.some((topUp) => topUp.isAwaited)) return confirmationAwaited(provider)
  switch (outcome) {
    case 'ok':
    case 'attesa':
      return {
        kind: 'info',
        title: 'Pagamento in corso',
        text: `Stiamo aspettando le ricevute da ${provider}: di solito arrivano in pochi secondi. Il credito si aggiorna da solo, anche chiudendo questa pagina. Non ripetere il pagamento.`,
      }
    case 'annulla':
      return {
        kind: 'warning',
        title: 'Pagamento interrotto',
        text: 'Il pagamento non è stato concluso. Si può riprendere per tutte le ricariche, oppure aprirne una e pagare solo quella.',
      }
    case 'errore':
      return paymentFailed(provider)
    case 'non-risponde':
      return {
        kind: 'warning',
        title: 'Il servizio di pagamento non risponde',
        text: 'Le ricariche sono state registrate, ma non è stato addebitato nulla. Si può riprendere il pagamento tra qualche minuto.',
      }
    case 'gia-in-corso':
      return {
        kind: 'info',
        title: 'Un pagamento è già in corso',
        text: `${provider} sta già elaborando un pagamento di una di queste ricariche: se va a buon fine, il credito si aggiorna da solo; altrimenti si può riprovare tra mezz’ora. Non ripetere il pagamento altrove.`,
      }
    case 'chiusa':
      return {
        kind: 'warning',
        title: 'Queste ricariche non possono più essere pagate',
        text: 'Il loro stato è cambiato nel frattempo: è quello indicato qui sotto.',
      }
    default:
      return positions.some(({ status }) => status === 'inProgress')
        ? {
            kind: 'info',
            title: 'Pagamento in corso',
            text: 'Il pagamento online è stato avviato e non sono ancora arrivate le ricevute. Se è stato concluso, il credito si aggiorna da solo; se è stato lasciato a metà, si può riprendere.',
          }
        : null
  }
}

const COLUMNS = [
  { label: 'Servizio' },
  { label: 'Bambino' },
  { label: 'Importo', align: 'end' },
  { label: 'Stato' },
] as const

/** One payment of several top-ups: of each what is known. It follows what happens meanwhile. */
export const cartPage = (ctx: Ctx, cart: CartDetails, outcome: string | null): PortalPage => {
  const { id, positions } = cart
  const notice = noticeOf(cart, outcome, providerOf(positions[0]?.provider ?? '').name)
  const today = dayInRome(ctx.now)
  const payable = positions.filter((topUp) => isPayable(topUp, today) && !topUp.isAwaited)
  const sum = (of: readonly { cents: number }[]) =>
    formatEuro(cents(of.reduce((total, each) => total + each.cents, 0)))
  const live =
    positions.some(({ status }) => !isDone(status)) &&
    attributes({
      'data-live': `/api/v1/carts/${id}/live`,
      'data-state': positions.map(({ status }) => status).join(','),
    })
  const rows = positions.map((topUp) => [
    html`<a href="/pagamenti/${topUp.id}">${topUp.serviceName}<span class="visually-hidden">, ricarica di ${topUp.childName}</span></a>`,
    topUp.childName,
    formatEuro(topUp.cents),
    badge(statusLabels[topUp.status].label, statusLabels[topUp.status].kind),
  ])
  return paymentsPage(
    {
      title: `Pagamento di ${sum(positions)}`,
      documentTitle: 'Pagamento di più ricariche',
      lead: `${positions.length} ricariche pagate insieme`,
      content: html`<div aria-live="polite" data-part="stato"${live}>${
        notice && alert(notice.kind, html`<p class="mb-0">${notice.text}</p>`, { title: notice.title })
      }${dataTable('Ricariche di questo pagamento', COLUMNS, rows)}</div>
<div data-part="resto">${
        payable.length > 0 &&
        form(
          [
            hiddenField('pagamento', id),
            submitButton(
              payable.length === positions.length
                ? 'Riprendi il pagamento'
                : `Paga quanto resta: ${sum(payable)}`,
              { pending: 'Attendere…' },
            ),
          ],
          { name: 'paga', action: `/pagamenti/carrello/${id}` },
        )
      }</div>
<p class="mt-3"><a href="/pagamenti">Torna a tutte le ricariche</a></p>`,
    },
    [{ label: 'Pagamento' }],
  )
}
