// Guarantee: a delegate sees attendance and cancels meals, and meets nothing of money on any page of the site, in no
// document and in no live stream; the family ends it at once; a delegate's code opens nothing more.
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import {
  type Account,
  aMarkId,
  anyoneCtx,
  type Classroom,
  given,
  guardianCtx,
  tabletCtx,
} from '@tests/support/builders'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, describe, expect, test } from 'vitest'
import { db } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { recordMarks } from '@/modules/attendance'
import { askMeals } from '@/modules/family'
import {
  addChild,
  addDelegate,
  type Ctx,
  delegatesOf,
  guardianOf,
  type PrincipalOf,
  revokeDelegate,
  signIn,
} from '@/modules/identity'
import { addDays, dayInRome } from '@/shared/dates'
import { type ChildId, ServiceCode } from '@/shared/ids'

const PASSWORD = 'barca-limone-otto'
const BASE = 'http://portale.test'
const now = Temporal.Now.instant()
const today = dayInRome(now)

let room: Classroom
let account: Account
let family: Ctx<PrincipalOf<'guardian'>>
let child: ChildId

const add = (values: Partial<Parameters<typeof addDelegate>[1]> = {}) =>
  addDelegate(family, {
    delegationId: randomUUID(),
    label: 'nonna Anna',
    childIds: [child],
    password: PASSWORD,
    ...values,
  })

const delegateCtx = async (code: string): Promise<Ctx<PrincipalOf<'delegate'>>> => {
  const ctx = anyoneCtx()
  const actor = await guardianOf(db, await signIn(ctx, { code, password: PASSWORD }), ctx.now)
  if (actor?.kind !== 'delegate') throw new Error('No delegate')
  return { ...ctx, actor }
}

beforeAll(async () => {
  room = await given.classroom({ children: 2 })
  child = room.childIds[0] as ChildId
  account = await given.account({ childId: child, password: PASSWORD })
  family = await guardianCtx(account)
  await recordMarks(tabletCtx(room, now), {
    day: today,
    service: ServiceCode.parse(room.code),
    marks: [{ markId: aMarkId(), childId: child, status: 'present', markedAt: now.toString() }],
  })
})

describe('every page of the families’ site', () => {
  beforeAll(() => add())
  type Handler = (request: Request, context: { params: Promise<object> }) => Promise<Response>
  const root = path.resolve(import.meta.dirname, '../../../src/app/(portal)')
  const routes = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('route.ts') && !file.startsWith('ui/') && !file.startsWith('app/'))
    .map((file) => path.dirname(file).replace(/^\.$/, ''))
    .sort()
  /** What a delegate may open; everything else of the family does not exist for it. */
  const open = new Set([
    '',
    'accedi',
    'contatti',
    'esci',
    'news',
    'presenze',
    'presenze/conferme',
    'presenze/conferme/[numero]',
    'presenze/giorno',
    'presenze/in-attesa',
    'presenze/periodo',
    'senza-rete',
    'utility',
  ])
  const query = () => `figlio=${child}&servizio=${room.code}&giorno=${today}`
  const id = randomUUID()
  const params = {
    params: Promise.resolve({ id, esito: 'ok', slug: 'nessuna', numero: '1', missing: ['x'] }),
  }

  test.each(routes)(
    '/%s',
    async (page) => {
      const code = (await delegatesOf(family))[0]?.code ?? ''
      const { actor } = await delegateCtx(code)
      const cookie = `${sessionCookie.name}=${await sealSession(actor)}`
      const { GET, POST } = (await import(path.join(root, page, 'route.ts'))) as {
        GET?: Handler
        POST?: Handler
      }
      const answer = await GET?.(new Request(`${BASE}/${page}?${query()}`, { headers: { cookie } }), params)
      if (answer && page !== 'accedi' && page !== 'esci') {
        if (!open.has(page) || page.includes('[numero]')) expect([page, answer.status]).toEqual([page, 404])
        else expect([page, answer.status]).toEqual([page, 200])
        const text = await answer.text()
        expect(text).not.toMatch(/€|Credito:|\/pagamenti|\/anagrafica/)
      }
      if (POST && !open.has(page)) {
        const form = new URLSearchParams({ chiave: id, figlio: String(child), servizio: room.code })
        const headers = { cookie, host: 'portale.test', origin: BASE }
        const sent = await POST(
          new Request(`${BASE}/${page}`, { method: 'POST', body: form, headers }),
          params,
        )
        expect(sent.status).toBe(404)
      }
    },
    20_000,
  )

  test('a contest from the day’s page, and the live streams of payments, are refused', async () => {
    const [delegate] = await delegatesOf(family)
    const { actor } = await delegateCtx(delegate?.code ?? '')
    const cookie = `${sessionCookie.name}=${await sealSession(actor)}`
    const { POST } = await import('@/app/(portal)/presenze/giorno/route')
    const form = new URLSearchParams({
      azione: 'contesta',
      chiave: id,
      figlio: String(child),
      servizio: room.code,
      giorno: today,
      testo: 'Non era presente',
    })
    const sent = await POST(
      new Request(`${BASE}/presenze/giorno?${query()}`, {
        method: 'POST',
        body: form,
        headers: { cookie, host: 'portale.test', origin: BASE },
      }),
      params,
    )
    expect(sent.status).toBe(404)
    for (const stream of ['top-ups', 'carts']) {
      const { GET } = (await import(`../../../src/app/api/v1/${stream}/[id]/live/route.ts`)) as {
        GET: Handler
      }
      const answer = await GET(
        new Request(`${BASE}/api/v1/${stream}/${id}/live`, {
          headers: { cookie, 'sec-fetch-site': 'same-origin' },
        }),
        params as never,
      )
      expect(answer.status).toBe(403)
    }
  })
})

