import { createHash, randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import { db } from '@/db/client'
import {
  authenticateTablet,
  type Ctx,
  forbidden,
  guardianOf,
  holdsRole,
  notSignedIn,
  type Principal,
  type PrincipalKind,
  type PrincipalOf,
  type StaffRole,
  tabletTokenOf,
} from '@/modules/identity'
import { addressOf } from './address'
import { type Answer, responseOf } from './answer'
import { malformed, problemOf, tooLarge, unsupportedMediaType } from './problem'
import { isFromElsewhere } from './same-origin'

/** What an endpoint takes at most. */
export const BODY_BYTES_MAX = 256 * 1024

type RouteOptions<Kind extends PrincipalKind, Body extends z.ZodType, Query extends z.ZodType> = {
  /** The kinds of caller let in; `anyone` means that no credential is looked at. */
  allow: readonly Kind[]
  /** Of staff, those with one of these roles; `admin` always. */
  roles?: readonly StaffRole[]
  body?: Body
  query?: Query
  status?: number
  /** Answers with an ETag, and 304 to a caller that already has the same. */
  etag?: boolean
}

type Input<Body extends z.ZodType, Query extends z.ZodType> = z.output<Body> & z.output<Query>

/** What is read of a request, whoever received it. */
export type Asked = Pick<Request, 'method' | 'url' | 'headers' | 'text'> & {
  bytes: () => Promise<Uint8Array>
}

/**
 * One endpoint: authenticates into one principal, refuses other kinds, parses query and body, calls one use case,
 * answers JSON, and turns whatever is thrown into a problem (RFC 9457). Nothing is cached between callers.
 */
export const endpoint =
  <
    Kind extends PrincipalKind,
    Body extends z.ZodType = z.ZodType<object>,
    Query extends z.ZodType = z.ZodType<object>,
    Req extends Asked = Asked,
    Given extends object = object,
  >(
    options: RouteOptions<Kind, Body, Query>,
    handle: (ctx: Ctx<PrincipalOf<Kind>>, input: Input<Body, Query>, request: Req) => Promise<Given>,
  ) =>
  async (request: Req): Promise<Answer | Extract<Given, Response>> => {
    const requestId = randomUUID()
    try {
      const actor = await principalOf(request, options.allow)
      if (actor.kind === 'staff' && options.roles && !holdsRole(actor.roles, ...options.roles))
        throw forbidden()
      const input = await inputOf(request, options).catch(async (error: unknown) => {
        // Whoever has no tablet learns nothing, not even what is wrong with the body.
        if (actor.kind === 'tabletToken' && !(await authenticateTablet(db, actor))) throw notSignedIn()
        throw error
      })
      const ctx = { actor, now: Temporal.Now.instant(), requestId, address: addressOf(request.headers) }
      const given = await handle(ctx as Ctx<PrincipalOf<Kind>>, input, request)
      if (given instanceof Response) return given as Extract<Given, Response>
      return json(request, given, options, requestId)
    } catch (error) {
      return problemOf(error, requestId)
    }
  }

/** An endpoint as one of Next's route handlers. Its use case may make the whole answer itself. */
export const route = <
  Kind extends PrincipalKind,
  Body extends z.ZodType = z.ZodType<object>,
  Query extends z.ZodType = z.ZodType<object>,
>(
  options: RouteOptions<Kind, Body, Query>,
  handle: (ctx: Ctx<PrincipalOf<Kind>>, input: Input<Body, Query>, request: Request) => Promise<object>,
): ((request: Request) => Promise<Response>) => throughNext(endpoint(options, handle))

/** An endpoint for Next, whose handlers take a Request and give a Response. */
export const throughNext =
  (answer: (request: Request) => Promise<Answer | Response>) =>
  async (request: Request): Promise<Response> => {
    const given = await answer(request)
    return given instanceof Response ? given : responseOf(given)
  }

const inputOf = async <Body extends z.ZodType, Query extends z.ZodType>(
  request: Asked,
  { query, body }: { query?: Query; body?: Body },
): Promise<Input<Body, Query>> =>
  ({
    ...(query ? (parse(query, queryOf(request)) as object) : {}),
    ...(body ? (parse(body, await readJson(request)) as object) : {}),
  }) as Input<Body, Query>

const json = (
  request: Asked,
  answer: object,
  { status = 200, etag = false }: { status?: number; etag?: boolean },
  requestId: string,
): Answer => {
  const body = JSON.stringify(answer)
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': etag ? 'private, no-cache' : 'no-store',
    'x-request-id': requestId,
  }
  if (etag) {
    headers.etag = `"${createHash('sha1').update(body).digest('base64url')}"`
    if (request.headers.get('if-none-match') === headers.etag) return { status: 304, headers, body: null }
  }
  return { status, headers, body }
}

const queryOf = (request: Asked) => Object.fromEntries(new URL(request.url).searchParams)

const principalOf = async (request: Asked, allow: readonly PrincipalKind[]): Promise<Principal> => {
  if (allow.includes('anyone')) return { kind: 'anyone' }
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer) {
    const token = tabletTokenOf(bearer)
    if (token && allow.includes('tabletToken')) return token
    const tablet = token && (await authenticateTablet(db, token))
    if (!tablet) throw notSignedIn()
    if (!allow.includes(tablet.kind)) throw forbidden()
    return tablet
  }
  if (allow.includes('staff')) {
    // Payload is heavy: only routes for staff load it.
    const { staffOf } = await import('./staff-session')
    const staff = await staffOf(request.headers)
    if (staff) return staff
  }
  if (allow.includes('guardian')) {
    // NextAuth's token is opened only by routes for families.
    const { sessionIn } = await import('./session-cookie')
    const ref = await sessionIn(request.headers.get('cookie'))
    const guardian = ref && (await guardianOf(db, ref, Temporal.Now.instant()))
    if (guardian) {
      if (isFromElsewhere(request) || !allow.includes(guardian.kind)) throw forbidden()
      return guardian
    }
  }
  throw notSignedIn()
}

/** Reads at most the allowed bytes, whatever length was declared. */
const readJson = async (request: Asked): Promise<unknown> => {
  if (!/^application\/(.+\+)?json\b/i.test(request.headers.get('content-type') ?? ''))
    throw unsupportedMediaType()
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX) throw tooLarge()
  const text = await request.text()
  if (text.length > BODY_BYTES_MAX) throw tooLarge()
  try {
    return JSON.parse(text)
  } catch {
    throw malformed([{ path: '', message: 'Il corpo non è JSON valido' }])
  }
}

const parse = <T extends z.ZodType>(schema: T, value: unknown): z.output<T> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw malformed(
    parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  )
}
