// Guarantee: the office sees a day reconciled in words, and takes in the bank's statement from the same page.
import { askOffice, openOffice } from '@tests/support/office'
import { beforeAll, expect, test } from 'vitest'
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

test('the day goes into a spreadsheet', async () => {
  const answer = await csv(new Request(`${BASE}${PATH}/csv?giorno=2026-03-02`, { headers: signedIn }), none)
  expect(answer.headers.get('content-type')).toContain('text/csv')
  expect(await answer.text()).toContain('"01999999999999999"')
})

test('nobody signed in is sent to sign in', async () => {
  expect((await GET(new Request(`${BASE}${PATH}`), none)).status).toBe(303)
})
