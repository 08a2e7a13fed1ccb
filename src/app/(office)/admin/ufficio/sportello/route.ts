import { z } from 'zod'
import { pageForm } from '@/http/page'
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
import { amountField, form, radioGroup, requiredNote, selectField, submitButton, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { actFields, actRefusals, keyField, reasonField, refusedOf } from '../../../act-form'
import { Asked, chosenWallet } from '../../../asked'
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
      modo: CounterMethod.catch(undefined as never).refine(
        (mode) => mode !== undefined,
        'Scegli come è stato pagato',
      ),
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
                  name: 'servizio',
                  label: 'Servizio',
                  required: true,
                  placeholder: 'Scegli il servizio',
                  options,
                  value: refused?.values.servizio ?? (options.length === 1 ? options[0]?.value : undefined),
                  error: refused?.errors.servizio,
                }),
                amountField({
                  name: 'importo',
                  label: 'Importo',
                  required: true,
                  hint: 'Ad esempio 20 oppure 20,50',
                  value: refused?.values.importo,
                  error: refused?.errors.importo,
                }),
                radioGroup({
                  name: 'modo',
                  label: 'Pagamento',
                  required: true,
                  options: [
                    { value: 'cash', label: METHODS.cash },
                    { value: 'pos', label: METHODS.pos },
                  ],
                  value: refused?.values.modo,
                  error: refused?.errors.modo,
                }),
                textField({
                  name: 'ricevuta',
                  label: 'Numero della ricevuta',
                  hint: 'Quello del bollettario; lascialo vuoto per averne uno dal portale',
                  value: refused?.values.ricevuta,
                  error: refused?.errors.ricevuta,
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
