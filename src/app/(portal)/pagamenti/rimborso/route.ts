import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Asked, chosenWallet } from '@/http/asked'
import { pageForm } from '@/http/page'
import {
  EuroAmount,
  Holder,
  Iban,
  type OwnRefund,
  ownRefunds,
  Reason,
  type RefundableWallet,
  refundableWallets,
  requestRefund,
} from '@/modules/office-money'
import { dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import {
  amountField,
  fieldOf,
  form,
  hiddenField,
  type Refused,
  requiredNote,
  selectField,
  submitButton,
  textField,
} from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { portalPage } from '../../portal-page'
import { refundLabels } from '../labels'
import { paymentsPage } from '../payments-page'

const Form = z.object({
  chiave: z.uuid(),
  servizio: chosenWallet('Scegli il servizio da cui riavere il credito'),
  importo: EuroAmount,
  iban: Iban,
  intestatario: Holder,
  motivo: Reason,
})

const submitRequest = pageForm(
  {
    allow: 'guardian',
    form: Form,
    refusals: {
      'amount-refused': ({ message }) => ({ field: 'importo', message: String(message) }),
      'wallet-not-found': () => ({
        field: 'servizio',
        message: 'Scegli il servizio da cui riavere il credito',
      }),
      'refund-already-asked': () => ({
        field: 'servizio',
        message: 'Per questo servizio c’è già una richiesta in attesa: scegline un altro',
      }),
      'idempotency-key-reused': () =>
        'Questa richiesta è già stata inviata con altri dati: si trova nell’elenco qui sotto.',
    },
  },
  async (ctx, { chiave, servizio, importo, iban, intestatario, motivo }) => {
    await requestRefund(ctx, {
      id: chiave,
      ...servizio,
      cents: importo,
      iban,
      holder: intestatario,
      reason: motivo,
    })
    return '/pagamenti/rimborso?esito=richiesto'
  },
)

const requestForm = (wallets: readonly RefundableWallet[], refused: Refused | null): Html =>
  form(
    [
      requiredNote,
      hiddenField('chiave', refused?.values.chiave ?? randomUUID()),
      selectField({
        ...fieldOf(refused, 'servizio'),
        label: 'Servizio',
        required: true,
        placeholder: 'Scegli il servizio',
        options: wallets.map(({ childId, childName, serviceId, serviceName, balanceCents }) => ({
          value: `${childId}:${serviceId}`,
          label: `${serviceName} - ${childName}, credito ${formatEuro(balanceCents)}`,
        })),
      }),
      amountField({
        ...fieldOf(refused, 'importo'),
        label: 'Importo da rimborsare',
        required: true,
        hint: 'Al massimo il credito del servizio, ad esempio 20 oppure 20,50',
      }),
      textField({
        ...fieldOf(refused, 'iban'),
        label: 'IBAN',
        required: true,
        hint: 'Il conto su cui ricevere il bonifico: 27 caratteri per i conti italiani',
        maxlength: 60,
        autocomplete: 'off',
        autocapitalize: 'characters',
        spellcheck: 'false',
      }),
      textField({
        ...fieldOf(refused, 'intestatario'),
        label: 'Intestatario del conto',
        required: true,
        hint: 'Nome e cognome come risultano alla banca',
        maxlength: 70,
        autocomplete: 'name',
      }),
      textField({
        ...fieldOf(refused, 'motivo'),
        label: 'Motivo della richiesta',
        required: true,
        hint: 'Ad esempio: fine della scuola primaria, trasferimento in un altro Comune',
        maxlength: 500,
      }),
      submitButton('Invia la richiesta'),
    ],
    { refused },
  )

const cells = (refund: OwnRefund) => {
  const { label, kind } = refundLabels[refund.status]
  return [
    formatDay(dayInRome(refund.requestedAt)),
    `${refund.serviceName}, ${refund.childName}`,
    refund.maskedIban,
    formatEuro(refund.cents),
    html`${badge(label, kind)}${refund.answer && html`<br>${refund.answer}`}`,
  ]
}

export const { GET, POST } = portalPage(
  {
    allow: 'guardian',
    address: z.object({ esito: Asked.esito }),
    forms: { richiesta: submitRequest },
  },
  async (ctx, { asked: { esito }, refused }) => {
    const [wallets, refunds] = await Promise.all([refundableWallets(ctx), ownRefunds(ctx)])
    return paymentsPage(
      {
        title: 'Chiedi un rimborso',
        lead: 'Il credito che non serve più può tornare su un conto corrente. L’ufficio esamina ogni richiesta e risponde con un messaggio.',
        content: html`${
          esito === 'richiesto' &&
          !refused &&
          alert(
            'success',
            html`<p class="mb-0">L’ufficio la esaminerà: intanto il credito resta disponibile.</p>`,
            {
              title: 'Richiesta inviata',
              announce: true,
            },
          )
        }${
          wallets.length === 0 && !refused
            ? emptyState(
                'Nessun credito da rimborsare',
                html`<p>Si può chiedere il rimborso di un servizio con credito, quando non c’è già una richiesta in attesa.</p>`,
              )
            : requestForm(wallets, refused)
        }${
          refunds.length > 0 &&
          html`<h2 class="mt-5">Richieste inviate</h2>${dataTable(
            'Richieste di rimborso',
            [
              { label: 'Data' },
              { label: 'Servizio' },
              { label: 'Conto' },
              { label: 'Importo', align: 'end' },
              { label: 'Stato' },
            ],
            refunds.map(cells),
          )}`
        }`,
      },
      [{ label: 'Rimborso' }],
    )
  },
)
