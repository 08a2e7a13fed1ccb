import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { env } from '@/env'
import { responseOf } from '@/http/answer'
import { notFound, problemOf } from '@/http/problem'
import { route } from '@/http/route'
import type { Ctx } from '@/modules/identity'

type Options<Body extends z.ZodType, Query extends z.ZodType> = {
  body?: Body
  query?: Query
  status?: number
}

/** One resource of the sandbox's HTTP API (docs/sandbox.md): JSON, refusals as RFC 9457; outside a demo there is none. */
export const sandboxRoute =
  <
    Path extends object,
    Body extends z.ZodType = z.ZodType<object>,
    Query extends z.ZodType = z.ZodType<object>,
  >(
    options: Options<Body, Query>,
    handle: (ctx: Pick<Ctx, 'now'>, input: z.output<Body> & z.output<Query>, path: Path) => Promise<object>,
  ) =>
  async (request: Request, { params }: { params: Promise<Path> }): Promise<Response> => {
    if (!env.PORTALE_DEMO) return responseOf(problemOf(notFound(), randomUUID()))
    const path = await params
    return route({ allow: ['anyone'], ...options }, (ctx, input) => handle(ctx, input, path))(request)
  }
