// Guarantee: the office sees a day reconciled in words, and takes in the bank's statement from the same page.
import { askOffice, openOffice } from '@tests/support/office'
import { beforeAll, describe, expect, test } from 'vitest'
import { GET as csv } from '@/app/(office)/admin/ufficio/riconciliazione/csv/route'
import { GET, POST } from '@/app/(office)/admin/ufficio/riconciliazione/route'
import { db, sql } from '@/db/client'

const BASE = 'http://localhost'
const PATH = '/admin/ufficio/riconciliazione'
const none = { params: Promise.resolve({}) }
const signedIn = { authorization: '', cookie: 'payload-token=-' }

beforeAll(async () => {
  const payload = await openOffice()
  const staff = { email: 'ufficio@esempio.it', password: 'barca-limone-otto' }
  await payload.create({ collection: 'staff', data: { ...staff, name: 'Ufficio', roles: ['office'] } })
  const { text } = await askOffice('/staff/login', { method: 'POST', body: staff })
  signedIn.authorization = `JWT ${(JSON.parse(text) as { token: string }).token}`
  await db.execute(sql`
    with flow as (
      insert into portal.flow (fdr, psp_id, revision, psp_name, regulation, regulation_date, declared_count, declared_cents, published, fetched_at)
      values ('2026-03-02P-1', 'P', 1, 'Banca della Prova', 'TRN', '2026-03-02', 1, 2000, now(), now()) returning flow_id
    ) insert into portal.flow_line select flow_id, 1, '01999999999999999', 'x', 1, 2000, 9, '2026-03-01' from flow`)
})

const get = (query: string) => new Request(`${BASE}${PATH}${query}`, { headers: signedIn })

test('a flow without credit, with a line of code 9, is told in words; then the credit arrives', async () => {
  const page = await GET(get('?giorno=2026-03-02'), none)
  expect(page.status).toBe(200)
  const text = await page.text()
  expect(text).toContain('Accredito mancante')
  expect(text).toContain('Codice 9: pagata senza ricevuta')
  const answer = await POST(
    new Request(`${BASE}${PATH}`, {
      method: 'POST',
      headers: { ...signedIn, host: 'localhost', origin: BASE },
      body: new URLSearchParams({
        azione: 'banca',
        giorno: '2026-03-02',
        estratto:
          'riferimento;data;importo;causale\nB1;02/03/2026;20,00;/PUR/LGPE-RIVERSAMENTO/URI/2026-03-02P-1',
      }),
    }),
    none,
  )
  expect(answer.status).toBe(303)
  const later = await (
    await GET(new Request(`${BASE}${answer.headers.get('location')}`, { headers: signedIn }), none)
  ).text()
  expect(later).toContain('Movimenti nuovi: 1')
  expect(later).not.toContain('Accredito mancante')
})

describe('the bank’s file', () => {
  const upload = (fields: Record<string, string | File>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ azione: 'banca', giorno: '2026-03-02', ...fields }))
      body.append(name, value)
    const headers = { ...signedIn, host: 'localhost', origin: BASE }
    return POST(new Request(`${BASE}${PATH}`, { method: 'POST', headers, body }), none)
  }
  const file = (content: string | Uint8Array<ArrayBuffer>) => new File([content], 'banca.csv')
  const csvOf = (reference: string) => `riferimento;data;importo;causale\n${reference};02/03/2026;5,00;Città`
  const kept = async () =>
    (await db.execute(sql`select reference from portal.bank_movement order by reference`)).rows.map(
      ({ reference }) => reference,
    )

  test('is taken in once, in the encoding of Excel too', async () => {
    const first = await upload({
      file: file(new Uint8Array(Buffer.from(csvOf('U1'), 'latin1'))),
      estratto: '',
    })
    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toContain('nuovi=1&noti=0')
    const again = await upload({ file: file(csvOf('U1')), estratto: '' })
    expect(again.headers.get('location')).toContain('nuovi=0&noti=1')
    expect(await kept()).toEqual(['B1', 'U1'])
  })

  test('sent by two clerks at once adds its movements once', async () => {
    const answers = await Promise.all([1, 2].map(() => upload({ file: file(csvOf('U2')) })))
    const counts = answers.map((answer) => /nuovi=(\d)/.exec(answer.headers.get('location') ?? '')?.[1])
    expect(counts.toSorted()).toEqual(['0', '1'])
  })

  test.each<[string, Record<string, string | File>, string]>([
    ['nothing', { estratto: '' }, 'Scegli il file della banca'],
    ['both', { estratto: 'riferimento;x', file: file(csvOf('U3')) }, 'non tutti e due'],
    ['more than 5 MB', { file: file('x'.repeat(5 * 1024 * 1024 + 1)) }, 'Il file supera 5 MB'],
    ['a picture', { file: file(new Uint8Array([0x89, 0x50, 0x4e, 0x47])) }, 'servono le colonne'],
    ['a wrong line', { file: file(`${csvOf('U4')}\nU5;31/02/2026;1,00;x`) }, 'riga 3: la data contabile'],
  ])('%s is refused beside the field, and nothing is lost', async (_name, fields, words) => {
    const before = await kept()
    const answer = await upload(fields)
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toMatch(new RegExp(`id="(file|estratto)-errore"[^>]*>[^<]*${words}`))
    if (typeof fields.estratto === 'string') expect(page).toContain(fields.estratto)
    expect(await kept()).toEqual(before)
  })

  test('pasted and wrong stays in the field', async () => {
    const page = await (await upload({ estratto: 'riferimento;data\nqui;resta' })).text()
    expect(page).toContain('id="estratto-errore"')
    expect(page).toContain('qui;resta')
  })

  test('larger than any form is refused unread', async () => {
    const answer = await upload({ file: file('x'.repeat(11 * 1024 * 1024)) })
    expect(answer.status).toBe(413)
    expect(await answer.text()).toContain('supera 10 MB')
  })
})

test('the day goes into a spreadsheet', async () => {
  const answer = await csv(new Request(`${BASE}${PATH}/csv?giorno=2026-03-02`, { headers: signedIn }), none)
  expect(answer.headers.get('content-type')).toContain('text/csv')
  const text = await answer.text()
  expect(text).toContain('"01999999999999999";20,00;')
})

test('nobody signed in is sent to sign in', async () => {
  expect((await GET(new Request(`${BASE}${PATH}`), none)).status).toBe(303)
})
