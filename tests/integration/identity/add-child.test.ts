// Guarantee: a family sees a second child only after showing its code and password, only in that direction, and once.

import { given, guardianCtx } from '@tests/support/builders'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import { addChild, assertOwnChild, childrenOf, removeChild } from '@/modules/identity'

const PASSWORD = 'girasole-arancio-7'
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  )
const idsOf = async (account: { accountId: Parameters<typeof childrenOf>[0] }) =>
  (await childrenOf(account.accountId)).map((child) => child.childId)

const twoAccounts = async () => {
  const mine = await given.account({ password: PASSWORD })
  const other = await given.account({ password: 'altro-segreto-lungo' })
  return {
    mine,
    other,
    ctx: await guardianCtx(mine),
    shown: { code: other.code, password: 'altro-segreto-lungo' },
  }
}

test('the child is added to this account, and the other account gains nothing', async () => {
  const { mine, other, ctx, shown } = await twoAccounts()
  expect(await addChild(ctx, shown)).toEqual({ outcome: 'added', childId: other.childId })
  expect(await idsOf(mine)).toEqual([mine.childId, other.childId])
  expect(await idsOf(other)).toEqual([other.childId])
  expect(await codeOf(assertOwnChild(ctx, other.childId))).toBe('done')
  expect(await codeOf(assertOwnChild(await guardianCtx(other), mine.childId))).toBe('child-not-found')
})

test('adding does not pass on: who added me does not get the children I added', async () => {
  const { mine, other, ctx, shown } = await twoAccounts()
  await addChild(ctx, shown)
  const third = await given.account({ password: PASSWORD })
  await addChild(await guardianCtx(third), { code: mine.code, password: PASSWORD })
  expect(await idsOf(third)).toEqual([third.childId, mine.childId])
  expect(await idsOf(third)).not.toContain(other.childId)
})

test('adding again, also twenty times at once, adds once', async () => {
  const { mine, ctx, shown } = await twoAccounts()
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => addChild(ctx, shown)))
  expect(outcomes.filter(({ outcome }) => outcome === 'added')).toHaveLength(1)
  expect(outcomes.filter(({ outcome }) => outcome === 'already-added')).toHaveLength(19)
  expect(await idsOf(mine)).toHaveLength(2)
})

test('one’s own child is already there', async () => {
  const { mine, ctx } = await twoAccounts()
  expect(await addChild(ctx, { code: mine.code, password: PASSWORD })).toEqual({
    outcome: 'own-child',
    childId: mine.childId,
  })
  expect(await idsOf(mine)).toEqual([mine.childId])
})

test('a wrong password and an unknown code are refused alike, and five lock', async () => {
  const { mine, ctx, shown } = await twoAccounts()
  for (const credentials of [
    { ...shown, password: 'sbagliata' },
    { code: 'NOBODY', password: 'sbagliata' },
    { ...shown, password: PASSWORD },
    { code: 'NOBODY', password: PASSWORD },
    { ...shown, password: 'sbagliata' },
  ])
    expect(await codeOf(addChild(ctx, credentials))).toBe('credentials-refused')
  expect(await codeOf(addChild(ctx, shown))).toBe('throttled')
  expect(await idsOf(mine)).toEqual([mine.childId])
})

test('an added child can be taken off, by this family only, and added again', async () => {
  const { mine, other, ctx, shown } = await twoAccounts()
  await addChild(ctx, shown)
  expect(await codeOf(removeChild(await guardianCtx(other), other.childId))).toBe('child-not-found')
  expect(await codeOf(removeChild(ctx, mine.childId))).toBe('child-not-found')
  await removeChild(ctx, other.childId)
  expect(await codeOf(removeChild(ctx, other.childId))).toBe('child-not-found')
  expect(await codeOf(assertOwnChild(ctx, other.childId))).toBe('child-not-found')
  expect((await addChild(ctx, shown)).outcome).toBe('added')
})

test('a stranger’s child and one that does not exist look alike', async () => {
  const { other, ctx } = await twoAccounts()
  const refusals = await Promise.all(
    [other.childId, 2_000_000_000, 9_007_199_254_740_991, 0, -1, 1.5, Number.NaN].map((childId) =>
      assertOwnChild(ctx, childId).catch((error) =>
        JSON.stringify([error.code, error.message, error.details]),
      ),
    ),
  )
  expect(new Set(refusals).size).toBe(1)
})

test('the audit names accounts and children by number only', async () => {
  const { mine, other, ctx, shown } = await twoAccounts()
  await addChild(ctx, shown)
  await removeChild(ctx, other.childId)
  const { rows } = await db.execute(
    sql`select action, subject, details from portal.audit where actor = ${`account:${mine.accountId}`} order by audit_id`,
  )
  const subject = `account:${mine.accountId}`
  const details = { childId: other.childId }
  expect(rows).toEqual([
    { action: 'child.added', subject, details },
    { action: 'child.removed', subject, details },
  ])
})
