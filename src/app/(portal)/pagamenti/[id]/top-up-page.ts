import { env } from '@/env'
import type { Ctx } from '@/modules/identity'
import { findProvider, formatNoticeNumber, isPayable, type TopUpDetails } from '@/modules/payments'
import { dayInRome, formatDay, formatMoment } from '@/shared/dates'
import { cents, formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { form, hiddenField, submitButton } from '@/ui/forms'
import { attributes, type Html, html } from '@/ui/html'
import type { PortalPage } from '../../portal-page'
import { eventLabels, howOf, statusLabels } from '../labels'
import { confirmationAwaited, type Notice, paymentFailed } from '../notices'
import { paymentsPage } from '../payments-page'

/** What is known of the payment, after whatever the family just did or saw; never more than that. */
const noticeOf = (topUp: TopUpDetails, outcome: string | null): Notice | null => {
  const provider = findProvider(topUp.provider)?.name ?? 'ufficio'
  if (topUp.status === 'credited')
    return {
      kind: 'success',
      title: 'Ricarica accreditata',
      text: `Il credito di ${topUp.serviceName} per ${topUp.childName} è già aggiornato.`,
    }
  if (topUp.status === 'partlyRefunded' || topUp.status === 'refunded')
    return {
      kind: 'info',
      title: topUp.status === 'refunded' ? 'Ricarica rimborsata' : 'Ricarica rimborsata in parte',
      text: 'L’importo è tornato a chi ha pagato e non è più nel credito: quando e quanto è scritto qui sotto, nella storia.',
    }
  if (topUp.isAwaited) return confirmationAwaited(provider)
  switch (outcome) {
    case 'ok':
    case 'attesa':
      return {
        kind: 'info',
        title: 'Pagamento in corso',
        text: `Stiamo aspettando la ricevuta da ${provider}: di solito arriva in pochi secondi. Il credito si aggiorna da solo, anche chiudendo questa pagina. Non ripetere il pagamento.`,
      }
    case 'annulla':
      return {
        kind: 'warning',
        title: 'Pagamento interrotto',
        text: 'Il pagamento non è stato concluso. Si può riprendere, oppure annullare la ricarica.',
      }
    case 'errore':
      return paymentFailed(provider)
    case 'non-risponde':
      return {
        kind: 'warning',
        title: 'Il servizio di pagamento non risponde',
        text: 'La ricarica è stata registrata, ma non è stato addebitato nulla. Si può riprendere il pagamento tra qualche minuto.',
      }
    case 'gia-in-corso':
      return {
        kind: 'info',
        title: 'Un pagamento è già in corso',
        text: `${provider} sta già elaborando un pagamento di questa ricarica: se va a buon fine, il credito si aggiorna da solo; altrimenti si può riprovare tra mezz’ora. Non ripetere il pagamento altrove.`,
      }
    case 'chiusa':
      return {
        kind: 'warning',
        title: 'La ricarica non può più essere pagata o annullata',
        text: 'Il suo stato è cambiato nel frattempo: è quello indicato qui sotto.',
      }
    case 'annullata':
      return topUp.status === 'cancelled'
        ? { kind: 'success', title: 'Ricarica annullata', text: 'Non è stato addebitato nulla.' }
        : null
    default:
      return topUp.status === 'inProgress'
        ? {
            kind: 'info',
            title: 'Pagamento in corso',
            text: 'Il pagamento online è stato avviato e non è ancora arrivata la ricevuta. Se è stato concluso, il credito si aggiorna da solo; se è stato lasciato a metà, si può riprendere.',
          }
        : null
  }
}

/** One top-up: its state as far as known, what can be done, and its history. It follows what happens meanwhile. */
export const topUpPage = (ctx: Ctx, topUp: TopUpDetails, outcome: string | null): PortalPage => {
  const notice = noticeOf(topUp, outcome)
  const { label, kind } = statusLabels[topUp.status]
  const live =
    topUp.status !== 'credited' &&
    topUp.status !== 'refunded' &&
    attributes({ 'data-live': `/api/v1/top-ups/${topUp.id}/live`, 'data-state': topUp.status })
  return paymentsPage(
    {
      title: `Ricarica di ${formatEuro(topUp.cents)}`,
      documentTitle: 'Ricarica',
      lead: `${topUp.serviceName}, ${topUp.childName}`,
      content: html`<div aria-live="polite" data-part="stato"${live}><p>Stato: ${badge(label, kind)}</p>${
        notice && alert(notice.kind, html`<p class="mb-0">${notice.text}</p>`, { title: notice.title })
      }</div>
<div data-part="resto">${isPayable(topUp, dayInRome(ctx.now)) && !topUp.isAwaited && toPay(topUp)}
<h2>Dettagli</h2>${definitionList(detailsOf(topUp))}${
        (topUp.receiptId !== null || topUp.channel === 'counter' || topUp.channel === 'assigned') &&
        html`<p><a class="btn btn-outline-primary" href="/pagamenti/${topUp.id}/attestazione">Scarica l’attestazione di pagamento (PDF)</a></p>`
      }
<h2>Storia</h2><ol>${topUp.events.map(
        ({ at, kind: step, details }) =>
          html`<li>${formatMoment(at)}: ${eventLabels[step] ?? step}${typeof details.pspName === 'string' && ` tramite ${details.pspName}`}${typeof details.cents === 'number' && `, ${formatEuro(cents(details.cents))}`}${typeof details.paidCents === 'number' && `: sono stati pagati ${formatEuro(cents(details.paidCents))}, che l’ufficio ha accreditato`}</li>`,
      )}</ol></div>
${
  topUp.cartId !== null &&
  html`<p><a href="/pagamenti/carrello/${topUp.cartId}">Vai al pagamento delle ricariche richieste insieme</a></p>`
}<p><a href="/pagamenti">Torna a tutte le ricariche</a></p>`,
    },
    [{ label: 'Ricarica' }],
  )
}

const detailsOf = (topUp: TopUpDetails): { term: string; value: string }[] => [
  { term: 'Servizio', value: topUp.serviceName },
  { term: 'Bambino', value: topUp.childName },
  { term: 'Importo', value: formatEuro(topUp.cents) },
  { term: 'Modo scelto', value: howOf(topUp) },
  { term: 'Richiesta il', value: formatMoment(topUp.createdAt) },
  ...(topUp.noticeNumber && topUp.provider === 'pagopa'
    ? [{ term: 'Codice avviso', value: formatNoticeNumber(topUp.noticeNumber) }]
    : []),
  ...(topUp.paidAt ? [{ term: 'Pagata il', value: formatMoment(topUp.paidAt) }] : []),
  ...(topUp.pspName ? [{ term: 'Prestatore di servizi', value: topUp.pspName }] : []),
  ...(topUp.receiptId ? [{ term: 'Numero della ricevuta', value: topUp.receiptId }] : []),
]

const noticeSection = (topUp: TopUpDetails): Html | null =>
  topUp.noticeNumber === null || topUp.channel !== 'notice'
    ? null
    : html`<section aria-labelledby="avviso"><h2 id="avviso">Avviso di pagamento</h2>${definitionList([
        { term: 'Codice avviso', value: html`<strong>${formatNoticeNumber(topUp.noticeNumber)}</strong>` },
        { term: 'Codice fiscale dell’ente creditore', value: env.PAGOPA_CREDITOR_FISCAL_CODE },
        { term: 'Ente creditore', value: topUp.creditorName },
        { term: 'Importo', value: formatEuro(topUp.cents) },
        { term: 'Da pagare entro il', value: formatDay(topUp.expiresOn) },
      ])}<p>Con questi dati si paga dall’home banking (voce pagoPA o CBILL), con l’app IO o altre app di pagamento, agli sportelli di banche e poste, dai tabaccai e negli altri esercizi convenzionati. Il credito si aggiorna quando arriva la ricevuta.</p><p><a class="btn btn-outline-primary" href="/pagamenti/${topUp.id}/avviso">Scarica l’avviso (PDF)</a></p></section>`

const toPay = (topUp: TopUpDetails): Html => {
  const action = `/pagamenti/${topUp.id}`
  const which = hiddenField('ricarica', topUp.id)
  return html`${noticeSection(topUp)}<div class="d-flex flex-wrap gap-3 mb-4">${form(
    [
      which,
      submitButton(topUp.channel === 'notice' ? 'Paga online' : 'Riprendi il pagamento', {
        pending: 'Attendere…',
      }),
    ],
    { name: 'paga', action },
  )}${form(
    [
      which,
      submitButton('Annulla la ricarica', { className: 'btn btn-outline-primary', pending: 'Attendere…' }),
    ],
    { name: 'annulla', action },
  )}</div>`
}
