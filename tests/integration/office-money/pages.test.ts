// Guarantee: the office moves money from its pages, once per form, and nobody else can; the family sees what became of it.
import { randomUUID } from 'node:crypto'
import { balanceOf, given, guardianCtx } from '@tests/support/builders'
import { askOffice, openOffice } from '@tests/support/office'
import { aFamilyWith, anUnmatchedEntry, aSiblingOf, ledgerFaults } from '@tests/support/office-money'
import { familyCtx } from '@tests/support/payments'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as contest from '@/app/(office)/admin/ufficio/contestazioni/[id]/route'
import * as contests from '@/app/(office)/admin/ufficio/contestazioni/route'
import * as movement from '@/app/(office)/admin/ufficio/movimenti/[id]/route'
import * as movements from '@/app/(office)/admin/ufficio/movimenti/route'
import * as adjustments from '@/app/(office)/admin/ufficio/rettifiche/route'
import * as refund from '@/app/(office)/admin/ufficio/rimborsi/[id]/route'
import * as file from '@/app/(office)/admin/ufficio/rimborsi/file/[id]/route'
import * as refunds from '@/app/(office)/admin/ufficio/rimborsi/route'
import * as receipt from '@/app/(office)/admin/ufficio/sportello/[id]/route'
import * as counter from '@/app/(office)/admin/ufficio/sportello/route'
import * as transfers from '@/app/(office)/admin/ufficio/trasferimenti/route'
import * as asking from '@/app/(portal)/pagamenti/rimborso/route'
import { env } from '@/env'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import type { StaffRole } from '@/modules/identity'

type Values = Record<string, string>
type Page = { GET: Handler; POST: Handler }
type Handler = (request: Request, context: { params: Promise<object> }) => Promise<Response>

const BASE = 'http://portale.test'
const IBAN = 'IT60X0542811101000000123456'
const signedIn = new Map<string, Values>()

beforeAll(async () => {
  env.REFUND_DEBTOR_IBAN = IBAN
  const payload = await openOffice()
  const roles: StaffRole[] = ['office', 'admin', 'kitchen']
  for (const role of roles) {
    const staff = { email: `${role}@esempio.it`, password: 'barca-limone-otto' }
    await payload.create({ collection: 'staff', data: { ...staff, name: 'Prova', roles: [role] } })
    const { text } = await askOffice('/staff/login', { method: 'POST', body: staff })
    const { token } = JSON.parse(text) as { token: string }
    signedIn.set(role, { authorization: `JWT ${token}`, cookie: 'payload-token=-' })
  }
})
afterAll(async () => expect(await ledgerFaults()).toEqual([]))

