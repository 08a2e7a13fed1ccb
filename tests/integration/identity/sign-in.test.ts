// Guarantee: only the right password opens a family's session, guessing stops after five tries, and no answer tells
// whether a code exists.

import { anyoneCtx, given } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import { type CredentialsForm, endSession, guardianOf, signIn } from '@/modules/identity'
import { DomainError } from '@/shared/errors'

const PASSWORD = 'girasole-arancio-7'
const now = () => Temporal.Now.instant()

/** What a try was answered: its session, or the code of the refusal. */
const answerOf = async (form: CredentialsForm, address?: string) => {
  try {
    await signIn(anyoneCtx(address ? { address } : {}), form)
    return 'signed-in'
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
}

const passesTime = async () => {
  await db.execute(sql`
    update portal.throttle set locked_until = locked_until - interval '16 minutes', window_ends_at = window_ends_at - interval '16 minutes'`)
}

test('code and password open a session of eight hours for the account of that child', async () => {
  const account = await given.account({ password: PASSWORD })
  const ctx = anyoneCtx()
  const session = await signIn(ctx, { code: account.code, password: PASSWORD })
  expect(session.accountId).toBe(account.accountId)
  expect(await guardianOf(db, session, now())).toEqual({
    kind: 'guardian',
    accountId: account.accountId,
    sessionId: session.sessionId,
    childId: account.childId,
    familyName: expect.any(String),
  })
  expect(await guardianOf(db, session, ctx.now.add({ hours: 8, seconds: 1 }))).toBeNull()
})

test('the code may be typed with spaces, hyphens and in any case', async () => {
  const account = await given.account({ password: PASSWORD })
  await db.execute(sql`update public.children set child_code = 'PS-12ab' where id = ${account.childId}`)
  for (const code of ['PS-12ab', 'ps12AB', ' Ps 12 aB '])
    expect(await answerOf({ code, password: PASSWORD })).toBe('signed-in')
})

test('a wrong password, an unknown code and a code without password are refused alike', async () => {
  const account = await given.account({ password: PASSWORD })
  const silent = await given.account()
  const refusals = []
  for (const code of [account.code, 'NOBODY-0001', silent.code]) {
    const refused = await signIn(anyoneCtx(), { code, password: 'sbagliata' }).catch((error) => error)
    refusals.push({ code: refused.code, message: refused.message, details: refused.details })
  }
  expect(refusals[0]?.code).toBe('credentials-refused')
  expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1)
})

test.each(['known', 'unknown'])(
  'five wrong tries lock a code that is %s, then even the right password',
  async (kind) => {
    const account = await given.account({ password: PASSWORD })
    const code = kind === 'known' ? account.code : `NOBODY-${account.code}`
    for (let index = 0; index < 5; index++)
      expect(await answerOf({ code, password: `sbagliata-${index}` })).toBe('credentials-refused')
    const locked = await signIn(anyoneCtx(), { code, password: PASSWORD }).catch((error) => error)
    expect(locked.code).toBe('throttled')
    expect(locked.details.retryAfterSeconds).toBeGreaterThan(880)
    expect(locked.details.retryAfterSeconds).toBeLessThanOrEqual(900)
    await passesTime()
    expect(await answerOf({ code, password: PASSWORD })).toBe(
      kind === 'known' ? 'signed-in' : 'credentials-refused',
    )
  },
)

test('a hundred simultaneous wrong tries get five guesses', async () => {
  const account = await given.account({ password: PASSWORD })
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      answerOf({ code: account.code, password: `sbagliata-${index}` }),
    ),
  )
  expect(answers.filter((answer) => answer === 'credentials-refused')).toHaveLength(5)
  expect(answers.filter((answer) => answer === 'throttled')).toHaveLength(95)
  expect(await answerOf({ code: account.code, password: PASSWORD })).toBe('throttled')
})

test('forty families signing in at once from one address are all let in', async () => {
  const account = await given.account({ password: PASSWORD })
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => answerOf({ code: account.code, password: PASSWORD }, '203.0.113.9')),
  )
  expect(new Set(answers)).toEqual(new Set(['signed-in']))
})

test('five wrong tries with different codes lock the address, and no other', async () => {
  const account = await given.account({ password: PASSWORD })
  for (let index = 0; index < 5; index++)
    expect(await answerOf({ code: `ROVING-${index}`, password: 'x' }, '203.0.113.7')).toBe(
      'credentials-refused',
    )
  expect(await answerOf({ code: account.code, password: PASSWORD }, '203.0.113.7')).toBe('throttled')
  expect(await answerOf({ code: account.code, password: PASSWORD }, '203.0.113.8')).toBe('signed-in')
})

test('signing in forgets the wrong tries of the code but not those of the address', async () => {
  const account = await given.account({ password: PASSWORD })
  const other = await given.account({ password: PASSWORD })
  const from = '203.0.113.21'
  for (let index = 0; index < 4; index++)
    expect(await answerOf({ code: account.code, password: 'x' }, from)).toBe('credentials-refused')
  expect(await answerOf({ code: account.code, password: PASSWORD }, from)).toBe('signed-in')
  for (let index = 0; index < 4; index++)
    expect(await answerOf({ code: account.code, password: 'x' })).toBe('credentials-refused')
  expect(await answerOf({ code: other.code, password: 'x' }, from)).toBe('credentials-refused')
  expect(await answerOf({ code: other.code, password: PASSWORD }, from)).toBe('throttled')
})

test('a session ended elsewhere opens nothing any more', async () => {
  const account = await given.account({ password: PASSWORD })
  const session = await signIn(anyoneCtx(), { code: account.code, password: PASSWORD })
  await endSession(session, now())
  expect(await guardianOf(db, session, now())).toBeNull()
})

test('sign-ins and locks are in the audit, without codes', async () => {
  const account = await given.account({ password: PASSWORD })
  await signIn(anyoneCtx(), { code: account.code, password: PASSWORD })
  for (let index = 0; index < 5; index++) await answerOf({ code: account.code, password: 'x' })
  const { rows } = await db.execute(
    sql`select actor, action, details from portal.audit where subject = ${`account:${account.accountId}`} order by audit_id`,
  )
  expect(rows).toEqual([
    { actor: 'anyone', action: 'signIn', details: {} },
    { actor: 'anyone', action: 'signIn.locked', details: {} },
  ])
})
