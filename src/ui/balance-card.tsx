import { type CivilDate, formatDayLong } from '@/shared/dates'
import { type Cents, formatEuro } from '@/shared/money'
import { type Html, html, inner } from './html'

export type BalanceCardProps = {
  service: string
  balanceCents: Cents
  /** The last day the credit pays for; null when nothing is being used. */
  lastsUntil: CivilDate | null
  /** Below this the card warns; the service's own threshold. */
  lowCents?: Cents | undefined
  /** Said instead of the outlook, for instance when the balance is debited to a bank account. */
  note?: string | undefined
  /** Balances of the last days, oldest first, for the small chart. */
  history?: readonly Cents[] | undefined
  topUpHref?: string | undefined
  detailsHref?: string | undefined
  level?: 2 | 3 | 4
}

const WIDTH = 120
const HEIGHT = 32

/** A line of the last balances with the zero line when it is crossed; decoration, the words say the same. */
export const sparkline = (balances: readonly number[]): Html | null => {
  if (balances.length < 2) return null
  const [low, high] = [Math.min(0, ...balances), Math.max(0, ...balances)]
  const y = (value: number) => (2 + (HEIGHT - 4) * (1 - (value - low) / (high - low || 1))).toFixed(1)
  const x = (index: number) => ((index * WIDTH) / (balances.length - 1)).toFixed(1)
  const points = balances.map((value, index) => `${x(index)},${y(value)}`).join(' ')
  return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><line x1="0" x2="${WIDTH}" y1="${y(0)}" y2="${y(0)}"></line><polyline points="${points}"></polyline></svg>`
}

const outlook = ({ balanceCents, lastsUntil, lowCents, note }: BalanceCardProps) => {
  if (note) return html`<p class="outlook">${note}</p>`
  if (balanceCents < 0)
    return html`<p class="outlook danger"><strong>Credito esaurito:</strong> mancano ${formatEuro(-balanceCents as Cents)}</p>`
  const until = lastsUntil && html`basta fino a ${formatDayLong(lastsUntil)}`
  if (lowCents !== undefined && balanceCents < lowCents)
    return html`<p class="outlook warning"><strong>Credito in esaurimento</strong>${until && html`: ${until}`}</p>`
  return until && html`<p class="outlook">Il credito ${until}</p>`
}

/** The markup of a wallet's card. */
export const balanceCard = (card: BalanceCardProps): Html => {
  const heading = card.detailsHref ? html`<a href="${card.detailsHref}">${card.service}</a>` : card.service
  const title = [
    html`<h2 class="it-card-title h5">${heading}</h2>`,
    html`<h3 class="it-card-title h5">${heading}</h3>`,
    html`<h4 class="it-card-title h5">${heading}</h4>`,
  ][(card.level ?? 3) - 2]
  return html`${title}<div class="it-card-body"><p class="balance">${formatEuro(card.balanceCents)}</p>${outlook(card)}${card.history && sparkline(card.history)}</div>${
    card.topUpHref &&
    html`<div class="it-card-footer"><a class="btn btn-primary btn-sm" href="${card.topUpHref}">Ricarica<span class="visually-hidden"> ${card.service}</span></a></div>`
  }`
}

/** A wallet's balance, until when it lasts, how it went, and the way to top it up. */
export const BalanceCard = (card: BalanceCardProps) => (
  <article className="it-card rounded shadow-sm border" {...inner(balanceCard(card))} />
)