test('a delegate cancels a meal of its children, not of others', async () => {
  await add()
  const delegate = await delegateCtx((await delegatesOf(family)).at(-1)?.code ?? '')
  const tomorrow = addDays(today, 1)
  const ask = (childId: ChildId) =>
    askMeals(delegate, {
      actId: randomUUID(),
      childId,
      service: ServiceCode.parse(room.code),
      wish: 'cancel',
      from: tomorrow,
      to: tomorrow,
    })
  expect((await ask(child)).days).toBe(1)
  await expect(ask(room.childIds[1] as ChildId)).rejects.toMatchObject({ code: 'child-not-found' })
})

test('the family takes a delegation back: its sessions end, its code opens nothing', async () => {
  const delegationId = randomUUID()
  const made = await Promise.all([add({ delegationId }), add({ delegationId }), add({ delegationId })])
  expect(made.sort()).toEqual(['added', 'unchanged', 'unchanged'])
  const delegate = (await delegatesOf(family)).at(-1)
  if (!delegate) throw new Error('No delegate')
  const { actor } = await delegateCtx(delegate.code)
  const stranger = await guardianCtx(await given.account())
  await expect(revokeDelegate(stranger, delegate.accountId)).rejects.toMatchObject({
    code: 'delegate-not-found',
  })
  expect(
    await Promise.all([
      revokeDelegate(family, delegate.accountId),
      revokeDelegate(family, delegate.accountId),
    ]),
  ).toContain('revoked')
  expect(await guardianOf(db, actor, now)).toBeNull()
  await expect(signIn(anyoneCtx(), { code: delegate.code, password: PASSWORD })).rejects.toMatchObject({
    code: 'credentials-refused',
  })
})

test('a delegate’s code adds no child to another account; a delegation holds until the school year ends', async () => {
  await add()
  const delegate = (await delegatesOf(family)).at(-1)
  if (!delegate) throw new Error('No delegate')
  const other = await guardianCtx(await given.account())
  await expect(addChild(other, { code: delegate.code, password: PASSWORD })).rejects.toMatchObject({
    code: 'credentials-refused',
  })
  const { actor } = await delegateCtx(delegate.code)
  expect(await guardianOf(db, actor, now.add({ hours: 24 * 400 }))).toBeNull()
  await expect(add({ childIds: [room.childIds[1] as ChildId] })).rejects.toMatchObject({
    code: 'child-not-found',
  })
})

test('no more than five at once', async () => {
  const mother = await guardianCtx(await given.account({ childId: room.childIds[1] as ChildId }))
  const outcomes = await Promise.allSettled(
    Array.from({ length: 7 }, (_, index) =>
      addDelegate(mother, {
        delegationId: randomUUID(),
        label: `nonno ${index}`,
        childIds: [room.childIds[1] as ChildId],
        password: PASSWORD,
      }),
    ),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
})
