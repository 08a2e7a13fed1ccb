import { type Random, randomFrom } from './random'

/*
 * What happens to the two tablets of a school on one day, drawn from a seed: one schedule. A school lives many days in a
 * row, with the same tablets, so that what one day leaves behind is met by the next. Times are minutes of the day in
 * Rome; the days are past ones, and the tablets live in them: their clock is told, and the portal's `Date` with it.
 */

/** What the network does to one request. */
export type Fault =
  | 'pass'
  /** Cut before the portal hears anything. */
  | 'refuse'
  /** Cut in the middle of the request. */
  | 'cut-request'
  /** The portal hears and answers, and the answer is lost. */
  | 'lose-answer'
  /** Cut in the middle of the answer. */
  | 'cut-answer'
  /** Slow, there or back. */
  | 'delay'
  /** The portal hears it twice, at once or one after the other. */
  | 'twice'
  /** Given up by the tablet, heard by the portal much later: after what was sent next. */
  | 'late'
  /** Nothing ever comes back; the portal may have heard it. */
  | 'silence'
  /** Somebody on the way answers in the portal's place. */
  | 'busy'
  | 'stranger'

export type Weather = 'fine' | 'bad' | 'awful' | 'answers-lost' | 'only-lists' | 'off'

const WEATHERS: Record<Weather, readonly [Fault, number][]> = {
  fine: [['pass', 1]],
  bad: [
    ['pass', 50],
    ['delay', 20],
    ['lose-answer', 8],
    ['twice', 8],
    ['refuse', 4],
    ['late', 4],
    ['cut-answer', 3],
    ['cut-request', 3],
  ],
  awful: [
    ['pass', 15],
    ['refuse', 15],
    ['cut-request', 10],
    ['lose-answer', 15],
    ['cut-answer', 10],
    ['delay', 8],
    ['twice', 10],
    ['late', 10],
    ['silence', 4],
    ['busy', 5],
    ['stranger', 5],
  ],
  'answers-lost': [
    ['lose-answer', 5],
    ['cut-answer', 3],
    ['late', 2],
  ],
  // Lists are read, marks never pass: see `faultOf`.
  'only-lists': [['pass', 1]],
  off: [['refuse', 1]],
}

/** What happens to the next request in this weather. */
export const faultOf = (random: Random, weather: Weather, isMarks: boolean): Fault => {
  if (weather === 'only-lists' && isMarks) return 'refuse'
  const mix = WEATHERS[weather]
  let left = random.below(mix.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [fault, weight] of mix) {
    left -= weight
    if (left < 0) return fault
  }
  return 'pass'
}

export type Said = {
  status: 'present' | 'absent'
  detail: 'lateArrival' | 'lightMeal' | 'earlyExit' | 'justified'
}
export const ADULT_KINDS = ['teacherDuty', 'support', 'ata', 'paid'] as const
type AdultKind = (typeof ADULT_KINDS)[number]
const SAYINGS: readonly Said[] = [
  { status: 'present', detail: 'lateArrival' },
  { status: 'present', detail: 'lightMeal' },
  { status: 'absent', detail: 'earlyExit' },
  { status: 'absent', detail: 'justified' },
]

export type Act =
  | { do: 'tap'; group: number; child: number }
  /** More than a tap can say: late, light meal, early exit, justified. */
  | { do: 'say'; group: number; child: number; said: Said }
  /** How many adults eat with a class. */
  | { do: 'count'; group: number; kind: AdultKind; count: number }
  /** Takes back what was sent just before. */
  | { do: 'undo' }
  /** Without waiting, what comes next meets it half done. */
  | { do: 'send'; group: number; waits: boolean }
  /** The page goes away in the middle of what it does, and comes again. */
  | { do: 'reload' }
  /** The page goes away; what somebody does next opens it again. */
  | { do: 'close' }
  /** The office takes the tablet's access away, and gives it a new one. */
  | { do: 'revoke' }
  | { do: 'pair' }
  | { do: 'online' }
  | { do: 'front' }
  | { do: 'retry' }
  | { do: 'read' }
  | { do: 'clock'; wrongByMs: number }
  | { do: 'storage'; isFull: boolean }
  /** A new version of the service worker is there. */
  | { do: 'update' }

/** `at` in minutes of the day; `pauseMs` of real time after it, for the network to do its part. */
export type Step = { at: number; tablet: 0 | 1; pauseMs: number; act: Act }
/** What is counted while schedules are played. */
export const COUNTED = [
  'taps',
  'sayings',
  'adults',
  'idleTaps',
  'sends',
  'idleSends',
  'undone',
  'reloads',
  'closings',
  'revoked',
  'unsafe',
] as const

export type Period = { from: number; weather: Weather }
export type DayPlan = { day: string; theme: Theme; weather: [Period[], Period[]]; steps: Step[] }
export type Theme =
  | 'storm'
  | 'two-offline'
  | 'crashes'
  | 'clock'
  | 'wrong-year'
  | 'storage'
  | 'answers-lost'
  | 'away'
  | 'revoked'
  | 'mixed'

const THEMES: readonly Theme[] = [
  'storm',
  'two-offline',
  'two-offline',
  'crashes',
  'clock',
  'wrong-year',
  'storage',
  'answers-lost',
  'away',
  'revoked',
  'mixed',
]
const DAY_STARTS = 7 * 60
const DAY_ENDS = 12 * 60
const YEAR_MS = 366 * 86_400_000

