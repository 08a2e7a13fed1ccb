import { z } from 'zod'
import { pageForm, refusedOf } from '@/http/page'
import {
  CartConclusion,
  Conclusion,
  Counter,
  cartView,
  closeDay,
  concludeCart,
  concludePayment,
  DayFault,
  Delivery,
  deliverAgain,
  Fate,
  lastPayments,
  type MessageVersion,
  NodeRefused,
  nodeJournal,
  type PaymentView,
  payNotice,
  sendUnaskedReceipt,
  verifyNotice,
} from '@/modules/sandbox'
import { formatMoment } from '@/shared/dates'
import { cents, formatEuro, readEuro } from '@/shared/money'
import { dataTable } from '@/ui/data-table'
import { alert } from '@/ui/feedback'
import { amountField, fieldOf, form, hiddenField, selectField, submitButton, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { ACT_BOX, actButton } from '../../act-box'
import { orRefused } from '../../or-refused'
import { assertDemo, sandboxPage } from '../../sandbox-page'
import {
  CART_STATES,
  CHANNELS,
  DELIVERIES,
  FATES,
  FAULTS,
  OUTCOMES,
  PAYMENT_STATES,
  VERSIONS,
} from './labels'

const HOME = '/sandbox/pagopa'

const DONE: Record<string, string> = {
  giornata: 'Giornata chiusa: flusso e accredito sono pronti.',
  paid: 'Avviso pagato.',
  abandoned: 'Pagamento lasciato a metà: l’avviso resta bloccato mezz’ora.',
  failed: 'Pagamento non riuscito: l’avviso è di nuovo libero.',
  expired: 'La mezz’ora è passata: l’avviso è di nuovo libero.',
  concludi: 'Pagamento concluso: la ricevuta è partita.',
  ricevuta: 'Ricevuta inviata: la risposta della stazione è nel giornale.',
}

const NoticeNumber = z
  .string()
  .transform((typed) => typed.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{18}$/, 'Inserisci le 18 cifre del codice avviso'))
const Version = z.enum(['1', '2']).transform((typed) => Number(typed) as MessageVersion)
const Euro = z.string().transform((typed, ctx) => {
  const read = readEuro(typed)
  if (read.ok && read.cents > 0) return read.cents
  ctx.addIssue({ code: 'custom', message: 'Inserisci un importo, ad esempio 20 oppure 20,50' })
  return z.NEVER
})

/** A notice is paid by its number at a counter. */
const submitCounter = pageForm(
  {
    allow: 'anyone',
    form: z.object({
      avviso: NoticeNumber,
      sportello: Counter,
      esito: Fate,
      ricevuta: Delivery,
      versione: Version,
      cosa: z.enum(['paga', 'verifica']).default('paga'),
    }),
  },
  ({ now }, { avviso, sportello, esito, ricevuta, versione, cosa }) =>
    orRefused(HOME, async () => {
      if (cosa === 'verifica') {
        const verified = await verifyNotice(avviso)
        return `${HOME}?dovuto=${verified.cents}`
      }
      const payment = { noticeNumber: avviso, counter: sportello, version: versione }
      await payNotice({ ...payment, fate: esito, delivery: ricevuta }, now)
      return `${HOME}?fatto=${esito}`
    }),
)

/** A receipt without an activation before it. */
const submitReceipt = pageForm(
  {
    allow: 'anyone',
    form: z.object({
      numero: NoticeNumber,
      importo: Euro,
      attestata: z.enum(['ordinaria', 'standin']),
      versione: Version,
    }),
  },
  ({ now }, { numero, importo, attestata, versione }) =>
    orRefused(HOME, async () => {
      const receipt = { noticeNumber: numero, cents: importo, version: versione }
      await sendUnaskedReceipt({ ...receipt, isStandIn: attestata === 'standin' }, now)
      return `${HOME}?fatto=ricevuta`
    }),
)

/** The day ends: its flow and the bank's credit are made, with the fault asked for. */
const submitDay = pageForm(
  { allow: 'anyone', form: z.object({ difetto: DayFault }) },
  ({ now }, { difetto }) =>
    orRefused(HOME, async () => {
      if ((await closeDay(difetto, now)) === null) throw new NodeRefused('NESSUN_PAGAMENTO_DA_RENDICONTARE')
      return `${HOME}?fatto=giornata`
    }),
)

