// Guarantee: no child waits at a stop where its bus does not come by, whoever writes it, and the office reads why; a
// municipality's file of riders comes in whole or not at all, and the same file again changes nothing.
import { given } from '@tests/support/builders'
import { askOffice, openOffice } from '@tests/support/office'
import { beforeAll, expect, test } from 'vitest'
import { systemCtx } from '@/cli/system-ctx'
import { db, sql } from '@/db/client'
import { importTable } from '@/modules/imports'
import type { ChildId, LineId, StopId } from '@/shared/ids'

let token = ''
let line: LineId
let first: StopId
let outwardOnly: StopId
let elsewhere: StopId

beforeAll(async () => {
  const payload = await openOffice()
  const staff = { email: 'office@esempio.it', password: 'barca-limone-otto' }
  await payload.create({ collection: 'staff', data: { ...staff, name: 'Prova', roles: ['office'] } })
  token = JSON.parse((await askOffice('/staff/login', { method: 'POST', body: staff })).text).token
  line = await given.line()
  first = await given.stop({ lineId: line, name: 'Piazza', outward: '07:30', back: '13:10' })
  outwardOnly = await given.stop({ lineId: line, name: 'Via Verdi', outward: '07:40' })
  elsewhere = await given.stop({ lineId: await given.line(), name: 'Porto', outward: '07:30', back: '13:10' })
})

const ride = (
  child: ChildId,
  outwardStop: number | null,
  returnStop: number | null,
  validFrom = '2026-09-01',
) =>
  askOffice('/bus-riders', {
    method: 'POST',
    token,
    body: { child, outwardStop, returnStop, validFrom: `${validFrom}T12:00:00.000Z` },
  })

test('two stops of one line at which the bus comes by are taken; anything else is refused in words', async () => {
  const child = await given.child()
  const refusals: [number | null, number | null, RegExp][] = [
    [first, elsewhere, /linee diverse/],
    [first, outwardOnly, /Al ritorno lo scuolabus non si ferma qui/],
    [null, null, /almeno una fermata/],
  ]
  for (const [outward, back, words] of refusals) {
    const { status, text } = await ride(child, outward, back)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(text).toMatch(words)
  }
  expect((await ride(child, outwardOnly, first)).status).toBe(201)
  const again = await ride(child, first, first, '2026-10-01')
  expect([again.status, again.text]).toEqual([409, expect.stringMatching(/ha già le sue fermate/)])
})

test('a stop in use keeps its line and its runs', async () => {
  const stop = await given.stop({ lineId: line, name: 'Parco', outward: '07:35', back: '13:05' })
  expect((await ride(await given.child(), stop, null)).status).toBe(201)
  const change = (body: object) => askOffice(`/bus-stops/${stop}`, { method: 'PATCH', token, body })
  expect((await change({ outwardTime: '' })).text).toMatch(/prima cambia le loro fermate/)
  expect((await change({ line: await given.line() })).text).toMatch(/non può passare a un’altra linea/)
  expect((await change({ outwardTime: '07:36', returnTime: '' })).status).toBe(200)
})

test('a tablet’s operator is of a school or of a line, not of both nor of neither', async () => {
  const operator = (body: object) =>
    askOffice('/tablet-operators', { method: 'POST', token, body: { name: 'Ada', pin: '1234', ...body } })
  expect((await operator({ line })).status).toBe(201)
  for (const body of [{}, { line, school: await given.school() }]) {
    const { status, text } = await operator(body)
    expect([status, text]).toEqual([400, expect.stringMatching(/una scuola oppure una linea/)])
  }
})

const bring = (text: string, isTrial = false) =>
  importTable(systemCtx('test'), { what: 'riders', bytes: new TextEncoder().encode(text), isTrial })
const HEADER = 'codice utente;linea;fermata andata;fermata ritorno;dal;al\n'
const codes = async (children: ChildId[]) =>
  Promise.all(
    children.map(async (child) =>
      String(
        (await db.execute(sql`select child_code from portal.child where child_id = ${child}`)).rows[0]
          ?.child_code,
      ),
    ),
  )
const lineCode = async () =>
  String((await db.execute(sql`select code from portal.bus_line where line_id = ${line}`)).rows[0]?.code)

test('riders come in by the names of their stops, once; a corrected line changes its own', async () => {
  const code = await lineCode()
  const [one, two] = await codes([await given.child(), await given.child()])
  const file = `${HEADER}${one};${code.toLowerCase()};piazza;Piazza;01/09/2026;30/06/2027\n${two};${code};Via Verdi;;01/09/2026;\n`
  expect((await bring(file, true)).counts).toEqual({ created: 2, updated: 0, unchanged: 0 })
  const [report, twin] = await Promise.all([bring(file), bring(file)])
  expect([report.problems, report.counts.created + twin.counts.created]).toEqual([[], 2])
  expect((await bring(file)).counts).toEqual({ created: 0, updated: 0, unchanged: 2 })
  const corrected = await bring(`${HEADER}${two};${code};Via Verdi;Piazza;01/09/2026;\n`)
  expect(corrected.counts).toEqual({ created: 0, updated: 1, unchanged: 0 })
})

test('every wrong line is named with what to do, and nothing comes in', async () => {
  const code = await lineCode()
  const [one, two, three] = await codes([await given.child(), await given.child(), await given.child()])
  const report = await bring(
    [
      HEADER.trim(),
      `99999999;${code};Piazza;;01/09/2026;`,
      `${one};ZZZ;Piazza;;01/09/2026;`,
      `${one};${code};Piazza;Via Verdi;01/10/2026;`,
      `${two};${code};Ovunque;;01/09/2026;`,
      `${three};${code};Piazza;;01/09/2026;31/12/2026`,
      `${three};${code};;Piazza;01/12/2026;`,
      `${two};${code};;;01/12/2026;`,
    ].join('\n'),
  )
  expect(report.imported).toBe(false)
  expect(report.problems.map(({ line, column, problem }) => [line, column, problem.split(':')[0]])).toEqual([
    [2, 'childCode', 'bambino sconosciuto'],
    [3, 'lineCode', 'linea sconosciuta'],
    [4, 'returnStop', 'lo scuolabus non si ferma qui al ritorno'],
    [4, 'from', 'si sovrappone alla riga 3'],
    [5, 'outwardStop', 'fermata sconosciuta su questa linea'],
    [7, 'from', 'si sovrappone alla riga 6'],
    [8, 'outwardStop', 'serve almeno una fermata, dell’andata o del ritorno'],
  ])
  expect(JSON.stringify(report)).not.toContain(one)
})
