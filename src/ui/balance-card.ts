import { type CivilDate, formatDayLong } from '@/shared/dates'
import { type Cents, formatEuro } from '@/shared/money'
import { type Html, html } from './html'

type BalanceCard = {
  service: string
  balanceCents: Cents
  /** The last day the credit pays for; null when nothing is being used. */
  lastsUntil: CivilDate | null
  /** Below this the card warns; the service's own threshold. */
  lowCents?: Cents | undefined
  topUpHref?: string | undefined
  detailsHref?: string | undefined
  level?: 2 | 3 | 4
}

const outlook = ({ balanceCents, lastsUntil, lowCents }: BalanceCard) => {
  if (balanceCents < 0)
    return html`<p class="outlook danger"><strong>Credito esaurito:</strong> mancano ${formatEuro(-balanceCents as Cents)}</p>`
  const until = lastsUntil && html`basta fino a ${formatDayLong(lastsUntil)}`
  if (lowCents !== undefined && balanceCents < lowCents)
    return html`<p class="outlook warning"><strong>Credito in esaurimento</strong>${until && html`: ${until}`}</p>`
  return until && html`<p class="outlook">Il credito ${until}</p>`
}

/** A wallet's balance, until when it lasts, and the way to top it up. */
export const balanceCard = (card: BalanceCard): Html => {
  const heading = card.detailsHref ? html`<a href="${card.detailsHref}">${card.service}</a>` : card.service
  const title = [
    html`<h2 class="it-card-title h5">${heading}</h2>`,
    html`<h3 class="it-card-title h5">${heading}</h3>`,
    html`<h4 class="it-card-title h5">${heading}</h4>`,
  ][(card.level ?? 3) - 2]
  return html`${title}<div class="it-card-body"><p class="balance">${formatEuro(card.balanceCents)}</p>${outlook(card)}</div>${
    card.topUpHref &&
    html`<div class="it-card-footer"><a class="btn btn-primary btn-sm" href="${card.topUpHref}">Ricarica<span class="visually-hidden"> ${card.service}</span></a></div>`
  }`
}
