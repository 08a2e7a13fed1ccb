import { addDays, type CivilDate, civilDate } from '@/shared/dates'
import type { SchoolYear } from './calendar'
import type { Child, Families } from './families'
import type { Random } from './random'
import type { ClassGroup, Level, School } from './schools'

export type Service = {
  id: number
  name: string
  code: 'refezione' | 'scuolabus' | 'nido'
  kind: 'canteen' | 'schoolBus' | 'nursery'
  pricing: 'perAttendance' | 'flatYearly' | 'fixedPlusMeal'
  cutoffTime: string
  transferCategory: string
  iban: string
}
export type Tariff = {
  id: number
  name: string
  serviceId: number
  level: Level | null
  cents: number
  from: CivilDate
  to: CivilDate | null
}
export type Enrolment = { childId: number; serviceId: number; from: CivilDate; to: CivilDate }
export type ServiceCalendar = {
  id: number
  name: string
  serviceId: number
  schoolId: number | null
  from: CivilDate
  to: CivilDate
}
export type Diet = { id: number; code: string; label: string; excludes?: readonly string[] }
export type ChildDiet = {
  childId: number
  dietId: number
  kind: 'health' | 'ethical' | 'light'
  /** `requested` while somebody still has to decide: the kitchen is told so. */
  state: 'active' | 'requested'
  reason: string
  from: CivilDate
  to: CivilDate | null
}

/** An Italian account with right check characters, of a bank that does not exist. */
export const italianIban = (abi: string, cab: string, account: string): string => {
  const body = `${abi}${cab}${account}`
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
  const valueOfChar = (char: string) => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65)
  const sum = [...body].reduce(
    (total, char, index) => total + (index % 2 === 0 ? (odd[valueOfChar(char)] ?? 0) : valueOfChar(char)),
    0,
  )
  const account22 = `${String.fromCharCode(65 + (sum % 26))}${body}`
  const digits = [...`${account22}IT00`].map((char) => Number.parseInt(char, 36)).join('')
  return `IT${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${account22}`
}

export const REFEZIONE = 1
export const SCUOLABUS = 2
export const NIDO = 3

export const SERVICES: readonly Service[] = [
  {
    id: REFEZIONE,
    name: 'Refezione',
    code: 'refezione',
    kind: 'canteen',
    pricing: 'perAttendance',
    cutoffTime: '09:30',
    transferCategory: '9/0101108TS/',
    iban: italianIban('99999', '13300', '000000123456'),
  },
  {
    id: SCUOLABUS,
    name: 'Scuolabus',
    code: 'scuolabus',
    kind: 'schoolBus',
    pricing: 'flatYearly',
    cutoffTime: '07:30',
    transferCategory: '9/0101108TS/',
    iban: italianIban('99999', '13300', '000000234567'),
  },
  {
    id: NIDO,
    name: 'Nido d’infanzia',
    code: 'nido',
    kind: 'nursery',
    pricing: 'fixedPlusMeal',
    cutoffTime: '09:30',
    transferCategory: '9/0101108TS/',
    iban: italianIban('99999', '13300', '000000345678'),
  },
]

const PRICES: readonly {
  name: string
  serviceId: number
  level: Level | null
  /** This year's, last year's, the one before. */
  cents: readonly [number, number, number]
}[] = [
  { name: 'Pasto scuola dell’infanzia', serviceId: REFEZIONE, level: 'preschool', cents: [310, 300, 290] },
  { name: 'Pasto scuola primaria', serviceId: REFEZIONE, level: 'primary', cents: [590, 580, 570] },
  {
    name: 'Pasto scuola secondaria di I grado',
    serviceId: REFEZIONE,
    level: 'lowerSecondary',
    cents: [590, 580, 570],
  },
  {
    name: 'Abbonamento annuale scuolabus',
    serviceId: SCUOLABUS,
    level: null,
    cents: [21_800, 21_000, 21_000],
  },
  { name: 'Pasto nido', serviceId: NIDO, level: 'nursery', cents: [250, 250, 240] },
]

/** Three versions of each price: the running one has no end. */
export const generateTariffs = (year: SchoolYear): Tariff[] => {
  const start = Number(year.from.slice(0, 4))
  const tariffs: Tariff[] = []
  for (const { name, serviceId, level, cents } of PRICES) {
    for (const back of [2, 1, 0] as const) {
      const schoolYear = `${start - back}/${start - back + 1}`
      tariffs.push({
        id: tariffs.length + 1,
        name: `${name} ${schoolYear}`,
        serviceId,
        level,
        cents: cents[back],
        from: civilDate(`${start - back}-09-01`),
        to: back === 0 ? null : civilDate(`${start - back + 1}-08-31`),
      })
    }
  }
  return tariffs
}

