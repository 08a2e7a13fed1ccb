import { OrderChannel, readTopUpAmount, type TopUpWallet } from '@/modules/payments'
import { type Cents, cents } from '@/shared/money'

/** What stands in the address of the form and of its summary. */
export type Asked = Readonly<Record<string, string>>

export type OrderForm = {
  values: { servizio: string; importo: string; modo: string }
  errors: Record<string, string>
  /** Complete and right; null while something is missing. */
  order: { wallet: TopUpWallet; cents: Cents; amount: string; channel: OrderChannel } | null
}

/** One choice of the drop-down: a service of a child. */
export const walletKey = ({ childId, serviceCode }: TopUpWallet): string => `${childId}:${serviceCode}`

const text = (value: string | undefined): string => (value ?? '').slice(0, 60)

/** Reads the form; errors only once it was sent. */
export const readOrder = (asked: Asked, wallets: readonly TopUpWallet[]): OrderForm => {
  const isSent = text(asked.passo) === 'riepilogo'
  const code = text(asked.servizio)
  // A link from another page names the child beside the service.
  const linked = text(asked.figlio) === '' ? code : `${text(asked.figlio)}:${code}`
  const [only, ...others] = wallets
  const servizio = linked === '' && only && others.length === 0 && !isSent ? walletKey(only) : linked
  const importo = text(asked.importo)
  const modo = isSent ? text(asked.modo) : text(asked.modo) || 'online'
  const values = { servizio, importo, modo }
  if (!isSent) return { values, errors: {}, order: null }

  const errors: Record<string, string> = {}
  const wallet = wallets.find((each) => walletKey(each) === servizio)
  if (!wallet) errors.servizio = 'Scegli il servizio da ricaricare'
  // Without a service, the amount is still read, within what some service accepts.
  const limits = wallet ?? {
    minCents: cents(Math.min(...wallets.map(({ minCents }) => minCents))),
    maxCents: cents(Math.max(...wallets.map(({ maxCents }) => maxCents))),
  }
  const amount = readTopUpAmount(importo, limits)
  if (!amount.ok) errors.importo = amount.message
  const channel = OrderChannel.safeParse(modo)
  if (!channel.success) errors.modo = 'Scegli come pagare'
  const order =
    wallet && amount.ok && channel.success
      ? { wallet, cents: amount.cents, amount: importo, channel: channel.data }
      : null
  return { values, errors, order }
}
