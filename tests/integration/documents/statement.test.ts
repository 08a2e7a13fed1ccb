// Guarantee: a statement adds up for any period, periods chain, and five years are whole on screen and as a file.
import { balanceOf, given, guardianCtx } from '@tests/support/builders'
import { aFamily, type Family, familyCtx } from '@tests/support/payments'
import { readPdf } from '@tests/support/pdf'
import { beforeAll, describe, expect, test } from 'vitest'
import { GET as getPage } from '@/app/(portal)/anagrafica/estratto-conto/route'
import { GET as getFile } from '@/app/(portal)/anagrafica/estratto-conto/scarica/route'
import { db, sql } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { walletStatement } from '@/modules/family'
import { civilDate } from '@/shared/dates'

let family: Family
let service: string
let cookie: string

const cookieOf = async (of: Parameters<typeof guardianCtx>[0]) =>
  `${sessionCookie.name}=${await sealSession((await guardianCtx(of)).actor)}`
const get = (route: typeof getFile, query: Record<string, string>, as = cookie) =>
  route(
    new Request(
      `http://portale.test/anagrafica/estratto-conto?${new URLSearchParams({ figlio: String(family.childId), servizio: service, ...query })}`,
      { headers: { cookie: as } },
    ),
    { params: Promise.resolve({}) },
  )
const statement = async (from: string, to: string) => {
  const found = await walletStatement(db, familyCtx(family), {
    childId: family.childId,
    service: service as never,
    from: civilDate(from),
    to: civilDate(to),
  })
  if (!found) throw new Error('no statement')
  return found
}

/** Five school years of 200 days, with a top-up every twenty. */
beforeAll(async () => {
  family = await aFamily()
  const { rows } = await db.execute(
    sql`select code from portal.service where service_id = ${family.serviceId}::int`,
  )
  service = String(rows[0]?.code)
  cookie = await cookieOf(family)
  await db.execute(sql`
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id, occasion)
    select ${family.childId}::int, ${family.serviceId}::int, 'charge', -590, ((2021 + y) || '-09-10')::date + d, gen_random_uuid(), 1
    from generate_series(0, 4) y, generate_series(0, 199) d`)
  await db.execute(sql`
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id)
    select ${family.childId}::int, ${family.serviceId}::int, 'topUp', 11000, ((2021 + y) || '-09-10')::date + d * 20, gen_random_uuid()
    from generate_series(0, 4) y, generate_series(0, 9) d`)
})

const FIVE_YEARS = { dal: '2021-09-01', al: '2026-08-31' }

test('opening plus lines is the closing, and consecutive periods chain up to the balance', async () => {
  const ends = ['2021-09-01', '2022-01-15', '2022-09-01', '2023-03-03', '2024-12-25', '2025-12-31']
  let closing = 0
  for (const [index, from] of ends.entries()) {
    const next = ends[index + 1]
    const to = next
      ? civilDate(new Date(Date.parse(next) - 86_400_000).toISOString().slice(0, 10))
      : '2030-12-31'
    const found = await statement(from, to)
    expect(found.openingCents, from).toBe(closing)
    expect(found.lines.reduce((sum, line) => sum + line.cents, found.openingCents as number)).toBe(
      found.closingCents,
    )
    expect(found.openingCents + found.inCents - found.outCents).toBe(found.closingCents)
    closing = found.closingCents
  }
  expect(closing).toBe(await balanceOf(family.childId, family.serviceId))
})

describe('five years', () => {
  test('are whole in the CSV', async () => {
    const answer = await get(getFile, { ...FIVE_YEARS, formato: 'csv' })
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="estratto-conto-[a-z0-9-]+-dal-2021-09-01-al-2026-08-31\.csv"$/,
    )
    expect((await answer.text()).trimEnd().split('\r\n')).toHaveLength(1 + 1 + 1050 + 1)
  })

  test('are whole in the PDF', async () => {
    const answer = await get(getFile, { ...FIVE_YEARS, formato: 'pdf' })
    const { tags, text } = await readPdf(new Uint8Array(await answer.arrayBuffer()))
    expect(tags.filter((tag) => tag === 'TD').length).toBeGreaterThanOrEqual(1052 * 4)
    expect(text).toContain('Saldo alla fine del periodo')
  })

  test('take a moment each, whatever else the machine does', async () => {
    const took: Record<string, number> = {}
    const best = async (name: string, ask: () => Promise<Response>) => {
      const times: number[] = []
      for (let round = 0; round < 5; round++) {
        const start = performance.now()
        await (await ask()).arrayBuffer()
        times.push(performance.now() - start)
      }
      took[name] = Math.round(Math.min(...times))
    }
    await best('screen', () => get(getPage as never, FIVE_YEARS))
    await best('csv', () => get(getFile, { ...FIVE_YEARS, formato: 'csv' }))
    await best('pdf', () => get(getFile, { ...FIVE_YEARS, formato: 'pdf' }))
    console.log('five years of lines, ms:', JSON.stringify(took))
    for (const [name, ms] of Object.entries(took)) expect(ms, name).toBeLessThan(1_000)
  })
})

test('the page offers the files of the period it shows; wrong dates lead back to it', async () => {
  const markup = await (await get(getPage as never, FIVE_YEARS)).text()
  expect(markup).toMatch(/dal=2021-09-01&(amp;)?al=2026-08-31&(amp;)?formato=csv/)
  const wrong = await get(getFile, { dal: '2026-09-01', al: '2026-08-31', formato: 'pdf' })
  expect(wrong.status).toBe(303)
  expect(wrong.headers.get('location')).toContain('/anagrafica/estratto-conto?')
})

test('another family’s statement is not there, nobody is sent to sign in', async () => {
  const stranger = await cookieOf(await given.account())
  expect((await get(getFile, { formato: 'pdf' }, stranger)).status).toBe(404)
  expect((await get(getFile, { formato: 'csv' }, stranger)).status).toBe(404)
  expect((await get(getFile, { formato: 'exe' })).status).toBe(404)
  expect((await get(getFile, { formato: 'pdf' }, '')).status).toBe(303)
})