/** The general calendars, and one of its own for each preschool, which opens earlier and closes later. */
export const generateCalendars = (year: SchoolYear, schools: School[]): ServiceCalendar[] => {
  const general = [
    { name: `Refezione ${year.name}`, serviceId: REFEZIONE, schoolId: null, ...year.canteen },
    { name: `Scuolabus ${year.name}`, serviceId: SCUOLABUS, schoolId: null, ...year.lessons },
    { name: `Nido ${year.name}`, serviceId: NIDO, schoolId: null, ...year.nursery },
  ]
  const own = schools
    .filter((school) => school.level === 'preschool')
    .map((school) => ({
      name: `Refezione ${year.name}, ${school.name}`,
      serviceId: REFEZIONE,
      schoolId: school.id,
      ...year.preschoolCanteen,
    }))
  return [...general, ...own].map((calendar, index) => ({ id: index + 1, ...calendar }))
}

/** Who uses what this year: some came late, a few left. */
export const generateEnrolments = (
  rng: Random,
  year: SchoolYear,
  today: CivilDate,
  families: Families,
  classes: ClassGroup[],
): Enrolment[] => {
  const levelOf = new Map(classes.map((group) => [group.id, group.level]))
  const started = today > addDays(year.lessons.from, 30)
  const period = () => ({
    from: started && rng.chance(0.02) ? addDays(today, -rng.int(8, 25)) : year.from,
    to: started && rng.chance(0.008) ? addDays(today, -rng.int(1, 12)) : year.to,
  })
  const enrolments: Enrolment[] = []
  for (const child of families.children) {
    const level = levelOf.get(child.classId)
    if (level === 'nursery') {
      enrolments.push({ childId: child.id, serviceId: NIDO, from: year.from, to: year.to })
      continue
    }
    if (rng.chance(0.92)) {
      const { from, to } = period()
      enrolments.push({ childId: child.id, serviceId: REFEZIONE, from, to: to < from ? year.to : to })
    }
    if (rng.chance(0.1)) {
      enrolments.push({ childId: child.id, serviceId: SCUOLABUS, from: year.from, to: year.to })
    }
  }
  return enrolments
}

export const DIETS: readonly Diet[] = [
  { id: 1, code: 'GF', label: 'Senza glutine', excludes: ['gluten'] },
  { id: 2, code: 'NO-MILK', label: 'Senza latte e derivati', excludes: ['milk'] },
  { id: 3, code: 'NO-EGG', label: 'Senza uova', excludes: ['eggs'] },
  { id: 4, code: 'NO-NUTS', label: 'Senza frutta a guscio', excludes: ['nuts', 'peanuts'] },
  { id: 5, code: 'NO-FISH', label: 'Senza pesce', excludes: ['fish', 'crustaceans', 'molluscs'] },
  { id: 6, code: 'NO-PORK', label: 'Senza carne di maiale' },
  { id: 7, code: 'NO-MEAT', label: 'Senza carne' },
  { id: 8, code: 'VEG', label: 'Vegetariana' },
  { id: 9, code: 'LIGHT', label: 'In bianco' },
]
const LIGHT = 9
const HEALTH = [
  [1, 30],
  [2, 28],
  [3, 18],
  [4, 16],
  [5, 8],
] as const
const ETHICAL = [
  [6, 55],
  [7, 20],
  [8, 25],
] as const
const NO_PORK = 6

/** About six children in a hundred, the light meals of these days, and one diet that is still being examined. Reasons are neutral: the codes say what to cook. */
export const generateChildDiets = (
  rng: Random,
  year: SchoolYear,
  today: CivilDate,
  children: Child[],
): ChildDiet[] => {
  const diets: ChildDiet[] = []
  for (const child of children) {
    if (rng.chance(0.032)) {
      const isUnderDiagnosis = rng.chance(0.15)
      diets.push({
        childId: child.id,
        dietId: rng.weighted(HEALTH),
        kind: 'health',
        state: 'active',
        reason: isUnderDiagnosis
          ? 'Accertamenti in corso: certificato valido quattro mesi, agli atti'
          : 'Certificato medico agli atti',
        from: year.from,
        to: isUnderDiagnosis ? addDays(year.from, 150) : year.to,
      })
    } else if (rng.chance(child.origin === 'moroccan' || child.origin === 'senegalese' ? 0.45 : 0.014)) {
      diets.push({
        childId: child.id,
        dietId:
          child.origin === 'moroccan' || child.origin === 'senegalese' ? NO_PORK : rng.weighted(ETHICAL),
        kind: 'ethical',
        state: 'active',
        reason: 'Autodichiarazione della famiglia agli atti',
        from: year.from,
        to: null,
      })
    } else if (rng.chance(0.004)) {
      const from = addDays(today, -rng.int(0, 2))
      diets.push({
        childId: child.id,
        dietId: LIGHT,
        kind: 'light',
        state: 'active',
        reason: 'Richiesta della famiglia, senza certificato',
        from,
        to: addDays(from, 2),
      })
    }
  }
  const last = diets.findLast(({ kind }) => kind === 'health')
  if (last) last.state = 'requested'
  return diets
}
