// Guarantee: a cookie opens only what its session may open, and nothing once that session ended, wherever it was copied.

import { anyoneCtx, given, guardianCtx } from '@tests/support/builders'
import { encode } from 'next-auth/jwt'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { db, sql } from '@/db/client'
import { env } from '@/env'
import { route } from '@/http/route'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { createPairingCode, endSession, pairTablet, signIn } from '@/modules/identity'

const PASSWORD = 'girasole-arancio-7'
const forFamilies = route({ allow: ['guardian'] }, async ({ actor }) => ({ accountId: actor.accountId }))
const forTablets = route({ allow: ['tablet'] }, async ({ actor }) => ({ schoolId: actor.schoolId }))
const forStaff = route({ allow: ['staff'] }, async ({ actor }) => ({ staffId: actor.staffId }))
const write = route({ allow: ['guardian'], body: z.object({}) }, async () => ({ done: true }))

const withCookie = (token: string, init: RequestInit = {}) =>
  new Request('http://localhost/api/v1/x', {
    ...init,
    headers: { cookie: `altro=1; ${sessionCookie.name}=${token}; ancora=2`, ...init.headers },
  })

const signedIn = async () => {
  const account = await given.account({ password: PASSWORD })
  const session = await signIn(anyoneCtx(), { code: account.code, password: PASSWORD })
  return { account, session, token: await sealSession(session) }
}

test('the cookie is small, and shows nothing of the family', async () => {
  const { token, account } = await signedIn()
  expect(token.length).toBeLessThan(500)
  expect(Buffer.from(token.split('.').join(''), 'base64url').toString('latin1')).not.toContain(account.code)
  expect(sessionCookie.options).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/' })
})

test('a route for families knows the account of the cookie', async () => {
  const { token, account } = await signedIn()
  const answer = await forFamilies(withCookie(token))
  expect([answer.status, await answer.json()]).toEqual([200, { accountId: account.accountId }])
})

test('a copied cookie is refused after signing out, and after the eight hours', async () => {
  const out = await signedIn()
  await endSession(out.session, Temporal.Now.instant())
  expect((await forFamilies(withCookie(out.token))).status).toBe(401)
  const late = await signedIn()
  await db.execute(
    sql`update portal.session set expires_at = now() - interval '1 second' where session_id = ${late.session.sessionId}::uuid`,
  )
  expect((await forFamilies(withCookie(late.token))).status).toBe(401)
})

test('a cookie that is not ours opens nothing', async () => {
  const { session, token } = await signedIn()
  const sealed = (content: Record<string, unknown>, secret = env.NEXTAUTH_SECRET, maxAge = 3600) =>
    encode({ token: content, secret, maxAge })
  const ours = { sub: String(session.accountId), sid: session.sessionId }
  const forged = [
    '',
    'x.y.z',
    `${token.slice(0, -4)}AAAA`,
    await sealed(ours, 'another-secret-another-secret-another-secret'),
    await sealed(ours, env.NEXTAUTH_SECRET, -60),
    await sealed({ sub: ours.sub }),
    await sealed({ ...ours, sid: '00000000-0000-4000-8000-000000000000' }),
    await sealed({ ...ours, sid: "' or true --" }),
    await sealed({ ...ours, sub: String(session.accountId + 1) }),
    await sealed({ ...ours, sub: '1e400' }),
  ]
  for (const cookie of forged) expect((await forFamilies(withCookie(cookie))).status).toBe(401)
  expect((await forFamilies(withCookie(token))).status).toBe(200)
})

test('families, tablets and staff do not pass for one another', async () => {
  const { token } = await signedIn()
  const schoolId = await given.school()
  const { pairingCode } = await createPairingCode(
    { ...anyoneCtx(), actor: { kind: 'system', name: 'test' } },
    { schoolId },
  )
  const tablet = await pairTablet(anyoneCtx(), { pairingCode, deviceName: 'Tablet' })
  const bearer = (value: string) =>
    new Request('http://localhost/api/v1/x', { headers: { authorization: `Bearer ${value}` } })
  expect((await forTablets(bearer(tablet.token))).status).toBe(200)
  expect((await forTablets(withCookie(token))).status).toBe(401)
  expect((await forStaff(withCookie(token))).status).toBe(401)
  expect((await forTablets(bearer(token))).status).toBe(401)
  expect((await forFamilies(bearer(tablet.token))).status).toBe(403)
  expect((await forStaff(bearer(tablet.token))).status).toBe(403)
  expect((await forFamilies(bearer(token))).status).toBe(401)
})

test('a write with the cookie from another site is refused', async () => {
  const account = await given.account({ password: PASSWORD })
  const { actor } = await guardianCtx(account)
  const token = await sealSession(actor)
  const post = (site: string) =>
    write(
      withCookie(token, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': site },
      }),
    )
  expect((await post('same-origin')).status).toBe(200)
  expect((await post('cross-site')).status).toBe(403)
  expect((await post('same-site')).status).toBe(403)
})
