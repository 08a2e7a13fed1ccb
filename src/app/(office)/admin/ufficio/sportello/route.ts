import { z } from 'zod'
import { Asked, chosenWallet } from '@/http/asked'
import { pageForm, refusedOf } from '@/http/page'
import { notFound } from '@/http/problem'
import {
  bookCounterTopUp,
  CounterMethod,
  type CounterReceipt,
  childWithWallets,
  counterReceiptsOf,
  EuroAmount,
  ReceiptNumber,
} from '@/modules/office-money'
import { dayInRome, formatTime } from '@/shared/dates'
import { cents, formatEuro } from '@/shared/money'
import { dataTable } from '@/ui/data-table'
import { definitionList } from '@/ui/definition-list'
import { emptyState } from '@/ui/feedback'
import {
  amountField,
  fieldOf,
  form,
  radioGroup,
  requiredNote,
  selectField,
  submitButton,
  textField,
} from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { actFields, actRefusals, keyField, reasonField } from '../../../act-form'
import { childLabel, childSearch, walletOptions } from '../../../child-search'
import { officePage } from '../../../office-page'
import { METHODS } from './words'

const PATH = '/admin/ufficio/sportello'

const submitTopUp = pageForm(
  {
    allow: 'staff',
    form: z.object({
      ...actFields,
      servizio: chosenWallet('Scegli il servizio da ricaricare'),
      importo: EuroAmount,
      modo: z.enum(CounterMethod.options, 'Scegli come è stato pagato'),
      ricevuta: ReceiptNumber,
    }),
    refusals: {
      ...actRefusals,
      'receipt-number-taken': () => ({
        field: 'ricevuta',
        message: 'Questo numero è già stato usato quest’anno: controllalo, o lascialo vuoto',
      }),
    },
  },
  async (ctx, typed) => {
    const id = await bookCounterTopUp(ctx, {
      actId: typed.chiave,
      ...typed.servizio,
      cents: typed.importo,
      method: typed.modo,
      receiptNumber: typed.ricevuta,
      reason: typed.motivo,
    })
    return `${PATH}/${id}`
  },
)

const totalOf = (receipts: readonly CounterReceipt[], method: CounterMethod) =>
  formatEuro(
    cents(receipts.reduce((sum, receipt) => sum + (receipt.method === method ? receipt.cents : 0), 0)),
  )

const today = (receipts: readonly CounterReceipt[]): Html =>
  html`<h2 class="h4 mt-5">Incassi di oggi</h2>${
    receipts.length === 0
      ? emptyState('Nessun incasso', null)
      : html`${definitionList([
          { term: 'Contanti', value: totalOf(receipts, 'cash') },
          { term: 'POS', value: totalOf(receipts, 'pos') },
        ])}${dataTable(
          'Incassi di oggi',
          [
            { label: 'Ricevuta' },
            { label: 'Ora' },
            { label: 'Bambino' },
            { label: 'Servizio' },
            { label: 'Pagamento' },
            { label: 'Importo', align: 'end' },
          ],
          receipts.map((receipt) => [
            html`<a href="${PATH}/${receipt.id}">${receipt.number}/${receipt.year}</a>`,
            formatTime(receipt.at),
            receipt.childName,
            receipt.serviceName,
            METHODS[receipt.method],
            formatEuro(receipt.cents),
          ]),
        )}`
  }`

/** Money paid at the counter: find the child, book the top-up, print the receipt. */
export const { GET, POST } = officePage(
  {
    allow: 'staff',
    address: z.object({ cerca: Asked.cerca, figlio: Asked.figlio.optional() }),
    forms: { ricarica: submitTopUp },
  },
  async (ctx, { asked, refused: anyRefused }) => {
    if (asked.figlio === undefined)
      return {
        title: 'Ricarica allo sportello',
        lead: 'Il credito si aggiorna subito e la famiglia lo vede tra i suoi pagamenti.',
        content: html`${await childSearch(ctx, asked.cerca, ({ childId }) => `${PATH}?figlio=${childId}`)}${today(
          await counterReceiptsOf(ctx, dayInRome(ctx.now)),
        )}`,
      }
    const child = await childWithWallets(ctx, asked.figlio)
    if (!child) throw notFound()
    const refused = refusedOf(anyRefused, 'ricarica')
    const options = walletOptions(child)
    return {
      title: 'Ricarica allo sportello',
      lead: [childLabel(child), child.className].filter(Boolean).join(', '),
      content: html`${
        options.length === 0
          ? emptyState('Nessun servizio', html`<p>Il bambino non è iscritto a servizi con un credito.</p>`)
          : form(
              [
                requiredNote,
                keyField(refused),
                selectField({
                  ...fieldOf(refused, 'servizio', options.length === 1 ? options[0]?.value : undefined),
                  label: 'Servizio',
                  required: true,
                  placeholder: 'Scegli il servizio',
                  options,
                }),
                amountField({
                  ...fieldOf(refused, 'importo'),
                  label: 'Importo',
                  required: true,
                  hint: 'Ad esempio 20 oppure 20,50',
                }),
                radioGroup({
                  ...fieldOf(refused, 'modo'),
                  label: 'Pagamento',
                  required: true,
                  options: [
                    { value: 'cash', label: METHODS.cash },
                    { value: 'pos', label: METHODS.pos },
                  ],
                }),
                textField({
                  ...fieldOf(refused, 'ricevuta'),
                  label: 'Numero della ricevuta',
                  hint: 'Quello del bollettario; lascialo vuoto per averne uno dal portale',
                  maxlength: 20,
                  autocomplete: 'off',
                }),
                reasonField(refused, {
                  label: 'Causale',
                  value: 'Ricarica allo sportello',
                  hint: 'Si legge sulla ricevuta',
                }),
                submitButton('Registra la ricarica'),
              ],
              { name: 'ricarica', refused },
            )
      }<p class="mt-3"><a href="${PATH}">Cerca un altro bambino</a></p>`,
    }
  },
)
