import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type TopUpWallet, topUpWallets } from '@/modules/payments'
import { formatEuro } from '@/shared/money'
import { definitionList } from '@/ui/definition-list'
import { emptyState } from '@/ui/feedback'
import {
  amountField,
  fieldOf,
  form,
  hiddenField,
  type Refused,
  radioGroup,
  requiredNote,
  selectField,
  submitButton,
} from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { portalPage } from '../../portal-page'
import { channelLabels } from '../labels'
import { paymentsPage } from '../payments-page'
import { confirmTopUp } from './confirm-top-up'
import { type OrderForm, readOrder, walletKey } from './order'

const QUICK_AMOUNTS = [20, 50, 100]

/** Buttons that write a usual amount into the field above; they need the script, and come with it. */
const quickAmounts = html`<div class="d-flex flex-wrap gap-2 mb-4" role="group" aria-label="Importi più usati" data-fills="importo" hidden>${QUICK_AMOUNTS.map(
  (amount) =>
    html`<button type="button" class="btn btn-outline-primary btn-sm" data-value="${amount}">${amount} €</button>`,
)}</div>`

const orderFields = (order: OrderForm, wallets: readonly TopUpWallet[]): Html => {
  const isOneChild = new Set(wallets.map(({ childId }) => childId)).size === 1
  const chosen = wallets.find((wallet) => walletKey(wallet) === order.values.servizio)
  return form(
    [
      requiredNote,
      hiddenField('passo', 'riepilogo'),
      selectField({
        ...fieldOf(order, 'servizio'),
        label: 'Servizio',
        required: true,
        placeholder: 'Scegli il servizio',
        options: wallets.map((wallet) => ({
          value: walletKey(wallet),
          label: isOneChild ? wallet.serviceName : `${wallet.serviceName} - ${wallet.childName}`,
        })),
      }),
      amountField({
        ...fieldOf(order, 'importo'),
        label: 'Importo',
        required: true,
        hint: chosen
          ? `Da ${formatEuro(chosen.minCents)} a ${formatEuro(chosen.maxCents)}, ad esempio 20 oppure 20,50`
          : 'Ad esempio 20 oppure 20,50',
      }),
      quickAmounts,
      radioGroup({
        ...fieldOf(order, 'modo'),
        label: 'Come pagare',
        required: true,
        options: [
          {
            value: 'online',
            label: channelLabels.online,
            hint: 'Subito, con carta, conto o app: si prosegue sul sito di pagoPA',
          },
          {
            value: 'notice',
            label: 'Genera avviso pagamento',
            hint: 'Si ottiene un codice avviso da pagare in banca, alla posta, dal tabaccaio o con l’home banking',
          },
        ],
      }),
      submitButton('Continua'),
    ],
    { method: 'get', action: '/pagamenti/ricarica', refused: order },
  )
}

/** A refused confirmation keeps its key: sent again it is the same one. What is wrong cannot be corrected here. */
const confirmForm = (hidden: Record<string, string>, label: string, refused: Refused | null): Html =>
  form(
    [
      Object.entries(hidden).map(([name, value]) => hiddenField(name, value)),
      submitButton(label, { pending: 'Attendere…' }),
    ],
    {
      refused: refused && {
        values: {},
        errors: {},
        formError: refused.formError ?? 'La richiesta non è valida: torna ai dati della ricarica.',
      },
    },
  )

const summary = (
  { wallet, amount, cents, channel }: NonNullable<OrderForm['order']>,
  values: OrderForm['values'],
  refused: Refused | null,
): Html => html`<p>Controlla i dati prima di confermare: fino alla conferma non viene registrato nulla.</p>
${definitionList([
  { term: 'Servizio', value: wallet.serviceName },
  { term: 'Bambino', value: wallet.childName },
  { term: 'Importo', value: formatEuro(cents) },
  { term: 'Credito attuale', value: formatEuro(wallet.balanceCents) },
  { term: 'Come pagare', value: channelLabels[channel] },
])}
<p>${
  channel === 'online'
    ? 'Dopo la conferma si prosegue sul sito di pagoPA. Il prestatore di servizi scelto può applicare una commissione, che non entra nel credito.'
    : 'Dopo la conferma si ottiene il codice avviso, con cui pagare dove si preferisce.'
}</p>
${confirmForm(
  {
    figlio: String(wallet.childId),
    servizio: String(wallet.serviceId),
    importo: amount,
    modo: channel,
    chiave: refused?.values.chiave ?? randomUUID(),
  },
  channel === 'online' ? 'Conferma e paga' : 'Conferma e genera avviso',
  refused,
)}
<p class="mt-3"><a href="/pagamenti/ricarica?${new URLSearchParams(values).toString()}">Modifica i dati</a></p>`

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.record(z.string(), z.string()), forms: { conferma: confirmTopUp } },
  async (ctx, { asked, refused }) => {
    const wallets = await topUpWallets(ctx)
    const read = readOrder(asked, wallets)
    return paymentsPage(
      {
        title: read.order ? 'Riepilogo della ricarica' : 'Effettua una ricarica',
        documentTitle: 'Effettua una ricarica',
        content: html`<p class="text-uppercase small fw-semibold">${
          read.order ? 'Passo 2 di 2: riepilogo e conferma' : 'Passo 1 di 2: dati della ricarica'
        }</p>${
          wallets.length === 0
            ? emptyState(
                'Nessun servizio da ricaricare',
                html`<p>Il bambino non è iscritto a servizi che si pagano con il credito.</p>`,
              )
            : read.order
              ? summary(read.order, read.values, refused)
              : orderFields(read, wallets)
        }`,
      },
      [{ label: 'Ricarica' }],
    )
  },
)
