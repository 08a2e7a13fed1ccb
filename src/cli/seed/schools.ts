import { CLUSTER_NAMES, QUARTERS, SCHOOL_NAMES, STREETS } from './names'
import type { Random } from './random'

/** `thousand` is a small town for the benchmark: what a cost per child is compared with. */
export const SCALES = ['small', 'thousand', 'town', 'city'] as const
export type Scale = (typeof SCALES)[number]
export const LEVELS = ['nursery', 'preschool', 'primary', 'lowerSecondary'] as const
export type Level = (typeof LEVELS)[number]

export type Cluster = { id: number; name: string; code: string }
export type School = {
  id: number
  name: string
  code: string
  level: Level
  clusterId: number | null
  address: string
}
export type ClassGroup = {
  id: number
  schoolId: number
  level: Level
  name: string
  /** 1 to 5 for a primary class, 1 to 3 above it; of a nursery or preschool group it is the age that prevails. */
  grade: number
  /** Null: every day on which the canteen is open. */
  canteenWeekdays: number[] | null
  size: number
}

const times = (count: number, classes: number) => Array.from({ length: count }, () => classes)

/** Classes of each school, by level. */
const SHAPES: Record<Scale, { children: number; classes: Record<Level, number[]> }> = {
  small: { children: 200, classes: { nursery: [1], preschool: [2], primary: [5], lowerSecondary: [3] } },
  thousand: {
    children: 1_000,
    classes: { nursery: [2], preschool: [4, 4], primary: [10, 10], lowerSecondary: [9, 3] },
  },
  town: {
    children: 6_000,
    classes: {
      nursery: times(4, 3),
      preschool: [5, ...times(13, 4)],
      primary: [...times(11, 10), ...times(4, 5)],
      lowerSecondary: [...times(3, 9), ...times(4, 6)],
    },
  },
  city: {
    children: 100_000,
    classes: {
      nursery: times(50, 3),
      preschool: times(210, 4),
      primary: [...times(200, 10), ...times(40, 5)],
      lowerSecondary: [...times(90, 9), ...times(33, 6)],
    },
  },
}

const TITLES: Record<Level, string> = {
  nursery: 'Nido d’infanzia',
  preschool: 'Scuola dell’infanzia',
  primary: 'Scuola primaria',
  lowerSecondary: 'Scuola secondaria di I grado',
}
const CODES: Record<Level, string> = {
  nursery: 'PSNI',
  preschool: 'PSAA',
  primary: 'PSEE',
  lowerSecondary: 'PSMM',
}
/** How full a group of each level is, beside a class of a primary school. */
const FILLING: Record<Level, number> = { nursery: 0.75, preschool: 1, primary: 1, lowerSecondary: 1.03 }

const SECTIONS = 'ABCDEFGH'
const NURSERY_GROUPS = ['Lattanti', 'Medi', 'Grandi']
const AFTERNOONS = [
  [1, 3],
  [2, 4],
  [1, 4],
  [2, 5],
  [1, 3, 5],
  [1, 2, 4],
] as const
const LOWER_SECONDARY_AFTERNOONS = [
  [1, 3],
  [2, 4],
  [1, 4],
  [2, 5],
] as const

const schoolName = (level: Level, index: number): string => {
  const names = SCHOOL_NAMES[level]
  const name = `${TITLES[level]} ${names[index % names.length]}`
  const round = Math.floor(index / names.length)
  return round === 0 ? name : `${name} (${QUARTERS[(index + round) % QUARTERS.length]})`
}

type Outline = Pick<ClassGroup, 'name' | 'grade' | 'canteenWeekdays'>

const outlines = (rng: Random, level: Level, count: number): Outline[] => {
  if (level === 'nursery') {
    return Array.from({ length: count }, (_, index) => ({
      name: NURSERY_GROUPS[NURSERY_GROUPS.length - count + index] ?? `Gruppo ${index + 1}`,
      grade: index === 0 && count > 1 ? 1 : 2,
      canteenWeekdays: null,
    }))
  }
  if (level === 'preschool') {
    return Array.from({ length: count }, (_, index) => ({
      name: `Sezione ${SECTIONS[index]}`,
      grade: 4,
      canteenWeekdays: null,
    }))
  }
  const grades = level === 'primary' ? 5 : 3
  return Array.from({ length: count / grades }, (_, section) => {
    // Section A of a primary school is full time, the others half of the times.
    const isFullTime = level === 'primary' && (section === 0 || rng.chance(0.5))
    const weekdays = isFullTime
      ? null
      : [...rng.pick(level === 'primary' ? AFTERNOONS : LOWER_SECONDARY_AFTERNOONS)]
    return Array.from({ length: grades }, (_, index) => ({
      name: `${index + 1}${SECTIONS[section]}`,
      grade: index + 1,
      canteenWeekdays: weekdays,
    }))
  }).flat()
}

/** Shares `total` among the groups, fuller and emptier ones, to the last child. */
const fill = (rng: Random, groups: { level: Level }[], total: number): number[] => {
  const weights = groups.map(({ level }) => FILLING[level] * (0.94 + rng.next() * 0.12))
  const sum = weights.reduce((one, other) => one + other, 0)
  let given = 0
  let wanted = 0
  return weights.map((weight) => {
    wanted += (weight / sum) * total
    const size = Math.round(wanted) - given
    given += size
    return size
  })
}

/** Clusters, schools and classes of a scale; the sizes of the classes add up to its number of children. */
export const generateSchools = (
  rng: Random,
  scale: Scale,
): { clusters: Cluster[]; schools: School[]; classes: ClassGroup[] } => {
  const shape = SHAPES[scale]
  const stateSchools =
    shape.classes.preschool.length + shape.classes.primary.length + shape.classes.lowerSecondary.length
  const clusterCount = Math.max(1, Math.round(stateSchools / 5))
  const clusters = Array.from({ length: clusterCount }, (_, index): Cluster => {
    const name = CLUSTER_NAMES[index % CLUSTER_NAMES.length]
    const round = Math.floor(index / CLUSTER_NAMES.length)
    return {
      id: index + 1,
      name: `Istituto comprensivo ${name}${round === 0 ? '' : ` ${QUARTERS[(index + round) % QUARTERS.length]}`}`,
      code: `PSIC8${String(index + 1).padStart(3, '0')}00`,
    }
  })
  const schools: School[] = []
  const outlined: Omit<ClassGroup, 'size'>[] = []
  for (const level of LEVELS) {
    for (const [index, count] of shape.classes[level].entries()) {
      const school: School = {
        id: schools.length + 1,
        name: schoolName(level, index),
        code: `${CODES[level]}${String(8_010 + index).padStart(5, '0')}${SECTIONS[index % 8]}`,
        level,
        clusterId: level === 'nursery' ? null : (clusters[index % clusterCount]?.id ?? null),
        address: `${rng.pick(STREETS)} ${rng.int(1, 90)}, 6112${rng.int(1, 2)} Pesaro`,
      }
      schools.push(school)
      for (const outline of outlines(rng, level, count)) {
        outlined.push({ id: outlined.length + 1, schoolId: school.id, level, ...outline })
      }
    }
  }
  const sizes = fill(rng, outlined, shape.children)
  return {
    clusters,
    schools,
    classes: outlined.map((group, index) => ({ ...group, size: sizes[index] ?? 0 })),
  }
}
