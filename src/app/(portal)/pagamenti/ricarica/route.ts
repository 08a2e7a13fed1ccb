import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { CART_POSITIONS_MAX, providerOf, type TopUpWallet, topUpWallets } from '@/modules/payments'
import { cents, formatEuro } from '@/shared/money'
import { dataTable } from '@/ui/data-table'
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
import { channelLabels, howOf } from '../labels'
import { paymentsPage } from '../payments-page'
import { confirmTopUp } from './confirm-top-up'
import { type EarlierPosition, type OrderForm, readOrder, walletKey, writePositions } from './order'

const QUICK_AMOUNTS = [20, 50, 100]

/** Buttons that write a usual amount into the field above; they need the script, and come with it. */
const quickAmounts = html`<div class="d-flex flex-wrap gap-2 mb-4" role="group" aria-label="Importi più usati" data-fills="importo" hidden>${QUICK_AMOUNTS.map(
  (amount) =>
    html`<button type="button" class="btn btn-outline-primary btn-sm" data-value="${amount}">${amount} €</button>`,
)}</div>`

const ADDRESS = '/pagamenti/ricarica'
const addressOf = (asked: Readonly<Record<string, string>>) => `${ADDRESS}?${new URLSearchParams(asked)}`

const sumOf = (positions: readonly { cents: number }[]) =>
  formatEuro(cents(positions.reduce((sum, position) => sum + position.cents, 0)))

/** What is already in the payment, while another top-up is chosen. */
const earlierSection = (earlier: readonly EarlierPosition[]): Html | null =>
  earlier.length === 0
    ? null
    : html`<section class="mb-4" aria-labelledby="gia-inserite"><h2 id="gia-inserite" class="h5">Già in questo pagamento</h2><ul>${earlier.map(
        ({ wallet, cents: asked }, index) => {
          const others = writePositions(earlier.filter((_, each) => each !== index))
          return html`<li>${wallet.serviceName}, ${wallet.childName}: ${formatEuro(asked)} <a href="${addressOf(others === '' ? {} : { altre: others })}">Togli<span class="visually-hidden"> la ricarica ${wallet.serviceName} di ${wallet.childName}</span></a></li>`
        },
      )}</ul></section>`

const orderFields = (order: OrderForm, wallets: readonly TopUpWallet[]): Html => {
  const isOneChild = new Set(wallets.map(({ childId }) => childId)).size === 1
  const chosen = wallets.find((wallet) => walletKey(wallet) === order.values.servizio)
  return form(
    [
      requiredNote,
      hiddenField('passo', 'riepilogo'),
      order.values.altre !== undefined && hiddenField('altre', order.values.altre),
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
      order.earlier.length > 0
        ? hiddenField('modo', 'online')
        : radioGroup({
            ...fieldOf(order, 'modo'),
            label: 'Come pagare',
            required: true,
            options: [
              {
                value: 'online',
                label: channelLabels.online,
                hint: 'Subito, con carta, conto o app: si prosegue sul sito di pagamento',
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
    { method: 'get', action: ADDRESS, refused: order },
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

type Order = NonNullable<OrderForm['order']>

const oneTopUp = ({ wallet, cents: asked, channel }: Order): Html =>
  definitionList([
    { term: 'Servizio', value: wallet.serviceName },
    { term: 'Bambino', value: wallet.childName },
    { term: 'Importo', value: formatEuro(asked) },
    { term: 'Credito attuale', value: formatEuro(wallet.balanceCents) },
    { term: 'Come pagare', value: howOf({ channel, provider: wallet.provider }) },
  ])

const COLUMNS = [
  { label: 'Servizio' },
  { label: 'Bambino' },
  { label: 'Importo', align: 'end' },
  { label: 'Togli dal pagamento' },
] as const

/** Several top-ups, each of which can be taken out. */
const manyTopUps = (order: Order, earlier: readonly EarlierPosition[]): Html => {
  const all: readonly EarlierPosition[] = [...earlier, order]
  const without = (taken: number): string => {
    const left = all.filter((_, index) => index !== taken)
    const last = left.at(-1)
    if (!last) return ADDRESS
    const others = writePositions(left.slice(0, -1))
    return addressOf({
      passo: 'riepilogo',
      servizio: walletKey(last.wallet),
      importo: last.amount,
      modo: 'online',
      ...(others === '' ? {} : { altre: others }),
    })
  }
  const rows = all.map(({ wallet, cents: asked }, index) => [
    wallet.serviceName,
    wallet.childName,
    formatEuro(asked),
    html`<a href="${without(index)}">Togli<span class="visually-hidden"> la ricarica ${wallet.serviceName} di ${wallet.childName}</span></a>`,
  ])
  return html`${dataTable('Ricariche di questo pagamento', COLUMNS, rows)}${definitionList([
    { term: 'Totale', value: html`<strong>${sumOf(all)}</strong>` },
    { term: 'Come pagare', value: howOf({ channel: order.channel, provider: order.wallet.provider }) },
  ])}`
}

const oneMore = (order: Order, earlier: readonly EarlierPosition[]): Html | null => {
  if (order.channel !== 'online') return null
  const all = [...earlier, order]
  return all.length < CART_POSITIONS_MAX
    ? html`<p><a href="${addressOf({ altre: writePositions(all) })}">Aggiungi un’altra ricarica a questo pagamento</a></p>`
    : html`<p>Un pagamento comprende al massimo ${CART_POSITIONS_MAX} ricariche.</p>`
}

const summary = (
  order: Order,
  { values, earlier }: OrderForm,
  wallets: readonly TopUpWallet[],
  refused: Refused | null,
): Html => {
  const { wallet, channel, amount } = order
  return html`<p>Controlla i dati prima di confermare: fino alla conferma non viene registrato nulla.</p>
${earlier.length === 0 ? oneTopUp(order) : manyTopUps(order, earlier)}
${wallets.length > 1 && oneMore(order, earlier)}
<p>${
    channel === 'online'
      ? `Dopo la conferma si prosegue sul sito di ${providerOf(wallet.provider).name}. Il prestatore di servizi scelto può applicare una commissione, che non entra nel credito.`
      : 'Dopo la conferma si ottiene il codice avviso, con cui pagare dove si preferisce.'
  }</p>
${confirmForm(
  {
    figlio: String(wallet.childId),
    servizio: String(wallet.serviceId),
    importo: amount,
    modo: channel,
    ...(earlier.length > 0 ? { altre: writePositions(earlier) } : {}),
    chiave: refused?.values.chiave ?? randomUUID(),
  },
  channel === 'online' ? 'Conferma e paga' : 'Conferma e genera avviso',
  refused,
)}
<p class="mt-3"><a href="${addressOf(values)}">${earlier.length === 0 ? 'Modifica i dati' : 'Modifica l’ultima ricarica'}</a></p>`
}

const titleOf = ({ order, earlier }: OrderForm): string => {
  if (order) return earlier.length === 0 ? 'Riepilogo della ricarica' : 'Riepilogo del pagamento'
  return earlier.length === 0 ? 'Effettua una ricarica' : 'Aggiungi una ricarica'
}

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.record(z.string(), z.string()), forms: { conferma: confirmTopUp } },
  async (ctx, { asked, refused }) => {
    const wallets = await topUpWallets(ctx)
    const read = readOrder(asked, wallets)
    return paymentsPage(
      {
        title: titleOf(read),
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
              ? summary(read.order, read, wallets, refused)
              : html`${earlierSection(read.earlier)}${orderFields(read, wallets)}`
        }`,
      },
      [{ label: 'Ricarica' }],
    )
  },
)
