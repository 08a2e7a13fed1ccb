// Guarantee: who forgot the password of the admin gets an Italian letter through the outbox, and nothing of it is kept.
import { askOffice, openOffice } from '@tests/support/office'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { systemCtx } from '@/cli/system-ctx'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import {
  ChannelError,
  DELIVERY_ATTEMPTS_MAX,
  DeliverJob,
  deliver,
  sandboxPost,
} from '@/modules/notifications'

const payload = await openOffice()
const PASSWORD = 'una parola segreta lunga'

const someone = async (email: string) =>
  payload.create({
    collection: 'staff',
    data: { name: 'Ufficio', email, password: PASSWORD, roles: ['office'], active: true },
  })
const forget = (email: string) => askOffice('/staff/forgot-password', { method: 'POST', body: { email } })

const Letter = z.object({
  deliveryId: z.uuid(),
  subject: z.string(),
  body: z.string().nullable(),
  state: z.string(),
  jobs: z.coerce.number(),
})
const lettersTo = (email: string) =>
  rows(
    db,
    Letter,
    sql`select delivery_id as "deliveryId", letter_subject as subject, letter_body as body, state,
          (select count(*) from graphile_worker.jobs where key = 'deliver:' || delivery_id) as jobs
        from portal.delivery where address = ${email}`,
  )

beforeAll(() => {
  env.PORTALE_DEMO = true
  env.PORTALE_URL = 'https://servizi.example.org/'
})

test('the letter is queued with its job, leaves in Italian, and its link sets a new password', async () => {
  await someone('dimentica@example.org')
  expect((await forget('dimentica@example.org')).status).toBe(200)
  const [letter] = await lettersTo('dimentica@example.org')
  expect(letter).toMatchObject({ state: 'queued', jobs: 1, subject: 'Nuova password per l’area riservata' })

  expect(await deliver(systemCtx('test'), DeliverJob.parse(letter))).toBe('sent')
  expect(await deliver(systemCtx('test'), DeliverJob.parse(letter))).toBe('already-settled')
  const post = (await sandboxPost()).filter(({ address }) => address === 'dimentica@example.org')
  expect(post).toHaveLength(1)
  const text = post[0]?.text ?? ''
  expect(text).toContain('ha chiesto una nuova password')
  expect(text).not.toMatch(/riguarda|anagrafica/)
  const token = /https:\/\/servizi\.example\.org\/admin\/reset\/(\w+)\n/.exec(text)?.[1]
  const { rows: stored } = await db.execute(
    sql`select html from portal.sandbox_post where address = 'dimentica@example.org'`,
  )
  expect(stored[0]?.html).toContain(`<a href="https://servizi.example.org/admin/reset/${token}">`)

  const reset = { method: 'POST', body: { token, password: 'un’altra parola segreta' } }
  expect((await askOffice('/staff/reset-password', reset)).status).toBe(200)
  expect((await askOffice('/staff/reset-password', reset)).status).not.toBe(200)
  const signIn = (password: string) =>
    askOffice('/staff/login', { method: 'POST', body: { email: 'dimentica@example.org', password } })
  expect((await signIn('un’altra parola segreta')).status).toBe(200)
  expect((await signIn(PASSWORD)).status).toBe(401)
})

test('the link is not kept once the letter has left, or cannot leave', async () => {
  const bodyAfter = async (email: string, channelOf?: Parameters<typeof deliver>[2]) => {
    await someone(email)
    await forget(email)
    const job = DeliverJob.parse((await lettersTo(email))[0])
    const outcome = await deliver(systemCtx('test'), job, channelOf)
    return [outcome, (await lettersTo(email))[0]?.body]
  }
  const refusing = (isPermanent: boolean) => () => ({
    provider: 'fake',
    send: () => Promise.reject(new ChannelError('invalid_from_address', isPermanent)),
  })
  expect(await bodyAfter('uno@example.org')).toEqual(['sent', null])
  expect(await bodyAfter('due@example.org', () => null)).toEqual(['skipped', null])
  expect(await bodyAfter('tre@example.org', refusing(true))).toEqual(['failed', null])
  await expect(bodyAfter('quattro@example.org', refusing(false))).rejects.toThrow('invalid_from_address')
  expect((await lettersTo('quattro@example.org'))[0]?.body).toContain('/admin/reset/')
  expect(DELIVERY_ATTEMPTS_MAX).toBeGreaterThan(1)
})

test('who has no account gets no letter, and the answer does not tell', async () => {
  await someone('esiste@example.org')
  const [known, unknown] = [await forget('esiste@example.org'), await forget('nessuno@example.org')]
  expect(unknown).toEqual(known)
  expect(await lettersTo('nessuno@example.org')).toEqual([])
})

test('asked again and again, one letter leaves', async () => {
  await someone('insiste@example.org')
  for (let time = 0; time < 5; time++) await forget('insiste@example.org')
  expect(await lettersTo('insiste@example.org')).toHaveLength(1)
})