const as = (role: string): Values => signedIn.get(role) ?? {}
const get = async (page: Page, path: string, headers = as('office'), params: object = {}) => {
  const answer = await page.GET(new Request(`${BASE}${path}`, { headers }), {
    params: Promise.resolve(params),
  })
  return {
    status: answer.status,
    headers: answer.headers,
    text: (await answer.text()).replaceAll('\u00a0', ' '),
  }
}
const post = async (page: Page, form: Values, headers = as('office'), params: object = {}, path = '/x') => {
  const answer = await page.POST(
    new Request(`${BASE}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { ...headers, host: 'portale.test', origin: BASE },
    }),
    { params: Promise.resolve(params) },
  )
  return {
    status: answer.status,
    location: answer.headers.get('location') ?? '',
    text: (await answer.text()).replaceAll('\u00a0', ' '),
  }
}

describe('the counter', () => {
  test('a child is found by code and by surname; the top-up is booked once and has a receipt', async () => {
    const family = await aFamilyWith(1_00)
    expect((await get(counter, `/x?cerca=${family.code}`)).text).toContain(`figlio=${family.childId}`)
    expect((await get(counter, '/x?cerca=%25%25')).text).toContain('Nessun bambino trovato')
    const form = {
      chiave: randomUUID(),
      motivo: 'Ricarica allo sportello',
      servizio: `${family.childId}:${family.serviceId}`,
      importo: '20,50',
      modo: 'pos',
      ricevuta: '',
    }
    const [first, again] = [await post(counter, form), await post(counter, form)]
    expect(first.status).toBe(303)
    expect(again.location).toBe(first.location)
    expect(await balanceOf(family.childId, family.serviceId)).toBe(21_50)
    const id = first.location.split('/').at(-1)
    const { text } = await get(receipt, first.location, as('office'), { id })
    expect(text).toContain('20,50 €')
    expect(text).toMatch(/Ricevuta S\d{6}\/20\d\d/)
  })

  test('what is missing is said beside the field, and what was typed stays', async () => {
    const family = await aFamilyWith(1_00)
    const { status, text } = await post(
      counter,
      { chiave: randomUUID(), motivo: '', servizio: '', importo: 'venti', ricevuta: 'S000001' },
      as('office'),
      {},
      `/x?figlio=${family.childId}`,
    )
    expect(status).toBe(422)
    for (const sentence of [
      'Scrivi il motivo',
      'Scegli il servizio da ricaricare',
      'in cifre',
      'Scegli come è stato pagato',
      'li assegna il portale',
    ])
      expect(text, sentence).toContain(sentence)
    expect(text).toContain('value="venti"')
  })
})

test('credit goes to a sibling; too much is refused beside the amount', async () => {
  const family = await aFamilyWith(30_00)
  const siblingId = await aSiblingOf(family)
  const path = `/x?figlio=${family.childId}`
  expect((await get(transfers, path)).text).toContain(`value="${siblingId}:${family.serviceId}"`)
  const form = {
    chiave: randomUUID(),
    motivo: 'Richiesta della madre',
    da: `${family.childId}:${family.serviceId}`,
    a: `${siblingId}:${family.serviceId}`,
    importo: '40',
    scoperto: 'no',
  }
  const refused = await post(transfers, form, as('office'), {}, path)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('Il credito non basta')
  expect((await post(transfers, { ...form, importo: '10' }, as('office'), {}, path)).status).toBe(303)
  expect(await balanceOf(siblingId, family.serviceId)).toBe(10_00)
})

test('adjustments are there for administrators alone', async () => {
  const family = await aFamilyWith(30_00)
  const form = {
    chiave: randomUUID(),
    motivo: 'Errore',
    servizio: `${family.childId}:${family.serviceId}`,
    importo: '-5',
  }
  expect((await post(adjustments, form)).status).toBe(404)
  expect(await balanceOf(family.childId, family.serviceId)).toBe(30_00)
  expect((await get(adjustments, '/x')).status).toBe(404)
  expect((await post(adjustments, form, as('admin'))).status).toBe(303)
  expect(await balanceOf(family.childId, family.serviceId)).toBe(25_00)
})

test('money without an owner is listed with its total, assigned, and then decided for everybody', async () => {
  const family = await aFamilyWith(1_00)
  const id = String(await anUnmatchedEntry(17_00))
  expect((await get(movements, '/x')).text).toContain('17,00 €')
  expect((await get(movement, `/x?figlio=${family.childId}`, as('office'), { id })).text).toContain(
    'Accredita 17,00 €',
  )
  const form = {
    azione: 'assegna',
    chiave: randomUUID(),
    motivo: 'Dalla causale',
    movimento: id,
    servizio: `${family.childId}:${family.serviceId}`,
  }
  expect((await post(movement, form, as('office'), { id })).status).toBe(303)
  expect(await balanceOf(family.childId, family.serviceId)).toBe(18_00)
  const late = await post(
    movement,
    { azione: 'chiudi', chiave: randomUUID(), motivo: 'Doppio', movimento: id, decisione: 'closed' },
    as('office'),
    { id },
  )
  expect(late.status).toBe(422)
  expect(late.text).toContain('Il movimento è già stato deciso')
  expect((await get(movements, '/x?elenco=decisi')).text).toContain('Assegnato')
})

test('a refund: asked by the family, approved, in the file, seen by the family', async () => {
  const family = await aFamilyWith(30_00)
  const { actor } = await guardianCtx({ ...family })
  const cookie = { cookie: `${sessionCookie.name}=${await sealSession(actor)}` }
  const form = {
    chiave: randomUUID(),
    servizio: `${family.childId}:${family.serviceId}`,
    importo: '12',
    iban: 'IT60 X054 2811 1010 0000 0123 457',
    intestatario: 'Nicolò Bianchi',
    motivo: 'Fine del ciclo',
  }
  const wrong = await post(asking, form, cookie)
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('Controlla l’IBAN')
  expect((await post(asking, { ...form, iban: IBAN }, cookie)).status).toBe(303)
  expect((await get(asking, '/x', cookie)).text).toContain('In attesa')
  const id = form.chiave
  expect((await get(refunds, '/x')).text).not.toContain(IBAN)
  expect((await get(refund, '/x', as('office'), { id })).text).toContain('IT60 X054 2811 1010 0000 0123 456')
  const decision = {
    azione: 'decidi',
    chiave: randomUUID(),
    motivo: 'Accolta',
    rimborso: id,
    decisione: 'si',
  }
  expect((await post(refund, decision, as('office'), { id })).status).toBe(303)
  expect(await balanceOf(family.childId, family.serviceId)).toBe(18_00)
  const key = randomUUID()
  expect((await post(refunds, { chiave: key })).status).toBe(303)
  const [first, again] = [
    await get(file, '/x', as('office'), { id: key }),
    await get(file, '/x', as('office'), { id: key }),
  ]
  expect(first.text).toBe(again.text)
  expect(first.text).toContain('<Nm>Nicolo Bianchi</Nm>')
  expect(first.headers.get('content-disposition')).toContain('.xml')
  const seen = (await get(asking, '/x', cookie)).text
  expect(seen).toContain('Bonifico disposto')
  expect(seen).toContain('Accolta')
  expect(seen).not.toContain(IBAN)
})

describe('nobody else', () => {
  const pages: [string, Page, object][] = [
    ['sportello', counter, {}],
    ['ricevuta', receipt, { id: randomUUID() }],
    ['trasferimenti', transfers, {}],
    ['rettifiche', adjustments, {}],
    ['movimenti', movements, {}],
    ['movimento', movement, { id: '1' }],
    ['rimborsi', refunds, {}],
    ['rimborso', refund, { id: randomUUID() }],
    ['file', file, { id: randomUUID() }],
    ['contestazioni', contests, {}],
    ['contestazione', contest, { id: randomUUID() }],
  ]
  test.each(pages)('%s: not for a kitchen, nor for a family, nor for a stranger', async (_, page, params) => {
    expect((await get(page, '/x', as('kitchen'), params)).status).toBe(404)
    expect((await post(page, { chiave: randomUUID() }, as('kitchen'), params)).status).toBe(404)
    const account = await given.account()
    const family = familyCtx({ accountId: account.accountId, childId: account.childId })
    const cookie = { cookie: `${sessionCookie.name}=${await sealSession(family.actor)}` }
    expect((await get(page, '/x', cookie, params)).status).toBe(303)
    expect((await get(page, '/x', {}, params)).status).toBe(303)
  })
})
