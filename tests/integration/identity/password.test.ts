// Guarantee: a password changes only for who knows the old one, once, and then every other session of the account ends.

import { anyoneCtx, given, guardianCtx } from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { db, sql } from '@/db/client'
import {
  ChangePasswordForm,
  type Ctx,
  changePassword,
  guardianOf,
  openSessionCount,
  type PrincipalOf,
  signIn,
  signOutOthers,
} from '@/modules/identity'

const OLD = 'girasole-arancio-7'
const NEW = 'quattro gatti neri'
const now = () => Temporal.Now.instant()
const form = (currentPassword: string, newPassword: string) =>
  ChangePasswordForm.parse({ currentPassword, newPassword, newPasswordRepeat: newPassword })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  )
const isOpen = async ({ actor }: Ctx<PrincipalOf<'guardian'>>) =>
  (await guardianOf(db, actor, now())) !== null

test('the new password opens, the old one does not, and only the session that changed it stays', async () => {
  const account = await given.account({ password: OLD })
  const stranger = await guardianCtx(await given.account({ password: OLD }))
  const here = await guardianCtx(account)
  const elsewhere = await guardianCtx(account)
  expect(await openSessionCount(here)).toBe(2)
  expect(await changePassword(here, form(OLD, NEW))).toEqual({ endedSessions: 1 })
  expect([await isOpen(here), await isOpen(elsewhere), await isOpen(stranger)]).toEqual([true, false, true])
  expect(await openSessionCount(here)).toBe(1)
  expect(await codeOf(signIn(anyoneCtx(), { code: account.code, password: OLD }))).toBe('credentials-refused')
  expect(await codeOf(signIn(anyoneCtx(), { code: account.code, password: NEW }))).toBe('done')
  const { rows } = await db.execute(
    sql`select actor, action, details from portal.audit where actor = ${`account:${account.accountId}`}`,
  )
  expect(rows).toEqual([
    { actor: `account:${account.accountId}`, action: 'password.changed', details: { endedSessions: 1 } },
  ])
})

test('a wrong current password changes nothing and is counted with the wrong sign-ins', async () => {
  const account = await given.account({ password: OLD })
  const ctx = await guardianCtx(account)
  for (let index = 0; index < 3; index++)
    expect(await codeOf(changePassword(ctx, form(`sbagliata-${index}`, NEW)))).toBe('credentials-refused')
  for (let index = 0; index < 2; index++)
    expect(await codeOf(signIn(anyoneCtx(), { code: account.code, password: 'x' }))).toBe(
      'credentials-refused',
    )
  expect(await codeOf(changePassword(ctx, form(OLD, NEW)))).toBe('throttled')
  expect(await codeOf(signIn(anyoneCtx(), { code: account.code, password: OLD }))).toBe('throttled')
})

test('a new password that is the code, the old one or a common one is refused and costs no try', async () => {
  const account = await given.account({ password: OLD })
  await db.execute(sql`update public.children set child_code = 'PS12345678' where id = ${account.childId}`)
  const ctx = await guardianCtx(account)
  for (const [refused, reason] of [
    ['ps-12345678', 'code'],
    ['password2026', 'common'],
    [OLD, 'unchanged'],
  ] as const) {
    for (let index = 0; index < 6; index++) {
      const error = await changePassword(ctx, form(OLD, refused)).catch((thrown) => thrown)
      expect([error.code, error.details]).toEqual(['password-refused', { reason }])
    }
  }
})

test.each([
  [{ newPassword: 'corta', newPasswordRepeat: 'corta' }, ['newPassword']],
  [{ newPasswordRepeat: 'un’altra ancora' }, ['newPasswordRepeat']],
  [{ currentPassword: '' }, ['currentPassword']],
  [{ currentPassword: '', newPasswordRepeat: 'un’altra ancora' }, ['currentPassword', 'newPasswordRepeat']],
  [
    { currentPassword: '', newPassword: '', newPasswordRepeat: '' },
    ['currentPassword', 'newPassword', 'newPasswordRepeat'],
  ],
])('the form %o has errors beside %o', (values, fields) => {
  const parsed = ChangePasswordForm.safeParse({
    currentPassword: OLD,
    newPassword: NEW,
    newPasswordRepeat: NEW,
    ...values,
  })
  expect([...new Set(parsed.error?.issues.map((issue) => issue.path[0]))]).toEqual(fields)
})

test('of two changes at once, from the same old password, one wins', async () => {
  const account = await given.account({ password: OLD })
  const [here, there] = [await guardianCtx(account), await guardianCtx(account)]
  const answers = await Promise.all([
    codeOf(changePassword(here, form(OLD, NEW))),
    codeOf(changePassword(there, form(OLD, 'un treno di carta'))),
  ])
  expect(answers.toSorted()).toEqual(['credentials-refused', 'done'])
})

test('no sign-in with the old password survives a change made at the same instant', async () => {
  const account = await given.account({ password: OLD })
  const ctx = await guardianCtx(account)
  const [, ...sessions] = await Promise.all([
    changePassword(ctx, form(OLD, NEW)),
    ...Array.from({ length: 4 }, () =>
      signIn(anyoneCtx(), { code: account.code, password: OLD }).catch(() => null),
    ),
  ])
  for (const session of sessions) if (session) expect(await guardianOf(db, session, now())).toBeNull()
})

test('"Esci da tutti gli altri dispositivi" ends the others, and again finds none', async () => {
  const account = await given.account({ password: OLD })
  const here = await guardianCtx(account)
  const others = [await guardianCtx(account), await guardianCtx(account)]
  expect(await signOutOthers(here)).toEqual({ endedSessions: 2 })
  expect(await signOutOthers(here)).toEqual({ endedSessions: 0 })
  expect(await isOpen(here)).toBe(true)
  for (const other of others) expect(await isOpen(other)).toBe(false)
})
