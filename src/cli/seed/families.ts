import { childCodeOf, FIRST_CHILD_SEQUENCE } from '@/shared/child-code'
import { fiscalCodeCheckLetter, fiscalCodeOf } from '@/shared/fiscal-code'
import { ADULT_PLACES, CHILD_PLACES, namesOf, ORIGINS, type Origin, STREETS } from './names'
import type { Random } from './random'
import type { ClassGroup, School } from './schools'

export type Sex = 'F' | 'M'
export type Child = {
  id: number
  householdId: number
  origin: Origin
  surname: string
  name: string
  childCode: string
  fiscalCode: string | null
  birthDate: string
  sex: Sex
  isResident: boolean
  classId: number
}
export type Guardian = {
  id: number
  surname: string
  name: string
  fiscalCode: string | null
  email: string | null
  mobile: string | null
  address: string
}
export type Guardianship = {
  childId: number
  guardianId: number
  isReference: boolean
  contactsHidden: boolean
}
export type HouseholdShape = 'together' | 'separated' | 'single' | 'withTutor'
export type Household = { id: number; shape: HouseholdShape; childIds: number[] }
export type Families = {
  children: Child[]
  guardians: Guardian[]
  guardianships: Guardianship[]
  households: Household[]
}

const OMOCODIA = 'LMNPQRSTUV'
/** From the right, as the tax office does: the last digit first. */
const OMOCODIA_ORDER = [14, 13, 12, 10, 9, 7, 6]

/** The `rank`-th code given to people whose data make one code: 0 is the plain one. */
const omocodiaOf = (code: string, rank: number): string => {
  const chars = [...code.slice(0, 15)]
  for (const [bit, position] of OMOCODIA_ORDER.entries()) {
    if (rank & (1 << bit)) chars[position] = OMOCODIA[Number(chars[position])] ?? 'L'
  }
  const first15 = chars.join('')
  return first15 + fiscalCodeCheckLetter(first15)
}