const weatherOf = (random: Random, theme: Theme): Period[] => {
  // The list of the day is read in the morning, most mornings.
  const morning: Weather = random.chance(0.8) ? 'fine' : 'awful'
  const periods: Period[] = [
    { from: 0, weather: 'fine' },
    { from: DAY_STARTS - 30, weather: morning },
  ]
  const add = (from: number, weather: Weather) => periods.push({ from, weather })
  const from = DAY_STARTS + 15 + random.below(90)
  // A clock wrong by a year is known from the morning's answers, and then there is no network.
  if (theme === 'wrong-year') periods[1] = { from: DAY_STARTS - 30, weather: 'fine' }
  if (theme === 'storm') add(from, 'awful')
  else if (theme === 'two-offline' || theme === 'wrong-year') add(from, 'off')
  else if (theme === 'answers-lost') add(from, 'answers-lost')
  else if (theme === 'away') periods[1] = { from: DAY_STARTS - 30, weather: 'only-lists' }
  else add(from, random.pick(['fine', 'bad', 'awful', 'off']))
  // Some days end with the network away: the next day, or the last, brings it back.
  const after = from + 30 + random.below(180)
  if (theme !== 'away') add(after, random.pick(['fine', 'bad', 'bad', 'awful', 'off', 'fine']))
  return periods
}

/** One schedule: two tablets, one class (or more), a day. */
export const drawDay = (seed: number, day: string, groups: readonly number[], forced?: Theme): DayPlan => {
  const random = randomFrom(seed)
  const theme = forced ?? random.pick(THEMES)
  const steps: Step[] = []
  const tablet = () => (random.chance(0.5) ? 0 : 1)
  const at = () => DAY_STARTS + 20 + random.below((DAY_ENDS - DAY_STARTS - 20) * 10) / 10
  const add = (act: Act, when = at(), who: 0 | 1 = tablet(), pauseMs = random.below(12)) =>
    steps.push({ at: when, tablet: who, pauseMs, act })
  const group = () => random.below(groups.length)

  for (let taps = 3 + random.below(7); taps > 0; taps--) {
    const chosen = group()
    const child = random.below(groups[chosen] ?? 1)
    if (random.chance(0.25)) add({ do: 'say', group: chosen, child, said: random.pick(SAYINGS) })
    else add({ do: 'tap', group: chosen, child })
  }
  if (random.chance(0.4))
    add({ do: 'count', group: group(), kind: random.pick(ADULT_KINDS), count: random.below(12) })
  for (const who of [0, 1] as const)
    for (let sends = 1 + random.below(3); sends > 0; sends--) {
      const when = at()
      const crashes = random.chance(theme === 'crashes' ? 0.6 : 0.1)
      add(
        { do: 'send', group: group(), waits: !crashes },
        when,
        who,
        crashes ? random.below(20) : random.below(30),
      )
      if (crashes) add({ do: 'reload' }, when + 0.01, who)
      else if (random.chance(0.15)) add({ do: 'undo' }, when + random.below(9) / 60, who)
    }
  if (random.chance(0.3)) add({ do: 'reload' })
  if (random.chance(0.2)) add({ do: 'close' })
  for (let wakes = random.below(4); wakes > 0; wakes--)
    add({ do: random.pick(['online', 'front', 'retry', 'read'] as const) }, at(), tablet(), random.below(40))
  if (theme === 'clock')
    add({
      do: 'clock',
      wrongByMs: random.pick([YEAR_MS, -YEAR_MS, 3_600_000, -3_600_000, -150_000, 0, 86_400_000]),
    })
  if (theme === 'wrong-year') {
    const who = tablet()
    add({ do: 'clock', wrongByMs: random.pick([YEAR_MS, -YEAR_MS]) }, DAY_STARTS + 1, who)
    add({ do: 'online' }, DAY_STARTS + 2, who, 300)
    add({ do: random.pick(['reload', 'close'] as const) }, at(), who)
  }
  if (theme === 'storage') {
    const who = tablet()
    const from = at()
    add({ do: 'storage', isFull: true }, from, who)
    add({ do: 'storage', isFull: false }, from + random.below(120), who)
  }
  if (theme === 'revoked') {
    const who = tablet()
    const from = at()
    add({ do: 'revoke' }, from, who)
    add({ do: 'pair' }, from + random.below(120), who)
  }
  steps.sort((a, b) => a.at - b.at)
  // Everybody presses "Invia" in the end, in any order, with or without a network.
  const order = random.chance(0.5) ? ([0, 1] as const) : ([1, 0] as const)
  for (const [place, who] of order.entries())
    for (const index of groups.keys())
      add(
        { do: 'send', group: index, waits: true },
        DAY_ENDS + 1 + place * groups.length + index,
        who,
        random.below(30),
      )
  return { day, theme, weather: [weatherOf(random, theme), weatherOf(random, theme)], steps }
}

/** The weather of a minute of the day. */
export const weatherAt = (periods: readonly Period[], minute: number): Weather =>
  periods.findLast(({ from }) => from <= minute)?.weather ?? 'fine'
