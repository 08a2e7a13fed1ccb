import { describe, expect, test } from 'vitest'
import { menuGaps } from '@/modules/menu'
import { addDays, civilDate } from '@/shared/dates'
import { isFiscalCode } from '@/shared/fiscal-code'
import { type Demo, generateDemo } from './demo'
import { italianIban, REFEZIONE, SCUOLABUS, SERVICES } from './services'

// Guarantee: a demo is the same for the same day, and everything in it would pass the checks of the real data.

const today = civilDate('2026-11-24')
const demos: [string, Demo][] = [
  ['small', generateDemo('small', today)],
  ['town', generateDemo('town', today)],
]

test('the same day and scale give the same demo', () => {
  expect(generateDemo('small', today)).toEqual(demos[0]?.[1])
})

test('the menus are whole, of dishes there are, for every day of the year', () => {
  const { dishes, menus, year } = generateDemo('small', today)
  const ids = new Set(dishes.map(({ id }) => id))
  for (const { weeks, days } of menus) {
    expect(
      menuGaps(
        weeks,
        days.map(({ dishIds, week, weekday }) => ({ week, weekday: String(weekday), dishes: dishIds })),
      ),
    ).toBeNull()
    expect(days.flatMap(({ dishIds }) => dishIds).filter((id) => !ids.has(id))).toEqual([])
  }
  const [winter, summer] = menus.filter(({ serviceId }) => serviceId === REFEZIONE)
  expect([winter?.from, summer?.from, summer?.to]).toEqual([
    year.from,
    addDays(winter?.to ?? today, 1),
    year.to,
  ])
})

describe.each(demos)('%s', (scale, demo) => {
  const { children, guardians, guardianships, households } = demo.families

  test('has the size it promises, in classes of a real school', () => {
    expect([children.length, demo.schools.length, demo.classes.length]).toEqual(
      scale === 'small' ? [200, 4, 11] : [6_000, 40, 250],
    )
    expect(Math.max(...demo.classes.map(({ size }) => size))).toBeLessThanOrEqual(28)
    expect(new Set(demo.classes.map(({ schoolId, name }) => `${schoolId}/${name}`)).size).toBe(
      demo.classes.length,
    )
    expect(new Set(demo.schools.map(({ code }) => code)).size).toBe(demo.schools.length)
  })

  test('seats who has the bus at a stop of one line, which its runs reach', () => {
    const { lines, stops, riders } = demo.bus
    expect(lines.length).toBe(scale === 'small' ? 2 : 13)
    const lineOf = new Map(stops.map(({ id, lineId }) => [id, lineId]))
    const enrolled = demo.enrolments.filter(({ serviceId }) => serviceId === SCUOLABUS)
    expect(riders.map(({ childId }) => childId).sort()).toEqual(enrolled.map(({ childId }) => childId).sort())
    for (const { outwardStopId, returnStopId } of riders) {
      const ridden = [outwardStopId, returnStopId].flatMap((id) => (id === null ? [] : [lineOf.get(id)]))
      expect(new Set(ridden).size).toBe(1)
    }
    expect(
      new Set(riders.map(({ outwardStopId, returnStopId }) => lineOf.get(outwardStopId ?? returnStopId ?? 0)))
        .size,
    ).toBe(lines.length)
  })

  test('gives everybody a valid fiscal code of their own', () => {
    const codes = [...children, ...guardians].flatMap(({ fiscalCode }) => fiscalCode ?? [])
    expect(codes.filter((code) => !isFiscalCode(code))).toEqual([])
    expect(new Set(codes).size).toBe(codes.length)
    expect(new Set(children.map(({ childCode }) => childCode)).size).toBe(children.length)
  })

  test('about a third of the children have siblings, and each child has one reference guardian', () => {
    const siblings = households
      .filter(({ childIds }) => childIds.length > 1)
      .flatMap(({ childIds }) => childIds)
    expect(siblings.length / children.length).toBeGreaterThan(0.27)
    expect(siblings.length / children.length).toBeLessThan(0.43)
    const references = guardianships.filter(({ isReference }) => isReference).map(({ childId }) => childId)
    expect(references.sort((one, other) => one - other)).toEqual(children.map(({ id }) => id))
    expect(guardians.filter(({ email }) => email && !email.endsWith('@example.org'))).toEqual([])
  })

  test('marks nobody today, nor on a day without school', () => {
    const days = new Set(demo.history.marks.map(({ day }) => day))
    expect(days.size).toBe(28)
    expect([...days].filter((day) => day >= today)).toEqual([])
    expect(days.has(civilDate('2026-11-01'))).toBe(false)
  })

  test('the balances are those of a town: most hold some meals, a few owe', () => {
    const balances = new Map<number, number>()
    for (const { childId, cents } of demo.history.lines) {
      balances.set(childId, (balances.get(childId) ?? 0) + cents)
    }
    const owing = [...balances.values()].filter((cents) => cents < 0)
    expect(owing.length / balances.size).toBeLessThan(0.05)
    expect(Math.min(...owing)).toBeGreaterThan(-2_000)
  })

  test('has a family for each case', () => {
    expect(demo.demoFamilies.map(({ family }) => family)).toEqual([
      'threeChildren',
      'siblingToAdd',
      'separated',
      'lowBalance',
      'negativeBalance',
      'schoolBus',
      'plain',
    ])
    const balanceOf = (wanted: string) => {
      const child = demo.demoFamilies.find(({ family }) => family === wanted)?.child
      return demo.history.lines
        .filter(({ childId, serviceId }) => childId === child?.id && serviceId === REFEZIONE)
        .reduce((sum, { cents }) => sum + cents, 0)
    }
    expect(balanceOf('negativeBalance')).toBeLessThan(0)
    expect(balanceOf('lowBalance')).toBeLessThan(590)
    expect(balanceOf('lowBalance')).toBeGreaterThanOrEqual(0)
  })
})

test.each(['2026-09-02', '2026-09-24', '2027-01-07', '2027-07-15', '2027-08-31', '2028-02-29'])(
  'a demo can be made on %s',
  (day) => {
    const demo = generateDemo('small', civilDate(day))
    expect(demo.families.children).toHaveLength(200)
    expect(demo.history.marks.filter((mark) => mark.day >= day)).toEqual([])
  },
)

test('account numbers have right check digits', () => {
  expect(italianIban('05428', '11101', '000000123456')).toBe('IT60X0542811101000000123456')
  for (const { iban } of SERVICES) expect(iban).toMatch(/^IT\d{2}[A-Z]\d{10}[0-9A-Z]{12}$/)
})
