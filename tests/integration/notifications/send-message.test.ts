// Guarantee: a message and its jobs exist if and only if the transaction that caused them committed, once per cause.
import { randomUUID } from 'node:crypto'
import { given } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { db, inTransaction, sql } from '@/db/client'
import { type MessageToFamily, sendMessage } from '@/modules/notifications'
import type { ChildId } from '@/shared/ids'

const now = Temporal.Now.instant()
const message = (childId: ChildId, rest: Partial<MessageToFamily> = {}): MessageToFamily => ({
  childId,
  subject: 'Ricarica accreditata',
  body: 'Abbiamo accreditato 20,00 €.',
  cause: `topUp:${randomUUID()}`,
  now,
  ...rest,
})

/** Messages, deliveries and jobs of a child. */
const storedFor = async (childId: ChildId) => {
  const { rows } = await db.execute(sql`
    select count(distinct m.message_id)::int as messages, count(d.delivery_id)::int as deliveries, count(j.id)::int as jobs,
           coalesce(string_agg(d.channel || ' ' || d.address, ', ' order by d.channel), '') as ways
    from portal.message m left join portal.delivery d using (message_id)
    left join graphile_worker.jobs j on j.key = 'deliver:' || d.delivery_id
    where m.child_id = ${childId}`)
  return rows[0]
}

test('a rollback leaves no message, no delivery and no job', async () => {
  const childId = await given.child()
  await given.guardian({ childId, email: 'a@example.org', mobile: '3331234567' })
  const told = inTransaction(async (tx) => {
    await sendMessage(tx, message(childId, { sms: true }))
    throw new Error('the money did not move')
  })
  await expect(told).rejects.toThrow('the money did not move')
  expect(await storedFor(childId)).toEqual({ messages: 0, deliveries: 0, jobs: 0, ways: '' })
})

test('one job for each way to reach the reference guardian, and none for the others', async () => {
  const childId = await given.child()
  await given.guardian({ childId, email: ' a@example.org ', mobile: '3331234567' })
  await given.guardian({ childId, email: 'b@example.org', isReference: false })
  expect(await inTransaction((tx) => sendMessage(tx, message(childId)))).toBe('queued')
  expect(await storedFor(childId)).toEqual({
    messages: 1,
    deliveries: 1,
    jobs: 1,
    ways: 'email a@example.org',
  })
  await inTransaction((tx) => sendMessage(tx, message(childId, { sms: true })))
  expect(await storedFor(childId)).toMatchObject({ messages: 2, deliveries: 3, jobs: 3 })
})

test('the same cause again, also ten times at once, tells nothing more', async () => {
  const childId = await given.child()
  await given.guardian({ childId, email: 'a@example.org' })
  const same = message(childId)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => inTransaction((tx) => sendMessage(tx, same))),
  )
  expect(answers.filter((answer) => answer === 'queued')).toHaveLength(1)
  expect(await inTransaction((tx) => sendMessage(tx, { ...same, body: 'Altro testo' }))).toBe('unchanged')
  expect(await storedFor(childId)).toMatchObject({ messages: 1, deliveries: 1, jobs: 1 })
})

test('without any contact the message is still among those received', async () => {
  const alone = await given.child()
  expect(await inTransaction((tx) => sendMessage(tx, message(alone)))).toBe('queued')
  const unreachable = await given.child()
  await given.guardian({ childId: unreachable, email: ' ', mobile: null })
  await inTransaction((tx) => sendMessage(tx, message(unreachable, { sms: true })))
  for (const childId of [alone, unreachable]) {
    expect(await storedFor(childId)).toEqual({ messages: 1, deliveries: 0, jobs: 0, ways: '' })
  }
})

test('a job carries an id and nothing of a person', async () => {
  const childId = await given.child({ name: 'Giulia' })
  await given.guardian({ childId, email: 'giulia.mamma@example.org' })
  await inTransaction((tx) => sendMessage(tx, message(childId)))
  const { rows } = await db.execute(sql`
    select p.payload::text as payload from graphile_worker._private_jobs p
    join portal.delivery d on p.key = 'deliver:' || d.delivery_id
    join portal.message m using (message_id) where m.child_id = ${childId}`)
  expect(rows).toHaveLength(1)
  expect(JSON.parse(String(rows[0]?.payload))).toEqual({
    deliveryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})
