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

/**
 * How far the tablet's clock is from the portal's, from the `Date` header of an answer. Less than half a minute
 * counts as nothing: the header has whole seconds and the answer travelled.
 */
export const clockSkewMs = (dateHeader: string | null, nowMs: number): number | null => {
  const at = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (Number.isNaN(at)) return null
  const skew = at - nowMs
  return Math.abs(skew) < 30_000 ? 0 : skew
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
