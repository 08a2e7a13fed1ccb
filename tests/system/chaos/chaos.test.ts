// Guarantee: whatever the network, the clock, the storage and the server do to two tablets of a school, every mark that a
// tablet kept is in the history once, the later tap decides, and tablets, server and ledger end agreed.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { launchOptions } from '@tests/e2e/support/browser'
import { given } from '@tests/support/builders'
import { build } from 'esbuild'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openEmbeddedDatabase } from '@/cli/embedded-database'
import { migrate } from '@/cli/migrate'
import { freeWebPort, startWebServer, type WebServer } from '@/cli/web-server'
import { closePool, db, rows, sql } from '@/db/client'
import { provideEnv } from '@/env'
import { createPairingCode } from '@/modules/identity'
import { addDays, type CivilDate, dayInRome, instantInRome } from '@/shared/dates'
import { SchoolId, type ServiceId } from '@/shared/ids'
import { type BadNetwork, openBadNetwork, type Pages } from './bad-network'
import type { Known, SchoolLog, SchoolPlan } from './conductor'
import { ADULT_KINDS, COUNTED, type DayPlan, drawDay, type Step, weatherAt } from './plan'

const root = path.resolve(import.meta.dirname, '../../..')
/** A few always; many by hand, `CHAOS_SCHEDULES=500`, see docs/operations.md. */
const SCHEDULES = Number(process.env.CHAOS_SCHEDULES) || 15
/** A school lives these days in a row; besides the random schedules there is one that is fixed, see `makeSchool`. */
const DAYS = Math.min(20, Math.max(3, Math.ceil(SCHEDULES / 8)))
const SCHOOLS = Math.ceil(SCHEDULES / DAYS) + 1
/** More tablets at once than the machine can play would measure its patience, and nothing else. */
const AT_ONCE = 8
const CHILDREN = 6
/** How often the server is killed at a random moment, besides once in the middle of the fixed schedule's queue. */
const RESTARTS = SCHEDULES < 100 ? 0 : 3
const CENTS = 590
const seed = Number(process.env.CHAOS_SEED) || Math.trunc(Date.now() % 1_000_000)

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'portale-chaos-'))
chmodSync(dataDir, 0o755)
let stopDatabase: () => Promise<void> = async () => undefined
let port = 0
let web: WebServer
let network: BadNetwork
let context: BrowserContext | null = null
let conductor: Page

/** A file of the test and all it imports, for the browser. */
const bundle = async (file: string, define: Record<string, string> = {}): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path.resolve(import.meta.dirname, file)],
    bundle: true,
    write: false,
    format: 'iife',
    alias: { '@': path.join(root, 'src') },
    define: { 'process.env.NODE_ENV': '"production"', ...define },
  })
  return outputFiles[0]?.text ?? ''
}
const page = (script: string) => ({
  type: 'text/html',
  body: () =>
    `<!doctype html><meta charset="utf-8"><title>Prova</title><body><script src="${script}"></script>`,
})

/** The tablet's page and worker as they would be after so many new versions. */
let version = 0
const pages = async (): Promise<Pages> => {
  const kept = ['/tablet/chaos', '/chaos/tablet.js'].map((url) => ({ url, revision: 'VERSION' }))
  const [tabletScript, conductorScript, workerScript] = await Promise.all([
    bundle('tablet-page.ts'),
    bundle('conductor.ts'),
    bundle(path.join(root, 'src/app/(tablet)/tablet/worker.ts'), { TABLET_ASSETS: JSON.stringify(kept) }),
  ])
  const type = 'text/javascript'
  return {
    '/tablet/chaos': page('/chaos/tablet.js'),
    '/chaos/tablet.js': { type, body: () => `window.CHAOS_VERSION = ${version};${tabletScript}` },
    '/tablet-worker.js': { type, body: () => workerScript.replaceAll('VERSION', String(version)) },
    '/chaos/conductor': page('/chaos/conductor.js'),
    '/chaos/conductor.js': { type, body: () => conductorScript },
  }
}

const serve = async (): Promise<void> => {
  web = startWebServer({ mode: 'start', port })
  await web.ready()
}

const ledgerVerify = (): Promise<number> =>
  new Promise((resolve) => {
    const args = ['--import', 'tsx', path.join(root, 'src/cli/portale.ts'), 'ledger', 'verify', '--json']
    execFile(process.execPath, args, { cwd: root }, (error) => resolve(error ? Number(error.code) : 0))
  })

