// Guarantee: a delivery leaves once as far as anyone can tell; every attempt asks under the same key, and it ends.
import { randomUUID } from 'node:crypto'
import { given } from '@tests/support/builders'
import { Logger, runOnce } from 'graphile-worker'
import { Temporal } from 'temporal-polyfill'
import { beforeEach, expect, test } from 'vitest'
import { db, inTransaction, sql } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import {
  type Channel,
  ChannelError,
  type ChannelOf,
  DELIVERY_ATTEMPTS_MAX,
  DeliverJob,
  deliver,
  type Outgoing,
  sandboxPost,
  sendMessage,
} from '@/modules/notifications'

const ctx = (): Ctx<PrincipalOf<'system'>> => ({
  actor: { kind: 'system', name: 'test' },
  now: Temporal.Now.instant(),
  requestId: randomUUID(),
  address: 'local',
})

/** A provider at the edge of the network: keeps what reached it, and answers as told. */
const provider = (answers: ('ok' | Error)[]) => {
  const received: Outgoing[] = []
  const channel: Channel = {
    provider: 'fake',
    async send(message) {
      received.push(message)
      const answer = answers.shift() ?? 'ok'
      if (answer instanceof Error) throw answer
      return { providerId: `fake-${received.length}` }
    },
  }
  const channelOf: ChannelOf = () => channel
  return { received, channelOf }
}

const queued = async (values: { sms?: boolean; subject?: string } = {}) => {
  const childId = await given.child({ name: 'Giulia', surname: 'Rossi' })
  await given.guardian({ childId, email: 'a@example.org', mobile: '333 1234567' })
  const cause = `test:${randomUUID()}`
  await inTransaction((tx) =>
    sendMessage(tx, {
      childId,
      subject: values.subject ?? 'Ricarica accreditata',
      body: 'Abbiamo accreditato 20,00 €.',
      cause,
      now: Temporal.Now.instant(),
      sms: values.sms ?? false,
    }),
  )
  const { rows } = await db.execute(sql`
    select delivery_id as "deliveryId" from portal.delivery join portal.message using (message_id)
    where cause = ${cause} order by channel`)
  return rows.map((row) => DeliverJob.parse(row))
}

const stateOf = async ({ deliveryId }: { deliveryId: string }) =>
  (
    await db.execute(sql`select state, attempts, provider, provider_id, error_code from portal.delivery
      where delivery_id = ${deliveryId}::uuid`)
  ).rows[0]

beforeEach(() => {
  env.PORTALE_DEMO = true
})

test('sent: the provider’s id is kept, and the job run again sends nothing', async () => {
  const [job] = (await queued()) as [{ deliveryId: never }]
  const { received, channelOf } = provider([])
  expect(await deliver(ctx(), job, channelOf)).toBe('sent')
  expect(await deliver(ctx(), job, channelOf)).toBe('already-settled')
  expect(received).toHaveLength(1)
  expect(received[0]).toMatchObject({ address: 'a@example.org', subject: 'Ricarica accreditata' })
  expect(received[0]?.text).toContain('Il messaggio riguarda: Giulia')
  expect(`${received[0]?.text}${received[0]?.html}`).not.toContain('Rossi')
  expect(await stateOf(job)).toEqual({
    state: 'sent',
    attempts: 1,
    provider: 'fake',
    provider_id: 'fake-1',
    error_code: null,
  })
})

test('after a passing fault it is tried again with the same key and the same words', async () => {
  const [job] = (await queued()) as [{ deliveryId: never }]
  const { received, channelOf } = provider([new ChannelError('rate_limit_exceeded', false), 'ok'])
  await expect(deliver(ctx(), job, channelOf)).rejects.toThrow('rate_limit_exceeded')
  expect(await stateOf(job)).toMatchObject({
    state: 'queued',
    attempts: 1,
    error_code: 'rate_limit_exceeded',
  })
  // The office corrects the address meanwhile: the provider must still be asked for the same sending.
  await db.execute(sql`update public.guardians set email = 'nuovo@example.org' where email = 'a@example.org'`)
  expect(await deliver(ctx(), job, channelOf)).toBe('sent')
  const [first, second] = received as [Outgoing, Outgoing]
  expect(second).toEqual({ ...first, isRetry: true })
  expect(first.isRetry).toBe(false)
})

test('a final refusal ends it at once; a passing one after the last attempt', async () => {
  const [refused] = (await queued()) as [{ deliveryId: never }]
  expect(
    await deliver(ctx(), refused, provider([new ChannelError('validation_error', true)]).channelOf),
  ).toBe('failed')
  expect(await stateOf(refused)).toMatchObject({ state: 'failed', error_code: 'validation_error' })

  const [unlucky] = (await queued()) as [{ deliveryId: never }]
  const away = provider(
    Array.from({ length: DELIVERY_ATTEMPTS_MAX + 5 }, () => new ChannelError('timeout', false)),
  )
  for (let attempt = 1; attempt < DELIVERY_ATTEMPTS_MAX; attempt++) {
    await expect(deliver(ctx(), unlucky, away.channelOf)).rejects.toThrow('timeout')
  }
  expect(await deliver(ctx(), unlucky, away.channelOf)).toBe('failed')
  expect(await stateOf(unlucky)).toMatchObject({ state: 'failed', attempts: DELIVERY_ATTEMPTS_MAX })
})

test('without keys: the sandbox in a demo, skipped with its reason elsewhere', async () => {
  const [mail, sms] = (await queued({ sms: true, subject: 'Mensa chiusa' })) as [
    { deliveryId: never },
    { deliveryId: never },
  ]
  expect(await deliver(ctx(), mail)).toBe('sent')
  expect(await deliver(ctx(), sms)).toBe('sent')
  expect(await sandboxPost(2)).toEqual([
    expect.objectContaining({ deliveryId: sms.deliveryId, channel: 'sms', address: '333 1234567' }),
    expect.objectContaining({ deliveryId: mail.deliveryId, channel: 'email', subject: 'Mensa chiusa' }),
  ])
  const [other] = (await queued()) as [{ deliveryId: never }]
  env.PORTALE_DEMO = false
  expect(await deliver(ctx(), other)).toBe('skipped')
  expect(await stateOf(other)).toMatchObject({ state: 'skipped', error_code: 'no-provider' })
})

test('the queue brings a failed attempt back, and is done when it left', async () => {
  const [job] = (await queued()) as [{ deliveryId: never }]
  const { received, channelOf } = provider([new ChannelError('timeout', false), 'ok'])
  const key = `deliver:${job.deliveryId}`
  await db.execute(sql`delete from graphile_worker._private_jobs where key <> ${key}`)
  const run = () =>
    runOnce({
      connectionString: env.DATABASE_URL,
      logger: new Logger(() => () => undefined),
      noHandleSignals: true,
      taskList: {
        deliver: (payload) => deliver(ctx(), DeliverJob.parse(payload), channelOf).then(() => undefined),
      },
    })
  await run()
  const { rows } = await db.execute(sql`
    select attempts, run_at > now() as "isLater", last_error as "lastError" from graphile_worker.jobs where key = ${key}`)
  expect(rows[0]).toMatchObject({ attempts: 1, isLater: true })
  expect(rows[0]?.lastError).not.toContain('example.org')
  await db.execute(sql`update graphile_worker._private_jobs set run_at = now() where key = ${key}`)
  await run()
  expect(received).toHaveLength(2)
  expect((await db.execute(sql`select from graphile_worker.jobs where key = ${key}`)).rows).toHaveLength(0)
  expect(await stateOf(job)).toMatchObject({ state: 'sent', attempts: 2, error_code: null })
})
