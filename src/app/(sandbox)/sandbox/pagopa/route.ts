import { z } from 'zod'
import { pageForm } from '@/http/page'
import {
  cartView,
  closeDay,
  DayFault,
  deliverAgain,
  finishCart,
  lastReceipts,
  NodeRefused,
  payAtCounter,
} from '@/modules/sandbox'
import { formatMoment } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { alert } from '@/ui/feedback'
import { form, hiddenField, selectField, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { orRefused } from '../../or-refused'
import { assertDemo, sandboxPage } from '../../sandbox-page'

const STATES: Record<string, string> = {
  open: 'aperto',
  paid: 'pagato',
  cancelled: 'annullato',
  failed: 'fallito',
  waiting: 'in elaborazione',
}
const FAULTS: Record<DayFault, string> = {
  none: 'Nessuno',
  lineMissing: 'Una riga manca',
  lineWithoutReceipt: 'Una riga con codice 9, senza ricevuta',
  lineRevoked: 'Una riga revocata, codice 3',
  lineAmountWrong: 'Una riga di altro importo',
  totalWrong: 'Totale del flusso sbagliato',
  flowMissing: 'Il flusso manca',
  creditMissing: 'L’accredito manca',
  creditWrong: 'Accredito di altro importo',
  creditInTwoParts: 'Accredito in due parti',
  newRevision: 'Una nuova revisione corregge la prima',
}
const DONE: Record<string, string> = {
  giornata: 'Giornata chiusa: flusso e accredito sono pronti.',
  sportello: 'Avviso pagato: la ricevuta è partita.',
  concludi: 'Pagamento concluso: la ricevuta è partita.',
  ricevuta: 'Ricevuta inviata: la risposta della stazione è qui sotto.',
}

const NodeForm = z.object({
  cosa: z.enum(['sportello', 'concludi', 'ricevuta', 'due-volte']),
  avviso: z.string().default(''),
  cart: z.string().default(''),
  token: z.string().default(''),
})

/** The day ends: its flow and the bank's credit are made, with the fault asked for. */
const submitDay = pageForm(
  { allow: 'anyone', form: z.object({ difetto: DayFault }) },
  ({ now }, { difetto }) =>
    orRefused('/sandbox/pagopa', async () => {
      if ((await closeDay(difetto, now)) === null) throw new NodeRefused('Nessun pagamento da rendicontare')
      return '/sandbox/pagopa?fatto=giornata'
    }),
)

/** What the Node and the counters do. */
const submitNode = pageForm({ allow: 'anyone', form: NodeForm }, ({ now }, { cosa, avviso, cart, token }) =>
  orRefused('/sandbox/pagopa', async () => {
    if (cosa === 'sportello') {
      const number = avviso.replace(/\s/g, '')
      if (!/^\d{18}$/.test(number)) throw new NodeRefused('Il codice avviso ha 18 cifre')
      await payAtCounter(number, now)
      return '/sandbox/pagopa?fatto=sportello'
    }
    if (cosa === 'concludi') await finishCart(cart, now)
    else await deliverAgain(token, cosa === 'due-volte' ? 2 : 1)
    return `/sandbox/pagopa?fatto=${cosa === 'concludi' ? 'concludi' : 'ricevuta'}`
  }),
)

const order = (what: z.output<typeof NodeForm>['cosa'], label: string, said: string = label): Html =>
  html`<button type="submit" name="cosa" value="${what}" class="btn btn-outline-primary btn-sm me-2 mt-2" aria-label="${said}">${label}</button>`

const BOX = 'border rounded p-3 mb-3'

export const { GET, POST } = sandboxPage(
  {
    allow: 'anyone',
    address: z.object({ errore: z.string().optional(), fatto: z.string().optional() }),
    forms: { nodo: submitNode, giornata: submitDay },
  },
  async (_visitor, { asked: { errore, fatto = '' } }) => {
    assertDemo()
    const [carts, receipts] = await Promise.all([cartView(), lastReceipts()])
    const done = Object.hasOwn(DONE, fatto) && DONE[fatto]
    return {
      title: 'pagoPA di prova',
      content: html`<p>Qui il Nodo, il Checkout e gli sportelli sono simulati: parlano con la stazione del portale come quelli veri. <a href="/sandbox/pagopa">Aggiorna</a></p>
${errore && alert('danger', html`<p class="mb-0">${errore.slice(0, 120)}</p>`, { announce: true })}${
  done && alert('success', html`<p class="mb-0">${done}</p>`, { announce: true })
}
<h2 class="h4">Sportello: paga un avviso</h2>${form(
        [
          textField({ name: 'avviso', label: 'Codice avviso', inputmode: 'numeric', hint: '18 cifre' }),
          html`<button type="submit" name="cosa" value="sportello" class="btn btn-primary">Paga allo sportello</button>`,
        ],
        { className: 'mb-4' },
      )}
<h2 class="h4">Chiudi la giornata</h2>${form(
        [
          selectField({
            name: 'difetto',
            label: 'Difetto',
            options: DayFault.options.map((value) => ({ value, label: FAULTS[value] })),
          }),
          html`<button type="submit" class="btn btn-primary">Chiudi la giornata</button>`,
        ],
        { name: 'giornata', className: 'mb-4' },
      )}<p>Estratto conto della banca: <a href="/sandbox/pagopa/banca/camt">camt.053</a>, <a href="/sandbox/pagopa/banca/csv">CSV</a></p>
<h2 class="h4">Ultime ricevute</h2>${receipts.length === 0 && html`<p>Ancora nessuna ricevuta.</p>`}${receipts.map(
        (receipt) =>
          form(
            [
              html`<p class="mb-0">Avviso ${receipt.noticeNumber}, ${formatMoment(receipt.createdAt)}: invii ${receipt.attempts}, ultima risposta ${receipt.lastAnswer ?? 'nessuna'}${!receipt.deliveredAt && ' (da consegnare)'}</p>`,
              hiddenField('token', receipt.token),
              order(
                'ricevuta',
                'Invia di nuovo la ricevuta',
                `Invia di nuovo la ricevuta dell’avviso ${receipt.noticeNumber}`,
              ),
              order(
                'due-volte',
                'Invia due volte insieme',
                `Invia due volte insieme la ricevuta dell’avviso ${receipt.noticeNumber}`,
              ),
            ],
            { className: BOX },
          ),
      )}
<h2 class="h4">Ultimi carrelli</h2>${carts.length === 0 && html`<p>Ancora nessun carrello.</p>`}${carts.map(
        (cart) =>
          form(
            [
              html`<p class="mb-0"><a href="/sandbox/pagopa/c/${cart.id}">${formatMoment(cart.createdAt)}, ${formatEuro(cart.totalCents)}</a>: ${STATES[cart.state]}</p>`,
              hiddenField('cart', cart.id),
              cart.state === 'waiting' && order('concludi', 'Concludi il pagamento'),
            ],
            { className: BOX },
          ),
      )}`,
    }
  },
)