/** A payment goes on: its receipt is sent again, or it ends after it was left in the middle. */
const submitPayment = pageForm(
  {
    allow: 'anyone',
    form: z.object({
      token: z.string(),
      cosa: z.enum(['ricevuta', 'due-volte', 'altra-versione', 'concludi', 'scadi']),
      versione: Version,
    }),
  },
  ({ now }, { token, cosa, versione }) =>
    orRefused(HOME, async () => {
      if (cosa === 'concludi' || cosa === 'scadi') {
        const fate = cosa === 'concludi' ? 'paid' : 'expired'
        await concludePayment(token, Conclusion.parse({ fate }), now)
        return `${HOME}?fatto=${cosa === 'concludi' ? 'concludi' : 'expired'}`
      }
      const other = versione === 1 ? 2 : 1
      await deliverAgain(token, cosa === 'due-volte' ? 2 : 1, cosa === 'altra-versione' ? other : versione)
      return `${HOME}?fatto=ricevuta`
    }),
)

/** A cart that was left in elaboration ends well. */
const submitCart = pageForm({ allow: 'anyone', form: z.object({ cart: z.string() }) }, ({ now }, { cart }) =>
  orRefused(HOME, async () => {
    await concludeCart(cart, CartConclusion.parse({}), now)
    return `${HOME}?fatto=concludi`
  }),
)

const optionsOf = (labels: Readonly<Record<string, string>>, values: readonly string[]) =>
  values.map((value) => ({ value, label: labels[value] ?? value }))

const versionField = (id: string, refused: Parameters<typeof fieldOf>[0]): Html =>
  selectField({
    ...fieldOf(refused, 'versione', '2'),
    id,
    label: 'Versione dei messaggi',
    options: optionsOf(VERSIONS, ['2', '1']),
  })

const paymentBox = (payment: PaymentView): Html => {
  const { noticeNumber, channel, version, state, createdAt, hasReceipt, attempts, lastAnswer } = payment
  const about = `dell’avviso ${noticeNumber}`
  return form(
    [
      html`<p class="mb-0 text-break">Avviso ${noticeNumber}, ${formatMoment(createdAt)}, ${CHANNELS[channel]}: ${PAYMENT_STATES[state]}</p>`,
      hasReceipt &&
        html`<p class="mb-0">Ricevuta V${version}: invii ${attempts}, ultima risposta ${lastAnswer ?? 'nessuna'}${!payment.deliveredAt && ' (da consegnare)'}</p>`,
      hiddenField('token', payment.token),
      hiddenField('versione', version),
      hasReceipt && [
        actButton('ricevuta', 'Invia la ricevuta', about),
        actButton('due-volte', 'Invia due volte insieme', `la ricevuta ${about}`),
        actButton('altra-versione', `Invia come V${version === 1 ? 2 : 1}`, `la ricevuta ${about}`),
      ],
      state === 'active' && [
        actButton('concludi', 'Concludi', `il pagamento ${about}`),
        actButton('scadi', 'Fai passare mezz’ora', `per il pagamento ${about}`),
      ],
    ],
    { name: 'pagamento', className: ACT_BOX },
  )
}

const JOURNAL_COLUMNS = ['Messaggio', 'Ora', 'Avviso', 'Esito', 'Stazione', 'Nodo', 'Dove'].map((label) => ({
  label,
}))

const journal = async (): Promise<Html> => {
  const events = await nodeJournal(null, 30)
  if (events.length === 0) return html`<p>Ancora nessun messaggio.</p>`
  return html`<div class="table-responsive">${dataTable(
    'Giornale del Nodo',
    JOURNAL_COLUMNS,
    events.map(({ at, primitive, noticeNumber, outcome, fault, nodeCode, detail }) => [
      primitive,
      formatMoment(at),
      noticeNumber,
      OUTCOMES[outcome],
      html`<span class="text-break">${fault ?? '-'}</span>`,
      html`<span class="text-break">${nodeCode ?? '-'}</span>`,
      html`<span class="text-break">${detail ?? '-'}</span>`,
    ]),
  )}</div>`
}

