// Guarantee: what a family asks reaches the tablets that have the child on today's list, and no other; nobody without a
// tablet's token can listen.
import { randomUUID } from 'node:crypto'
import { type Classroom, given, guardianCtx, lineTabletCtx, tabletCtx } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { afterEach, expect, test } from 'vitest'
import { GET } from '@/app/api/v1/tablet/live/route'
import { announceList, watchList } from '@/modules/attendance'
import { askMeals } from '@/modules/family'
import { addDays, dayInRome, instantInRome } from '@/shared/dates'
import { ServiceCode } from '@/shared/ids'

const today = dayInRome(Temporal.Now.instant())
const before = instantInRome(today, '09:00')
const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** How often each tablet was told, after its first time. */
const watching = async (...actors: Parameters<typeof watchList>[0][]): Promise<() => number[]> => {
  const told = actors.map(() => 0)
  for (const [place, actor] of actors.entries())
    stops.push(
      watchList(
        actor,
        () => today,
        () => {
          told[place] = (told[place] ?? 0) + 1
        },
      ),
    )
  expect(told.every((times) => times === 1)).toBe(true)
  // The process's line to the database is open once a word to everybody has come through.
  announceList(today, null)
  await expect.poll(() => told.every((times) => times >= 2)).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const start = [...told]
  return () => told.map((times, place) => times - (start[place] ?? 0))
}

const cancel = async (room: Classroom, day = today, place = 0) => {
  const childId = room.childIds[place]
  if (!childId) throw new Error('No such child')
  const family = await guardianCtx(await given.account({ childId }), { now: before })
  await askMeals(family, {
    actId: randomUUID(),
    childId,
    service: ServiceCode.parse(room.code),
    wish: 'cancel',
    from: day,
    to: day,
  })
}

test('a cancellation is told to the school of the child alone', async () => {
  const [own, other] = [await given.classroom({ children: 1 }), await given.classroom({ children: 1 })]
  const told = await watching(tabletCtx(own).actor, tabletCtx(other).actor)
  await cancel(own)
  await expect.poll(told).toEqual([1, 0])
})

test('one of another day is told to nobody', async () => {
  const own = await given.classroom({ children: 2 })
  const told = await watching(tabletCtx(own).actor)
  await cancel(own, addDays(today, 1))
  await cancel(own, today, 1)
  await expect.poll(told).toEqual([1])
})

test('a ride that is cancelled is told to the line’s tablets as well', async () => {
  const line = await given.busLine({ children: 1 })
  const told = await watching(
    lineTabletCtx(line).actor,
    lineTabletCtx(await given.busLine({ children: 1 })).actor,
  )
  await cancel(line)
  await expect.poll(told).toEqual([1, 0])
})

test('without a tablet’s token there is nothing to hear', async () => {
  const answer = await GET(new Request('http://portale.test/api/v1/tablet/live'))
  expect(answer.status).toBe(401)
})