/** Eleven digits, as given for a while to who has no code yet. */
const provisionalCode = (rng: Random): string => {
  const digits = Array.from({ length: 10 }, () => rng.int(0, 9))
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return `${digits.join('')}${(10 - (sum % 10)) % 10}`
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()
const birthDateIn = (rng: Random, year: number): string => {
  const month = rng.int(1, 12)
  return `${year}-${String(month).padStart(2, '0')}-${String(rng.int(1, daysIn(year, month))).padStart(2, '0')}`
}

/** One place in a class, for a child born in a year. */
type Place = { classId: number; birthYear: number; zone: number }

const BIRTH_YEARS_BACK: Record<ClassGroup['level'], (group: ClassGroup, rng: Random) => number> = {
  nursery: (group) => group.grade,
  preschool: (_, rng) => rng.int(3, 5),
  primary: (group, rng) => group.grade + 5 + (rng.chance(0.01) ? 1 : 0),
  lowerSecondary: (group, rng) => group.grade + 10 + (rng.chance(0.02) ? 1 : 0),
}

const placesOf = (rng: Random, schools: School[], classes: ClassGroup[], startYear: number): Place[] => {
  const zones = Math.max(1, ...schools.map((school) => school.clusterId ?? 1))
  const zoneOf = new Map(schools.map((school) => [school.id, school.clusterId ?? 1 + (school.id % zones)]))
  return classes.flatMap((group) =>
    Array.from({ length: group.size }, () => ({
      classId: group.id,
      birthYear: startYear - BIRTH_YEARS_BACK[group.level](group, rng),
      zone: zoneOf.get(group.schoolId) ?? 1,
    })),
  )
}

const SIZES = [
  [1, 797],
  [2, 172],
  [3, 31],
] as const
const SHAPES = [
  ['together', 75],
  ['separated', 13],
  ['single', 10],
  ['withTutor', 2],
] as const satisfies readonly (readonly [HouseholdShape, number])[]

/** The places of one household: siblings go to schools of one quarter, and are not born in the same year. */
const takePlaces = (rng: Random, deck: Place[]): Place[] => {
  const first = deck.pop()
  if (!first) return []
  const taken = [first]
  const wanted = rng.weighted(SIZES)
  for (let index = deck.length - 1; index >= 0 && index >= deck.length - 60; index--) {
    if (taken.length === wanted) break
    const place = deck[index] as Place
    const gap = Math.min(...taken.map((other) => Math.abs(other.birthYear - place.birthYear)))
    const isTwin = gap === 0 && taken.length === 1 && place.classId === first.classId && rng.chance(0.3)
    if ((gap >= 1 && gap <= 8) || isTwin) {
      taken.push(place)
      deck.splice(index, 1)
    }
  }
  return taken.sort((one, other) => one.birthYear - other.birthYear)
}

/** Prefixes that no operator has been given: a demo can never ring anybody. */
const mobileOf = (rng: Random) =>
  `+39${rng.pick(['300', '301', '302', '303'])}${String(rng.int(0, 9_999_999)).padStart(7, '0')}`

/**
 * Children of all classes with their parents. About a third have siblings; some parents live apart, and of those
 * some have their contacts hidden by a judge. Every child has exactly one reference guardian.
 */
export const generateFamilies = (
  rng: Random,
  town: { schools: School[]; classes: ClassGroup[] },
  startYear: number,
): Families => {
  const families: Families = { children: [], guardians: [], guardianships: [], households: [] }
  const codes = new Set<string>()
  const issue = (person: Parameters<typeof fiscalCodeOf>[0]): string => {
    const code = fiscalCodeOf(person)
    for (let rank = 0; rank < 128; rank++) {
      const issued = omocodiaOf(code, rank)
      if (!codes.has(issued)) {
        codes.add(issued)
        return issued
      }
    }
    throw new Error('More than 128 people share one fiscal code')
  }
  const issueProvisional = (): string => {
    for (;;) {
      const code = provisionalCode(rng)
      if (!codes.has(code)) {
        codes.add(code)
        return code
      }
    }
  }
  const address = () => {
    const street = rng.pick(STREETS)
    return `${street.charAt(0).toUpperCase()}${street.slice(1)} ${rng.int(1, 180)}, 6112${rng.int(1, 2)} Pesaro`
  }

  const addGuardian = (sex: Sex, origin: Origin, surname: string, birthYear: number, home: string) => {
    const name = rng.pick(sex === 'F' ? namesOf(origin).women : namesOf(origin).men)
    const id = families.guardians.length + 1
    families.guardians.push({
      id,
      surname,
      name,
      fiscalCode: rng.chance(0.985)
        ? issue({
            surname,
            name,
            sex,
            birthDate: birthDateIn(rng, birthYear),
            placeCode: rng.pick(ADULT_PLACES[origin]),
          })
        : null,
      email: rng.chance(0.93) ? `${plain(name)}.${plain(surname)}${id}@example.org` : null,
      mobile: rng.chance(0.97) ? mobileOf(rng) : null,
      address: home,
    })
    return id
  }

  const addHousehold = (places: Place[]) => {
    const origin = rng.weighted(ORIGINS)
    const motherOrigin = rng.chance(0.94) ? origin : rng.weighted(ORIGINS)
    const surname = rng.pick(namesOf(origin).surnames)
    const motherSurname = rng.pick(namesOf(motherOrigin).surnames)
    const childSurname =
      origin === 'italian' && rng.chance(0.04) && !surname.includes(' ') && !motherSurname.includes(' ')
        ? `${surname} ${motherSurname}`
        : surname
    const id = families.households.length + 1
    const shape = rng.weighted(SHAPES)
    const childIds: number[] = []
    const usedNames = new Set<string>()
    let previous: Child | undefined
    for (const [index, place] of places.entries()) {
      const isTwin = index > 0 && place.birthYear === places[index - 1]?.birthYear
      const sex: Sex = rng.chance(0.485) ? 'F' : 'M'
      const names = sex === 'F' ? namesOf(origin).girls : namesOf(origin).boys
      let name = rng.pick(names)
      while (usedNames.has(name)) name = rng.pick(names)
      usedNames.add(name)
      const birthDate = isTwin && previous ? previous.birthDate : birthDateIn(rng, place.birthYear)
      const placeCode =
        origin !== 'italian' && rng.chance(0.12)
          ? (ADULT_PLACES[origin][0] as string)
          : rng.weighted(CHILD_PLACES)
      const child: Child = {
        id: families.children.length + 1,
        householdId: id,
        origin,
        surname: childSurname,
        name,
        childCode: childCodeOf(FIRST_CHILD_SEQUENCE + families.children.length),
        fiscalCode:
          origin !== 'italian' && rng.chance(0.02)
            ? issueProvisional()
            : rng.chance(0.002)
              ? omocodia(issue, codes, { surname: childSurname, name, sex, birthDate, placeCode })
              : issue({ surname: childSurname, name, sex, birthDate, placeCode }),
        birthDate,
        sex,
        isResident: rng.chance(0.94),
        classId: place.classId,
      }
      families.children.push(child)
      childIds.push(child.id)
      previous = child
    }
    families.households.push({ id, shape, childIds })

    const eldest = places[0]?.birthYear ?? startYear
    const home = address()
    const motherYear = eldest - rng.int(23, 40)
    const mother = addGuardian('F', motherOrigin, motherSurname, motherYear, home)
    const guardians = [{ id: mother, hidden: false }]
    if (shape !== 'single') {
      const fatherHome = shape === 'separated' ? address() : home
      const father = addGuardian('M', origin, surname, motherYear - rng.int(-2, 7), fatherHome)
      guardians.push({ id: father, hidden: false })
      if (shape === 'separated' && rng.chance(0.25)) {
        const hidden = rng.pick(guardians)
        hidden.hidden = true
      }
    }
    if (shape === 'withTutor') {
      const sex: Sex = rng.chance(0.6) ? 'F' : 'M'
      const tutor = addGuardian(
        sex,
        'italian',
        rng.pick(namesOf('italian').surnames),
        motherYear - 22,
        address(),
      )
      guardians.push({ id: tutor, hidden: false })
    }
    const reference = guardians.length > 1 && rng.chance(0.38) ? guardians[1] : guardians[0]
    for (const childId of childIds) {
      for (const guardian of guardians) {
        families.guardianships.push({
          childId,
          guardianId: guardian.id,
          isReference: guardian === reference,
          contactsHidden: guardian.hidden,
        })
      }
    }
  }

  const byZone = Map.groupBy(
    rng.shuffled(placesOf(rng, town.schools, town.classes, startYear)),
    (place) => place.zone,
  )
  for (const zone of [...byZone.keys()].sort((one, other) => one - other)) {
    const deck = byZone.get(zone) ?? []
    while (deck.length > 0) addHousehold(takePlaces(rng, deck))
  }
  return families
}

/** A code with omocodia although nobody else has the plain one here: the other person lives elsewhere. */
const omocodia = (
  issue: (person: Parameters<typeof fiscalCodeOf>[0]) => string,
  codes: Set<string>,
  person: Parameters<typeof fiscalCodeOf>[0],
): string => {
  codes.add(fiscalCodeOf(person))
  return issue(person)
}