export const { GET, POST } = sandboxPage(
  {
    allow: 'anyone',
    address: z.object({
      errore: z.string().optional(),
      fatto: z.string().optional(),
      dovuto: z.coerce.number().int().min(0).optional(),
    }),
    forms: {
      sportello: submitCounter,
      ricevuta: submitReceipt,
      giornata: submitDay,
      pagamento: submitPayment,
      carrello: submitCart,
    },
  },
  async (_visitor, { asked: { errore, fatto = '', dovuto }, refused }) => {
    assertDemo()
    const [carts, payments] = await Promise.all([cartView(), lastPayments()])
    const done =
      dovuto !== undefined
        ? `L’avviso si può pagare: ${formatEuro(cents(dovuto))}.`
        : Object.hasOwn(DONE, fatto) && DONE[fatto]
    const counter = refusedOf(refused, 'sportello')
    const receipt = refusedOf(refused, 'ricevuta')
    return {
      title: 'pagoPA di prova',
      content: html`<p>Qui il Nodo, il Checkout e gli sportelli sono simulati: parlano con la stazione del portale come quelli veri. <a href="${HOME}">Aggiorna</a></p>
${errore && alert('danger', html`<p class="mb-0">${errore.slice(0, 200)}</p>`, { announce: true })}${
  done && alert('success', html`<p class="mb-0">${done}</p>`, { announce: true })
}
<div class="row"><section class="col-lg-6 mb-4" aria-labelledby="sportello-titolo"><h2 class="h4" id="sportello-titolo">Sportello: paga un avviso</h2>${form(
        [
          textField({
            ...fieldOf(counter, 'avviso'),
            label: 'Codice avviso',
            inputmode: 'numeric',
            hint: '18 cifre',
          }),
          selectField({
            ...fieldOf(counter, 'sportello', 'bank'),
            label: 'Sportello',
            options: optionsOf(CHANNELS, Counter.options),
          }),
          selectField({
            ...fieldOf(counter, 'esito', 'paid'),
            label: 'Come finisce',
            options: optionsOf(FATES, Fate.options),
          }),
          selectField({
            ...fieldOf(counter, 'ricevuta', 'sent'),
            label: 'Ricevuta',
            options: optionsOf(DELIVERIES, Delivery.options),
          }),
          versionField('versione-pagamento', counter),
          html`<button type="submit" name="cosa" value="paga" class="btn btn-primary me-2">Paga allo sportello</button><button type="submit" name="cosa" value="verifica" class="btn btn-outline-primary">Solo verifica</button>`,
        ],
        { name: 'sportello', refused: counter },
      )}</section>
<section class="col-lg-6 mb-4" aria-labelledby="ricevuta-titolo"><h2 class="h4" id="ricevuta-titolo">Ricevuta senza attivazione</h2><p>Per un avviso sconosciuto, scaduto, annullato o già pagato, o di un altro importo.</p>${form(
        [
          textField({
            ...fieldOf(receipt, 'numero'),
            label: 'Numero dell’avviso',
            inputmode: 'numeric',
            hint: '18 cifre',
          }),
          amountField({ ...fieldOf(receipt, 'importo'), label: 'Importo pagato' }),
          selectField({
            ...fieldOf(receipt, 'attestata', 'ordinaria'),
            label: 'Tipo di ricevuta',
            options: [
              { value: 'ordinaria', label: 'Ordinaria' },
              { value: 'standin', label: 'Stand-in: pagata a stazione spenta' },
            ],
          }),
          versionField('versione-ricevuta', receipt),
          submitButton('Invia la ricevuta'),
        ],
        { name: 'ricevuta', refused: receipt },
      )}</section></div>
<section class="mb-4" aria-labelledby="giornata-titolo"><h2 class="h4" id="giornata-titolo">Chiudi la giornata</h2>${form(
        [
          selectField({
            name: 'difetto',
            label: 'Difetto',
            options: optionsOf(FAULTS, DayFault.options),
          }),
          submitButton('Chiudi la giornata'),
        ],
        { name: 'giornata', className: 'mb-2' },
      )}<p>Estratto conto della banca: <a href="/sandbox/pagopa/banca/camt">camt.053</a>, <a href="/sandbox/pagopa/banca/csv">CSV</a></p></section>
<section class="mb-4" aria-labelledby="pagamenti-titolo"><h2 class="h4" id="pagamenti-titolo">Ultimi pagamenti</h2>${payments.length === 0 && html`<p>Ancora nessun pagamento.</p>`}${payments.map(paymentBox)}</section>
<section class="mb-4" aria-labelledby="carrelli-titolo"><h2 class="h4" id="carrelli-titolo">Ultimi carrelli</h2>${carts.length === 0 && html`<p>Ancora nessun carrello.</p>`}${carts.map(
        (cart) =>
          form(
            [
              html`<p class="mb-0"><a href="/sandbox/pagopa/c/${cart.id}">${formatMoment(cart.createdAt)}, ${formatEuro(cart.totalCents)}</a>: ${CART_STATES[cart.state]}</p>`,
              hiddenField('cart', cart.id),
              cart.state === 'waiting' &&
                html`<button type="submit" class="btn btn-outline-primary btn-sm mt-2">Concludi il pagamento</button>`,
            ],
            { name: 'carrello', className: ACT_BOX },
          ),
      )}</section>
<section class="mb-4" aria-labelledby="giornale-titolo"><h2 class="h4" id="giornale-titolo">Giornale</h2><p>Che cosa ha inviato il Nodo e che cosa ha risposto la stazione, dal messaggio più recente.</p>${await journal()}</section>`,
    }
  },
)
