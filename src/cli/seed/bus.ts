import type { CivilDate } from '@/shared/dates'
import type { Families } from './families'
import { QUARTERS, STREETS } from './names'
import type { Random } from './random'
import type { ClassGroup } from './schools'
import { type Enrolment, SCUOLABUS } from './services'

export type BusLine = { id: number; code: string; name: string; alertEmails: string }
export type BusStop = {
  id: number
  name: string
  lineId: number
  outwardTime: string
  returnTime: string
}
export type BusRider = {
  childId: number
  outwardStopId: number | null
  returnStopId: number | null
  from: CivilDate
  to: CivilDate
}
export type Bus = { lines: BusLine[]; stops: BusStop[]; riders: BusRider[] }

/** Seats of a bus; no town has more lines than these. */
const SEATS = 40
const LINES_MAX = 13
/** Where children get on; the last stop of the way out is the school. */
const STREET_STOPS = 4

/** The device of a line's escort, after those of the schools. */
export const lineDeviceOf = (schools: number, lineId: number): number => schools + lineId

const two = (value: number) => String(value).padStart(2, '0')
const hour = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

/** Lines with their stops and riders, at least two: children of one school ride together. */
export const generateBus = (
  rng: Random,
  { families, classes, enrolments }: { families: Families; classes: ClassGroup[]; enrolments: Enrolment[] },
): Bus => {
  const schoolOf = new Map(classes.map((group) => [group.id, group.schoolId]))
  const placeOf = new Map(families.children.map((child) => [child.id, schoolOf.get(child.classId) ?? 0]))
  const riding = enrolments
    .filter(({ serviceId }) => serviceId === SCUOLABUS)
    .sort((a, b) => (placeOf.get(a.childId) ?? 0) - (placeOf.get(b.childId) ?? 0) || a.childId - b.childId)
  const count = Math.min(LINES_MAX, Math.max(2, Math.ceil(riding.length / SEATS)))
  const quarters = rng.shuffled(QUARTERS)
  const streets = rng.shuffled(STREETS)
  const lines = Array.from({ length: count }, (_, index): BusLine => {
    const code = String.fromCharCode(65 + index)
    return {
      id: index + 1,
      code,
      name: `Linea ${code} ${quarters[index]}`,
      alertEmails: `scuolabus-${code.toLowerCase()}@example.org`,
    }
  })
  const stops = lines.flatMap((line, index) =>
    Array.from({ length: STREET_STOPS + 1 }, (_, place): BusStop => {
      const isSchool = place === STREET_STOPS
      return {
        id: index * (STREET_STOPS + 1) + place + 1,
        name: isSchool ? 'Scuola' : capital(streets[(index * STREET_STOPS + place) % streets.length] ?? ''),
        lineId: line.id,
        outwardTime: hour(7 * 60 + 25 + place * 7),
        returnTime: hour(13 * 60 + 5 + (STREET_STOPS - place) * 7),
      }
    }),
  )
  const riders = riding.map(({ childId, from, to }, index): BusRider => {
    const line = Math.floor((index * count) / riding.length)
    const stopId = line * (STREET_STOPS + 1) + rng.int(0, STREET_STOPS - 1) + 1
    const ways = rng.weighted([
      ['both', 86],
      ['outward', 7],
      ['return', 7],
    ] as const)
    return {
      childId,
      outwardStopId: ways === 'return' ? null : stopId,
      returnStopId: ways === 'outward' ? null : stopId,
      from,
      to,
    }
  })
  return { lines, stops, riders }
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