beforeAll(async () => {
  const secret = () => randomUUID() + randomUUID()
  const database = await openEmbeddedDatabase(dataDir, 'portale', ['fsync=off', 'shared_buffers=128MB'])
  stopDatabase = database.stop
  port = (await freeWebPort(0)) ?? 0
  provideEnv({
    NODE_ENV: 'production',
    PORTALE_DEMO: '1',
    PORTALE_DATA_DIR: dataDir,
    PAYLOAD_SECRET: secret(),
    NEXTAUTH_SECRET: secret(),
    LOG_LEVEL: 'silent',
    PORTALE_WORKER: '0',
    DATABASE_URL: database.url,
    PORT: String(port),
    PORTALE_URL: `http://localhost:${port}`,
  })
  await migrate()
  await serve()
  network = openBadNetwork(port, await pages())
  context = await chromium.launchPersistentContext(path.join(dataDir, 'browser'), launchOptions())
  conductor = await context.newPage()
}, 240_000)

afterAll(async () => {
  await context?.close()
  await network?.close()
  await web?.stop()
  await closePool()
  await stopDatabase()
  rmSync(dataDir, { recursive: true, force: true })
})

/** What an absence after the cut-off costs, by service. */
type Policy = { afterCutoff: 'excuse' | 'charge'; excuseUntil: string | null }
const POLICIES: readonly Policy[] = [
  { afterCutoff: 'excuse', excuseUntil: null },
  { afterCutoff: 'charge', excuseUntil: null },
  { afterCutoff: 'excuse', excuseUntil: '10:15' },
]
const CUTOFF = '09:30'

type Service = { serviceId: ServiceId; code: string; policy: Policy }
type School = { plan: SchoolPlan; service: Service; childIds: number[] }

const makeServices = (): Promise<Service[]> =>
  Promise.all(
    POLICIES.map(async (policy, index) => {
      const code = `mensa-${index}`
      const serviceId = await given.service({ code, cutoffTime: CUTOFF })
      await given.tariff({ serviceId, cents: CENTS })
      await given.calendar({ serviceId })
      await db.execute(sql`
        update public.services set after_cutoff = ${policy.afterCutoff}::text::enum_services_after_cutoff,
          excuse_until = ${policy.excuseUntil} where id = ${serviceId}::int`)
      return { serviceId, code, policy }
    }),
  )

const pairingCode = async (schoolId: number): Promise<string> => {
  const actor = { kind: 'system' as const, name: 'test' }
  const ctx = { actor, now: Temporal.Now.instant(), requestId: randomUUID(), address: '127.0.0.1' }
  return (await createPairingCode(ctx, { schoolId: SchoolId.parse(schoolId) })).pairingCode
}
const revoke = async (deviceId: number): Promise<void> => {
  await db.execute(sql`update public.devices set revoked = true where id = ${deviceId}::int`)
}

const makeSchool = async (
  index: number,
  services: Service[],
  lastDay: CivilDate,
  onMarks: (atMs: number) => void,
): Promise<School> => {
  const service = services[index % services.length]
  if (!service) throw new Error('No service')
  // The first school is fixed: its tablets send nothing for three days, a new version of their app comes in the middle,
  // and the server is killed while they catch up.
  const sizes = index === 0 ? [25, 25, 25, 25, 25, 25] : [CHILDREN]
  const schoolId = await given.school()
  const classIds: number[] = []
  const childIds: number[] = []
  for (const size of sizes) {
    const classId = await given.classGroup({ schoolId })
    classIds.push(classId)
    for (let count = 0; count < size; count++) {
      const childId = await given.child()
      await given.placement({ childId, classId })
      await given.enrolment({ childId, serviceId: service.serviceId })
      childIds.push(childId)
    }
  }
  const count = index === 0 ? 4 : Math.min(DAYS, SCHEDULES - (index - 1) * DAYS)
  const days = Array.from({ length: count }, (_, place): DayPlan => {
    const day = addDays(lastDay, place + 1 - count)
    return drawDay(seed + index * 1_000 + place, day, sizes, index === 0 && place < 3 ? 'away' : undefined)
  })
  if (index === 0) {
    const both = (at: number, pauseMs: number, act: Step['act']): Step[] => [
      { at, tablet: 0, pauseMs, act },
      { at, tablet: 1, pauseMs, act },
    ]
    days[2]?.steps.push(...both(12.5 * 60, 500, { do: 'update' }), ...both(12.6 * 60, 0, { do: 'reload' }))
    days[3]?.steps.unshift(...both(7.1 * 60, 0, { do: 'reload' }))
  }
  const weatherOf = (tablet: 0 | 1) => (atMs: number) => {
    const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO('Europe/Rome')
    const planned = days.find(({ day }) => day === at.toPlainDate().toString())
    const isOver = at.hour >= 13 && planned === days.at(-1)
    return planned && !isOver ? weatherAt(planned.weather[tablet], at.hour * 60 + at.minute) : 'fine'
  }
  const links = await Promise.all(
    ([0, 1] as const).map((tablet) =>
      network.open(seed + index * 1_000 + 500 + tablet, weatherOf(tablet), index === 0 ? onMarks : undefined),
    ),
  )
  const [first, second] = links.map((link) => link.port) as [number, number]
  const plan: SchoolPlan = {
    name: `scuola ${index}`,
    ports: [first, second],
    schoolId,
    classIds,
    service: service.code,
    days,
    hasWorker: index === 0,
  }
  return { plan, service, childIds }
}

