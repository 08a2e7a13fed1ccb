import {
  cartFault,
  OrderChannel,
  readTopUpAmount,
  type TopUpPosition,
  type TopUpWallet,
} from '@/modules/payments'
import { ChildId, ServiceId } from '@/shared/ids'
import { type Cents, cents } from '@/shared/money'

/** What stands in the address of the form and of its summary. */
export type Asked = Readonly<Record<string, string>>

/** A top-up that is already in the payment, which the address carries along. */
export type EarlierPosition = { wallet: TopUpWallet; cents: Cents; amount: string }

export type OrderForm = {
  values: { servizio: string; importo: string; modo: string; altre?: string }
  earlier: EarlierPosition[]
  errors: Record<string, string>
  /** Complete and right; null while something is missing. */
  order: { wallet: TopUpWallet; cents: Cents; amount: string; channel: OrderChannel } | null
}

/** One choice of the drop-down: a service of a child. */
export const walletKey = ({ childId, serviceCode }: TopUpWallet): string => `${childId}:${serviceCode}`

const text = (value: string | undefined): string => (value ?? '').slice(0, 60)

/** Positions as the address carries them: `<child>:<service>:<cents>`, a semicolon between two. */
export const writePositions = (positions: readonly Pick<EarlierPosition, 'wallet' | 'cents'>[]): string =>
  positions.map(({ wallet, cents: asked }) => `${wallet.childId}:${wallet.serviceId}:${asked}`).join(';')

/** Reads the form of them back, as a family would have asked for each; what has another form is left out. */
export const parsePositions = (written: string): TopUpPosition[] =>
  [...written.matchAll(/(?<=^|;)(\d{1,9}):(\d{1,9}):(\d{1,9})(?=$|;)/g)].map(
    ([, child, service, digits]) => ({
      childId: ChildId.parse(Number(child)),
      serviceId: ServiceId.parse(Number(service)),
      amount: `${Math.trunc(Number(digits) / 100)},${String(Number(digits) % 100).padStart(2, '0')}`,
    }),
  )

/** The positions that the family can still pay at once; any other is left out. */
const readPositions = (written: string, wallets: readonly TopUpWallet[]): EarlierPosition[] => {
  const positions: EarlierPosition[] = []
  for (const { childId, serviceId, amount } of parsePositions(written)) {
    const wallet = wallets.find((each) => each.childId === childId && each.serviceId === serviceId)
    const read = wallet && readTopUpAmount(amount, wallet)
    if (!wallet || !read?.ok) continue
    if (cartFault([...positions.map((each) => each.wallet), wallet]) === null)
      positions.push({ wallet, cents: read.cents, amount })
  }
  return positions
}

/** Reads the form; errors only once it was sent. */
export const readOrder = (asked: Asked, wallets: readonly TopUpWallet[]): OrderForm => {
  const isSent = text(asked.passo) === 'riepilogo'
  const code = text(asked.servizio)
  // A link from another page names the child beside the service.
  const linked = text(asked.figlio) === '' ? code : `${text(asked.figlio)}:${code}`
  const [only, ...others] = wallets
  const servizio = linked === '' && only && others.length === 0 && !isSent ? walletKey(only) : linked
  const importo = text(asked.importo)
  const earlier = readPositions(asked.altre ?? '', wallets)
  // Several are paid online: a notice is of one top-up.
  const modo = earlier.length > 0 ? 'online' : isSent ? text(asked.modo) : text(asked.modo) || 'online'
  const values = {
    servizio,
    importo,
    modo,
    ...(earlier.length > 0 ? { altre: writePositions(earlier) } : {}),
  }
  if (!isSent) return { values, earlier, errors: {}, order: null }

  const errors: Record<string, string> = {}
  const wallet = wallets.find((each) => walletKey(each) === servizio)
  if (!wallet) errors.servizio = 'Scegli il servizio da ricaricare'
  else {
    const fault = cartFault([...earlier.map((position) => position.wallet), wallet])
    if (fault) errors.servizio = fault
  }
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
    wallet && !errors.servizio && amount.ok && channel.success
      ? { wallet, cents: amount.cents, amount: importo, channel: channel.data }
      : null
  return { values, earlier, errors, order }
}
