/** Days and times as the tablet shows them. The clock is always an argument. */

const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' })
const longFormat = new Intl.DateTimeFormat('it-IT', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
})
const timeFormat = new Intl.DateTimeFormat('it-IT', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Rome',
})

/** The civil day in Rome, '2026-11-24'. */
export const dayInRome = (atMs: number): string => dayFormat.format(atMs)
/** "martedì 24 novembre" */
export const formatDay = (day: string): string => longFormat.format(new Date(`${day}T12:00:00Z`))
/** "09:12" in Rome. */
export const formatTime = (at: string | number): string => timeFormat.format(new Date(at))

/** An answer that took longer than requests may tells nothing of the clock: the tablet slept, or somebody set its clock. */
const SLOWEST_ANSWER_MS = 20_000
/** Less than this counts as nothing. */
const SKEW_MIN_MS = 3_000

/**
 * How far the tablet's clock is from the portal's, from the `Date` header of an answer and when, on the tablet, it was
 * asked and answered: right within a second or so and half the time it took. Null when it cannot be told.
 */
export const clockSkewMs = (
  dateHeader: string | null,
  askedMs: number,
  answeredMs: number,
): number | null => {
  const at = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  const tookMs = answeredMs - askedMs
  if (Number.isNaN(at) || tookMs < 0 || tookMs > SLOWEST_ANSWER_MS) return null
  // The header has whole seconds, cut off.
  const skew = Math.round(at + 500 - (askedMs + answeredMs) / 2)
  return Math.abs(skew) < SKEW_MIN_MS + tookMs / 2 ? 0 : skew
}

/**
 * The clock's fault to start with, before the portal was heard: the one measured last, unless it would make it earlier
 * than it was then. Somebody put the clock right meanwhile; should it still be too early, it is at least that late.
 */
export const startingSkewMs = (known: { skewMs: number; portalMs: number } | null, nowMs: number): number => {
  if (!known) return 0
  const isPossible = (skewMs: number) => nowMs + skewMs >= known.portalMs - 60_000
  if (isPossible(known.skewMs)) return known.skewMs
  return isPossible(0) ? 0 : known.portalMs - nowMs
}