const StoredMark = z.object({
  markId: z.string(),
  childId: z.int(),
  serviceId: z.int(),
  day: z.string(),
  status: z.enum(['present', 'absent']),
  detail: z.string().nullable(),
  deviceId: z.int().nullable(),
  atMs: z.coerce.number(),
  arrivedMs: z.coerce.number(),
})
const StoredCount = z.object({
  id: z.string(),
  classId: z.int(),
  serviceId: z.int(),
  day: z.string(),
  kind: z.enum(ADULT_KINDS),
  count: z.int(),
  atMs: z.coerce.number(),
  arrivedMs: z.coerce.number(),
})
const StoredState = z.object({
  childId: z.int(),
  serviceId: z.int(),
  day: z.string(),
  status: z.string(),
  detail: z.string().nullable(),
  markId: z.string(),
  isDue: z.boolean(),
  charges: z.coerce.number(),
  reversals: z.coerce.number(),
  cents: z.coerce.number(),
})

/** The state of a child's day and whether it is to be paid, told from all its marks: the rule, said a second time. */
const expectedOf = (marks: z.infer<typeof StoredMark>[], policy: Policy) => {
  const inOrder = marks.toSorted((a, b) => a.atMs - b.atMs || (a.markId < b.markId ? -1 : 1))
  const latest = inOrder.at(-1)
  if (!latest) throw new Error('No mark')
  const at = (hour: string) => instantInRome(latest.day as CivilDate, hour).epochMilliseconds
  const inTime = inOrder.findLast(({ atMs }) => atMs <= at(CUTOFF))
  const excuseMs =
    policy.afterCutoff === 'charge'
      ? Number.NEGATIVE_INFINITY
      : policy.excuseUntil === null
        ? Number.POSITIVE_INFINITY
        : at(policy.excuseUntil)
  const isDue = latest.status === 'present' || (inTime?.status === 'present' && latest.atMs > excuseMs)
  return { status: latest.status, detail: latest.detail, markId: latest.markId, isDue }
}

/** How far a mark's time may be from the tap: the portal says its time in whole seconds, and answers travel. */
const ACCURACY_MS = 5_000

/**
 * Marks whose time is not that of the tap, or of the sending, on their tablet. Days in which a clock was wrong and the
 * portal had not been heard since are left out: nobody could know.
 */
const mistimed = ({ items, deeds }: SchoolLog) => {
  const dayOf = (atMs: number) => dayInRome(Temporal.Instant.fromEpochMilliseconds(Math.floor(atMs)))
  const byDay = Map.groupBy(deeds, ({ tablet, atMs }) => `${tablet}/${dayOf(atMs)}`)
  let checked = 0
  const wrong = items.flatMap((item) => {
    const of = byDay.get(`${item.tablet}/${item.day}`) ?? []
    if (of.some(({ isClockKnown }) => !isClockKnown)) return []
    const markedMs = Date.parse(item.at)
    const concerning = of.filter(({ childId }) => childId === null || childId === item.childId)
    if (concerning.length === 0) return []
    checked++
    const offByMs = Math.min(...concerning.map(({ atMs }) => Math.abs(atMs - markedMs)))
    return offByMs <= ACCURACY_MS ? [] : [{ ...item, offByMs }]
  })
  return { checked, wrong }
}

const inTurns = async <T, R>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
): Promise<R[]> => {
  const queue = [...all.entries()]
  const results: R[] = []
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1])
    }),
  )
  return results
}

