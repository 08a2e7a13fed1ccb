// Guarantee: the printed order says what was frozen and what changed, without a name; a label says code and child, whole,
// and nothing else of the child.
import { aSchoolDay, given } from '@tests/support/builders'
import { aCook, aDiet, aKitchen, mark, systemAt } from '@tests/support/kitchen'
import { readPdf } from '@tests/support/pdf'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { labelsDocument, orderDocument } from '@/modules/documents'
import { freezeOrders, ordersOfDay } from '@/modules/kitchen'
import type { ChildId } from '@/shared/ids'
import { ServiceCode } from '@/shared/ids'

const day = aSchoolDay()
const LONG = { surname: 'Abate Fortunati della Ghirlandina', name: 'Massimiliano Pietro Ermenegildo' }

test('order and labels, for the eyes of a kitchen', async () => {
  const room = await given.classroom({ children: 4 })
  const kitchen = await aKitchen([room])
  const longNamed = await given.child(LONG)
  await given.placement({ childId: longNamed, classId: room.classId })
  await given.enrolment({ childId: longNamed, serviceId: room.serviceId })
  const [gluten, away, unclear] = room.childIds as [ChildId, ChildId, ChildId]
  await aDiet(longNamed, 'GF')
  await aDiet(longNamed, 'NO-MILK')
  await aDiet(gluten, 'GF')
  await aDiet(away, 'VEG')
  await aDiet(unclear, 'NO-EGG', { state: 'requested' })
  await mark(room, day, [...room.childIds, longNamed], 'present')
  await freezeOrders(systemAt(day, '09:30'))
  await mark(room, day, [away], 'absent', { at: '09:50' })
  await freezeOrders(systemAt(day, '09:51'))
  const orders = (await ordersOfDay(day)).filter(({ service }) => service.code === room.code)
  const latest = orders[0]
  if (!latest) throw new Error('no order')

  const pdf = await orderDocument(latest.id, 'pdf')
  const read = await readPdf(pdf.bytes)
  expect(read).toMatchObject({ language: 'it-IT', pages: 1 })
  expect(read.text).toContain('Ordine pasti, versione 2')
  expect(read.text).toContain('−1 dieta VEG, Scuola')
  expect(read.text).toMatch(/DA CHIARIRE 1/)
  expect(read.text).not.toMatch(/Bianchi|Fortunati/)
  expect(read.tags).toEqual(expect.arrayContaining(['H1', 'H2', 'L', 'LI', 'Table', 'TR', 'TH', 'TD']))

  const csv = new TextDecoder().decode((await orderDocument(latest.id, 'csv')).bytes)
  expect(csv.split('\r\n')).toContainEqual(expect.stringMatching(/;2;Scuola;\d+A;dieta GF;GF;1;$/))
  expect(csv).not.toMatch(/Bianchi|Fortunati/)

  const ctx = await aCook()
  const labels = await readPdf(
    (await labelsDocument(ctx, { day, service: ServiceCode.parse(room.code), kitchen: kitchen.code })).bytes,
  )
  expect(labels).toMatchObject({ pages: 1 })
  expect(labels.text).toContain('GF + NO-MILK')
  expect(labels.text.replaceAll(' ', '')).toContain(`${LONG.surname}${LONG.name}`.replaceAll(' ', ''))
  expect(labels.text).toContain('2 vassoi; 1 da chiarire: telefonare')
  // The absent, the unclear and those without a diet have no label.
  expect(labels.text.match(/Bianchi Anna/g)).toHaveLength(1)
  expect(
    await rows(
      db,
      z.object({ actor: z.string(), details: z.object({ trays: z.int(), service: z.string() }) }),
      sql`select actor, details from portal.audit where action = 'kitchen.tray-labels'`,
    ),
  ).toEqual([{ actor: `staff:${ctx.actor.staffId}`, details: { trays: 2, service: room.code } }])

  const nobody = await labelsDocument(ctx, { day, service: ServiceCode.parse(room.code), kitchen: 'altrove' })
  expect((await readPdf(nobody.bytes)).text).toContain('Nessuna dieta speciale')
})
