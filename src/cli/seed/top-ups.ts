import { addDays, type CivilDate } from '@/shared/dates'
import type { LedgerRow } from './history'
import type { Random } from './random'
import { type Enrolment, NIDO, REFEZIONE } from './services'

export type TopUpRow = {
  topUpId: string
  childId: number
  serviceId: number
  cents: number
  channel: 'online' | 'notice'
  status: 'credited' | 'expired' | 'cancelled'
  /** The last day on which it can be paid. */
  expiresOn: CivilDate
  createdAt: string
  /** Null when it was never paid. */
  paidAt: string | null
  creditedAt: string | null
}
/** How a wallet stands this morning. */
export type Standing = 'ample' | 'low' | 'negative'

const STEP = 500
const two = (value: number) => String(value).padStart(2, '0')
const at = (day: CivilDate, seconds: number) =>
  `${day} ${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`

/** What a family paid in all, in steps of five euro, to stand there after spending `spent`. */
const totalPaid = (rng: Random, spent: number, price: number, standing: Standing): number => {
  if (standing === 'negative') return Math.max(0, Math.floor((spent - price / 2) / STEP) * STEP)
  if (standing === 'low') return Math.ceil(spent / STEP) * STEP
  return Math.max(2 * STEP, Math.ceil((spent + price * rng.int(4, 26)) / STEP) * STEP)
}

/** Splits an amount into payments of whole steps, at most `count`. */
export const split = (total: number, count: number): number[] => {
  const steps = total / STEP
  const parts = Math.min(count, Math.max(1, Math.floor(steps / 2)))
  return Array.from({ length: parts }, (_, index) => {
    const from = Math.floor((steps * index) / parts)
    return (Math.floor((steps * (index + 1)) / parts) - from) * STEP
  }).filter((cents) => cents > 0)
}

/**
 * Payments that make the balances of a real town: most wallets hold some meals, a few are nearly empty, fewer owe.
 * A family pays before the first meal, then whenever two meals are left.
 */
export const generateTopUps = (
  rng: Random,
  input: {
    lines: LedgerRow[]
    enrolments: Enrolment[]
    today: CivilDate
    firstDay: CivilDate
    /** Wallets whose standing is decided, by child. */
    standings: Map<number, Standing>
  },
): { topUps: TopUpRow[]; lines: LedgerRow[] } => {
  const topUps: TopUpRow[] = []
  const lines: LedgerRow[] = []
  const spending = Map.groupBy(input.lines, (line) => `${line.childId}/${line.serviceId}`)

  const pay = (childId: number, serviceId: number, cents: number, paidOn: CivilDate, seconds: number) => {
    const channel = rng.chance(0.72) ? 'online' : 'notice'
    const createdOn = channel === 'online' ? paidOn : addDays(paidOn, -rng.int(1, 4))
    const topUp: TopUpRow = {
      topUpId: rng.uuid(),
      childId,
      serviceId,
      cents,
      channel,
      status: 'credited',
      expiresOn: addDays(createdOn, channel === 'online' ? 1 : 30),
      createdAt: at(createdOn, channel === 'online' ? seconds - rng.int(60, 240) : seconds),
      paidAt: at(paidOn, seconds),
      creditedAt: at(paidOn, seconds + rng.int(2, 20)),
    }
    topUps.push(topUp)
    lines.push({
      childId,
      serviceId,
      kind: 'topUp',
      cents,
      day: paidOn,
      postedAt: topUp.creditedAt as string,
      sourceId: topUp.topUpId,
      tariffId: null,
      occasion: null,
    })
  }
  const evening = () => rng.int(18 * 3_600, 22 * 3_600)

  for (const { childId, serviceId } of input.enrolments) {
    if (serviceId !== REFEZIONE && serviceId !== NIDO) continue
    const spent = spending.get(`${childId}/${serviceId}`) ?? []
    const decided = input.standings.get(childId)
    if (spent.length === 0) {
      if (decided === 'negative') continue
      if (decided || rng.chance(0.5)) {
        pay(childId, serviceId, STEP * rng.int(4, 12), addDays(input.today, -rng.int(2, 20)), evening())
      }
      continue
    }
    const total = -spent.reduce((sum, line) => sum + line.cents, 0)
    const price = Math.max(...spent.map((line) => -line.cents))
    const standing =
      decided ??
      rng.weighted<Standing>([
        ['ample', 930],
        ['low', 50],
        ['negative', 20],
      ])
    const payments = split(totalPaid(rng, total, price, standing), total > 6_000 ? rng.int(2, 4) : 1)
    let balance = 0
    const first = payments.shift()
    if (first !== undefined) {
      pay(childId, serviceId, first, addDays(input.firstDay, -rng.int(1, 9)), evening())
      balance += first
    }
    for (const line of spent) {
      balance += line.cents
      const next = balance < 2 * price ? payments.shift() : undefined
      if (next !== undefined) {
        pay(childId, serviceId, next, line.day, evening())
        balance += next
      }
    }
    const last = spent.at(-1)?.day ?? input.firstDay
    for (const rest of payments) pay(childId, serviceId, rest, last, evening())

    // Now and then a notice is printed and forgotten, or a payment is given up.
    if (rng.chance(0.03)) {
      const createdOn = addDays(input.today, -rng.int(32, 40))
      topUps.push({
        topUpId: rng.uuid(),
        childId,
        serviceId,
        cents: STEP * rng.int(2, 10),
        channel: 'notice',
        status: rng.chance(0.7) ? 'expired' : 'cancelled',
        expiresOn: addDays(createdOn, 30),
        createdAt: at(createdOn, evening()),
        paidAt: null,
        creditedAt: null,
      })
    }
  }
  return { topUps, lines }
}
