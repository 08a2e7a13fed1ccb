import { type CivilDate, civilDate, type Instant, schoolYearOf } from '@/shared/dates'
import { type Cents, cents } from '@/shared/money'

/** What moves a wallet, as the ledger’s own check lists it. */
export const LINE_KINDS = [
  'topUp',
  'charge',
  'reversal',
  'adjustment',
  'transferIn',
  'transferOut',
  'refund',
  'returnedRefund',
  'paymentRefund',
  'dispute',
  'disputeWon',
  'directDebit',
  'returnedDebit',
  'opening',
] as const
export type LineKind = (typeof LINE_KINDS)[number]

/** A line of the ledger, as it was posted. */
export type LedgerLine = { id: string; kind: LineKind; cents: Cents; day: CivilDate; postedAt: Instant }

/** A line of a statement. `cancelled` is a day's charge that was wholly reversed: one line, no amount. */
export type StatementLine = {
  /** The first of the ledger lines it stands for. */
  id: string
  kind: LineKind | 'cancelled'
  day: CivilDate
  postedAt: Instant
  cents: Cents
  /** What a cancelled charge had cost. */
  cancelledCents: Cents | null
  balanceCents: Cents
}

export type Statement = {
  openingCents: Cents
  closingCents: Cents
  /** Sum of what came in and of what went out; the difference between closing and opening. */
  inCents: Cents
  outCents: Cents
  lines: StatementLine[]
}

const isUse = ({ kind }: LedgerLine) => kind === 'charge' || kind === 'reversal'

/**
 * The statement of a period from its ledger lines (by day, then in order of posting): charges and reversals of one day
 * become one line, and every line says the balance after it. No balance is read: it is computed here from the opening.
 */
export const statementOf = (openingCents: Cents, ledger: readonly LedgerLine[]): Statement => {
  const lines: StatementLine[] = []
  const useOfDay = new Map<CivilDate, StatementLine>()
  for (const line of ledger) {
    const folded = isUse(line) ? useOfDay.get(line.day) : undefined
    if (folded) {
      folded.cents = cents(folded.cents + line.cents)
      if (line.kind === 'charge') folded.cancelledCents = cents(-line.cents)
      folded.kind = folded.cents === 0 ? 'cancelled' : 'charge'
      if (folded.postedAt.epochMilliseconds < line.postedAt.epochMilliseconds) folded.postedAt = line.postedAt
      continue
    }
    const { id, kind, day, postedAt } = line
    const fresh: StatementLine = {
      id,
      kind,
      day,
      postedAt,
      cents: line.cents,
      cancelledCents: kind === 'charge' ? cents(-line.cents) : null,
      balanceCents: cents(0),
    }
    lines.push(fresh)
    if (isUse(line)) useOfDay.set(day, fresh)
  }
  let balance: number = openingCents
  let paidIn = 0
  let takenOut = 0
  for (const line of lines) {
    balance += line.cents
    line.balanceCents = cents(balance)
    if (line.kind !== 'cancelled') line.cancelledCents = null
    if (line.cents > 0) paidIn += line.cents
    else takenOut -= line.cents
  }
  return {
    openingCents,
    closingCents: cents(balance),
    inCents: cents(paidIn),
    outCents: cents(takenOut),
    lines,
  }
}

/** The longest period of one statement, in days: ten years, as long as accounts are kept. */
export const STATEMENT_DAYS_MAX = 3_653

/** The school year of a day, from its first day: the period a statement shows unless another is chosen. */
export const schoolYearUntil = (day: CivilDate): { from: CivilDate; to: CivilDate } => ({
  from: civilDate(`${schoolYearOf(day).slice(0, 4)}-09-01`),
  to: day,
})
