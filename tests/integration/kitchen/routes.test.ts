// Guarantee: the kitchen's addresses answer to whom they are for, and to nobody else; a version is acknowledged once.
import { aSchoolDay, given } from '@tests/support/builders'
import { aKitchen, mark, systemAt } from '@tests/support/kitchen'
import { askOffice, openOffice } from '@tests/support/office'
import { beforeAll, describe, expect, test } from 'vitest'
import * as officePage from '@/app/(office)/admin/ufficio/cucina/route'
import { GET as labels } from '@/app/(tablet)/cucina/etichette/route'
import { GET as printed } from '@/app/(tablet)/cucina/ordine/route'
import { POST as acknowledge } from '@/app/api/v1/kitchen/acknowledgements/route'
import { GET as board } from '@/app/api/v1/kitchen/board/route'
import type { StaffRole } from '@/modules/identity'
import { freezeOrders, type KitchenBoard, ordersOfDay } from '@/modules/kitchen'

const BASE = 'http://portale.test'
const day = aSchoolDay()
const signedIn = new Map<string, Record<string, string>>()
let orderId = 0
let code = ''
let kitchen = ''

beforeAll(async () => {
  const payload = await openOffice()
  for (const role of ['kitchen', 'office', 'school', 'dietitian'] satisfies StaffRole[]) {
    const staff = { email: `${role}@esempio.it`, password: 'barca-limone-otto' }
    await payload.create({ collection: 'staff', data: { ...staff, name: `Persona ${role}`, roles: [role] } })
    const { text } = await askOffice('/staff/login', { method: 'POST', body: staff })
    const { token } = JSON.parse(text) as { token: string }
    signedIn.set(role, { authorization: `JWT ${token}`, cookie: 'payload-token=-' })
  }
  signedIn.set('nobody', {})
  const room = await given.classroom({ children: 2 })
  code = room.code
  kitchen = (await aKitchen([room])).code
  await mark(room, day, room.childIds, 'present')
  await freezeOrders(systemAt(day, '09:30'))
  orderId = (await ordersOfDay(day))[0]?.id ?? 0
})

const ask = (path: string, as: string, body?: object) =>
  new Request(`${BASE}${path}`, {
    headers: { ...signedIn.get(as), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  })

describe('who may', () => {
  test.each([
    ['kitchen', 200, 200, 200, 200, 404],
    ['office', 200, 200, 403, 403, 200],
    ['school', 403, 403, 403, 403, 404],
    ['dietitian', 403, 403, 403, 403, 404],
    ['nobody', 401, 401, 401, 401, 303],
  ])('%s: board %i, order %i, labels %i, taking note %i, office’s page %i', async (as, ...expected) => {
    const answers = [
      await board(ask(`/api/v1/kitchen/board?day=${day}&kitchen=${kitchen}`, as)),
      await printed(ask(`/cucina/ordine?numero=${orderId}&formato=csv`, as)),
      await labels(ask(`/cucina/etichette?servizio=${code}&giorno=${day}`, as)),
      await acknowledge(ask('/api/v1/kitchen/acknowledgements', as, { orderId })),
      await officePage.GET(ask(`/admin/ufficio/cucina?giorno=${day}`, as), { params: Promise.resolve({}) }),
    ]
    expect(answers.map(({ status }) => status)).toEqual(expected)
  })
})

test('what is answered: the board of one kitchen with its order; the office reads who took note', async () => {
  const again = await acknowledge(ask('/api/v1/kitchen/acknowledgements', 'kitchen', { orderId }))
  expect(await again.json()).toEqual({ orderId, outcome: 'already-acknowledged' })
  const shown = (await (
    await board(ask(`/api/v1/kitchen/board?day=${day}&kitchen=${kitchen}`, 'kitchen'))
  ).json()) as KitchenBoard
  expect(shown.schools).toHaveLength(1)
  expect(shown.orders).toMatchObject([
    { id: orderId, version: 1, quantity: 2, acknowledged: { by: 'Persona kitchen' } },
  ])
  const page = await officePage.GET(ask(`/admin/ufficio/cucina?giorno=${day}`, 'office'), {
    params: Promise.resolve({}),
  })
  const html = await page.text()
  expect(html).toContain('Persona kitchen')
  expect(html).not.toContain('non ha ancora preso visione')
})

test('what cannot be: an order that is none, a malformed question', async () => {
  const answers = [
    await printed(ask('/cucina/ordine?numero=999999&formato=pdf', 'kitchen')),
    await printed(ask('/cucina/ordine?numero=zero&formato=pdf', 'kitchen')),
    await labels(ask('/cucina/etichette', 'kitchen')),
    await acknowledge(ask('/api/v1/kitchen/acknowledgements', 'kitchen', { orderId: 999_999 })),
    await acknowledge(ask('/api/v1/kitchen/acknowledgements', 'kitchen', { orderId: 'uno' })),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 422, 422, 404, 422])
})