test(`${SCHEDULES} random schedules of two tablets, and three days away (CHAOS_SEED=${seed})`, {
  timeout: 900_000,
}, async () => {
  console.info(`chaos: CHAOS_SEED=${seed}`)
  const started = Date.now()
  const services = await makeServices()
  const lastDay = addDays(dayInRome(Temporal.Now.instant()), -1)
  // The server is killed while they play, and once in the middle of the longest queue.
  let played = 0
  let restarts = 0
  let restarting: Promise<void> = Promise.resolve()
  const restart = () => {
    restarts++
    restarting = restarting.then(async () => {
      web.kill('SIGKILL')
      await web.exited
      await serve()
    })
  }
  let caughtUp = 0
  const onMarks = (atMs: number) => {
    const day = dayInRome(Temporal.Instant.fromEpochMilliseconds(atMs))
    if (day === lastDay && ++caughtUp === 4) restart()
  }
  const schools: School[] = []
  for (let index = 0; index < SCHOOLS; index++)
    schools.push(await makeSchool(index, services, lastDay, onMarks))
  const planned = schools.reduce((sum, { plan }) => sum + plan.days.length, 0)

  await conductor.exposeFunction('pairingCode', pairingCode)
  await conductor.exposeFunction('revoke', revoke)
  await conductor.exposeFunction('newVersion', () => ++version)
  await conductor.exposeFunction('dayPlayed', () => {
    played++
    for (let time = 1; time <= RESTARTS; time++)
      if (played === Math.floor((planned * time) / (RESTARTS + 1))) restart()
  })
  const stage = await network.open(seed, () => 'fine')
  await conductor.goto(`http://localhost:${stage.port}/chaos/conductor`)
  const logs = await inTurns(schools, AT_ONCE, ({ plan }) =>
    conductor.evaluate((one) => window.conduct(one), plan),
  )
  await restarting
  while (network.late() > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  const seconds = (Date.now() - started) / 1000

  const faults = logs.flatMap((log, index) =>
    log.faults.map((fault) => `${schools[index]?.plan.name}: ${fault}`),
  )
  const marks = await rows(
    db,
    StoredMark,
    sql`select mark_id as "markId", child_id as "childId", service_id as "serviceId", day::text, status, detail, device_id as "deviceId",
          extract(epoch from marked_at) * 1000 as "atMs", extract(epoch from received_at) * 1000 as "arrivedMs" from portal.mark`,
  )
  const states = await rows(
    db,
    StoredState,
    sql`select a.child_id as "childId", a.service_id as "serviceId", a.day::text, a.status, a.detail, a.mark_id as "markId", a.is_due as "isDue",
          coalesce(l.charges, 0) as charges, coalesce(l.reversals, 0) as reversals, coalesce(l.cents, 0) as cents
        from portal.attendance a
        left join (select child_id, service_id, day, count(*) filter (where kind = 'charge') as charges,
                     count(*) filter (where kind = 'reversal') as reversals, sum(cents) as cents
                   from portal.ledger_line group by 1, 2, 3) l using (child_id, service_id, day)`,
  )
  const adults = await rows(
    db,
    StoredCount,
    sql`select count_id as id, class_id as "classId", service_id as "serviceId", day::text, kind, count,
          extract(epoch from counted_at) * 1000 as "atMs", extract(epoch from received_at) * 1000 as "arrivedMs" from portal.adult_count`,
  )
  const total = (of: (log: SchoolLog) => number) => logs.reduce((sum, log) => sum + of(log), 0)
  const counts = Object.fromEntries(COUNTED.map((name) => [name, total((log) => log.counts[name])]))
  const times = logs.map(mistimed)
  const byDay = Map.groupBy(marks, ({ childId, serviceId, day }) => `${childId}/${serviceId}/${day}`)
  console.info(
    JSON.stringify({
      seconds,
      planned,
      restarts,
      ...counts,
      marks: marks.length,
      adultCounts: adults.length,
      timesChecked: times.reduce((sum, { checked }) => sum + checked, 0),
      states: states.length,
      fromBothTablets: [...byDay.values()].filter(
        (of) => new Set(of.map(({ deviceId }) => deviceId)).size > 1,
      ).length,
      queueMax: Math.max(...logs.map(({ queueMax }) => queueMax)),
      outcomes: Object.fromEntries(network.outcomes),
      faults: Object.fromEntries(network.played),
    }),
  )
  if (process.env.CHAOS_DEBUG)
    console.info(logs.flatMap(({ listless }, index) => listless.map((why) => `${index} ${why}`)).join('\n'))

  // Nothing was impossible, and the tablets have nothing left to send.
  expect.soft(faults.slice(0, 10)).toEqual([])
  expect
    .soft(logs.flatMap((log) => log.left))
    .toEqual(logs.flatMap(() => [0, 1].map(() => ({ waiting: 0, held: 0, phase: 'paired' }))))

  // Every mark and count that a tablet kept is in the history, as it was tapped, once; what was taken back is not.
  const stored = new Map<string, { said: string; day: string; atMs: number; arrivedMs: number }>()
  for (const { markId, childId, status, detail, ...rest } of marks)
    stored.set(markId, { said: `${childId} ${status} ${detail ?? ''}`, ...rest })
  for (const { id, classId, kind, count, ...rest } of adults)
    stored.set(id, { said: `${classId} ${kind} ${count}`, ...rest })
  const days = new Set(schools.flatMap(({ plan }) => plan.days.map(({ day }) => day)))
  const wrongIn = (item: Known) => {
    const found = stored.get(item.id)
    if (item.isUndone) return found ? 'taken back, and there' : null
    // A list of another year, of a clock that jumped while it was read: the portal refuses it, and says so.
    const isOtherwhen =
      !days.has(item.day) && (network.seen.get(item.id)?.story.includes('200 closed-day') ?? false)
    if (!found) return item.mayVanish || isOtherwhen ? null : 'lost'
    // A tap in the future, of a clock wrong by a year, counts as of its arrival.
    const atMs = Math.min(Date.parse(item.at), found.arrivedMs)
    return found.day === item.day && found.said === item.said && found.atMs === atMs ? null : 'changed'
  }
  const wrongItems = logs
    .flatMap((log) => log.items)
    .flatMap((item) => {
      const wrong = wrongIn(item)
      return wrong ? [{ ...item, wrong, story: network.seen.get(item.id)?.story }] : []
    })
  expect.soft(wrongItems.slice(0, 5)).toEqual([])
  // Nothing came from nowhere.
  expect.soft([...stored.keys()].filter((id) => !network.seen.has(id))).toEqual([])
  // As of when it was tapped.
  expect.soft(times.flatMap(({ wrong }) => wrong).slice(0, 5)).toEqual([])

  // The latest tap decides, and the ledger holds its charge.
  const policyOf = new Map(services.map(({ serviceId, policy }) => [Number(serviceId), policy]))
  expect.soft(states.length).toBe(byDay.size)
  const wrongStates = states.flatMap((state): object[] => {
    const policy = policyOf.get(state.serviceId)
    const all = byDay.get(`${state.childId}/${state.serviceId}/${state.day}`)
    if (!policy || !all) return [{ state, why: 'no marks' }]
    const expected = expectedOf(all, policy)
    const { status, detail, markId, isDue, charges, reversals, cents } = state
    const isRight =
      status === expected.status &&
      detail === expected.detail &&
      markId === expected.markId &&
      isDue === expected.isDue &&
      charges - reversals === (isDue ? 1 : 0) &&
      cents === (isDue ? -CENTS : 0)
    return isRight ? [] : [{ state, expected, marks: all }]
  })
  expect.soft(wrongStates.slice(0, 3)).toEqual([])

  // The tablets show what the server holds.
  const held = new Map(
    states.map((state) => [`${state.childId}/${state.serviceId}/${state.day}`, state.status]),
  )
  const counted = new Map<string, number>()
  for (const one of adults.toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)))
    counted.set(`${one.classId}/${one.serviceId}/${one.day}/${one.kind}`, one.count)
  const disagreeing = schools.flatMap(({ plan, service }, index) =>
    (logs[index]?.statuses ?? []).flatMap(({ day, problem, attendance, adults }): object[] => {
      if (problem !== null || day !== plan.days.at(-1)?.day) return [{ school: plan.name, day, problem }]
      const children = attendance.map(({ id, attendance }) => ({
        id,
        shown: attendance.find((one) => one.service === service.code)?.status ?? null,
        there: held.get(`${id}/${service.serviceId}/${day}`) ?? null,
      }))
      const meals = plan.classIds.flatMap((id) =>
        ADULT_KINDS.map((kind) => ({
          id,
          kind,
          shown:
            adults.find((one) => one.classId === id && one.service === service.code && one.kind === kind)
              ?.count ?? 0,
          there: counted.get(`${id}/${service.serviceId}/${day}/${kind}`) ?? 0,
        })),
      )
      return [...children, ...meals].filter(({ shown, there }) => shown !== there)
    }),
  )
  expect.soft(disagreeing.slice(0, 5)).toEqual([])

  // The test did what it says: 400 marks in one queue, the server killed while it went, every fault.
  expect.soft(logs[0]?.queueMax).toBeGreaterThanOrEqual(400)
  expect.soft(restarts).toBe(RESTARTS + 1)
  if (SCHEDULES >= 100) expect.soft([...network.played.keys()].toSorted()).toHaveLength(11)
  expect.soft(await ledgerVerify()).toBe(0)
})
