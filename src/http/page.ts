import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { isDatabaseAway } from '@/db/client'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { DomainError } from '@/shared/errors'
import { addressOf } from './address'
import { readBytes } from './body'
import { type FormOptions, submitForm, textsOf } from './form'
import type { FormRefused } from './form-state'
import { log } from './log'
import { notFound, statusOf } from './problem'
import { returnPath } from './return-path'
import { isFromElsewhere } from './same-origin'

/**
 * Who a page is for: a family's guardian; the family, its delegates too, who see nothing of money; the member of staff
 * signed in; or anybody, signed in or not.
 */
type Audience = 'guardian' | 'family' | 'staff' | 'anyone'
type Known = 'guardian' | 'delegate' | 'staff'
type VisitorOf<Who extends Audience> = Ctx<
  PrincipalOf<Who extends 'anyone' ? Known | 'anyone' : Who extends 'family' ? 'guardian' | 'delegate' : Who>
>
export type Visitor = VisitorOf<'anyone'>

/** What went wrong with the form called `name`, for the page that shows it again. */
export type RefusedForm = FormRefused & { name: string }

/** The refusal, if it is of the form called `name`. */
export const refusedOf = (refused: RefusedForm | null, name: string): RefusedForm | null =>
  refused?.name === name ? refused : null

/** What a page is given: what its address asks, and the form that was refused, if that is why it is shown. */
type Asked<Address extends z.ZodType> = { asked: z.output<Address>; refused: RefusedForm | null }

type PageOptions<Who extends Audience, Address extends z.ZodType> = {
  allow: Who
  /** The parts and the query of the address; one that no link of ours can have made leads nowhere. */
  address?: Address
  /** What the page's forms do, by the form's name; a page with one form may leave the name out. */
  forms?: Readonly<Record<string, PageForm>>
}

/** What a form does once it was understood. */
export type PageForm = {
  allow: Audience
  submit: (visitor: Visitor, data: FormData) => Promise<{ done: string } | { refused: FormRefused }>
}

/**
 * A form of a page: authenticates, reads the fields with zod, calls one use case, and answers where to go: after a form
 * that was accepted the browser always leaves for an address, so that loading again sends nothing twice.
 */
export const pageForm = <Who extends Audience, Form extends z.ZodType>(
  { allow, ...options }: { allow: Who } & FormOptions<Form>,
  handle: (ctx: VisitorOf<Who>, input: z.output<Form>) => Promise<string>,
): PageForm => ({
  allow,
  submit: (visitor, data) =>
    submitForm(options, data, visitor.requestId, (input) => handle(visitor as VisitorOf<Who>, input)),
})

/** How a site knows its visitors and shows its pages, and what it says when there is none. */
export type Site<Page> = {
  /** Who sent the request, if the site knows them. One query; none without a cookie. */
  identify: (request: Request, now: Temporal.Instant) => Promise<PrincipalOf<Known> | null>
  /** False for somebody whom the site knows and shows nothing: its pages are missing for them. */
  admits?: (actor: Visitor['actor']) => boolean
  /** Where to sign in, and from there back to a page of the site. */
  signInPath: (back: string) => string
  show: (page: Page, visitor: Visitor | null) => Promise<string>
  notFound: () => Page
  /** While the database is away; `typed` is what a form sent that could not be read, for sending it again. */
  away: (typed: Readonly<Record<string, string>> | null) => Page
  /** For a fault of ours. */
  failed: () => Page
  /** For a form that another site sent, or that is larger than any form of ours. */
  refused: (why: 'elsewhere' | 'tooLarge') => Page
}

/** The largest form is that of a bank's statement; each says its own limit, well below this. */
const FORM_BYTES_MAX = 10 * 1024 * 1024

/** What a form sent, of at most so many bytes; what is no form is an empty one. */
const formOf = async (request: Request): Promise<FormData> => {
  const body = await readBytes(request, FORM_BYTES_MAX)
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  return new Response(new Uint8Array(body), { headers }).formData().catch(() => new FormData())
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  // No script but ours, no form that leaves except for a payment page, nobody else's frame. The styles' icons are in them.
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'",
}
/** After how many seconds to ask again while the database is away. */
const AWAY_SECONDS = '15'

type Handler = (request: Request, context: { params: Promise<object> }) => Promise<Response>

/** Sends the browser on, with a GET. */
export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })

/**
 * The maker of a site's pages. Each page authenticates its visitor, reads its address, asks the modules and answers
 * with markup: it works without scripts, and carries none of a framework. Its forms post to its own address. A
 * stranger's thing and a missing one look alike (404); while the database is away the answer is 503 and says so.
 */
export const pageOf =
  <Page>(site: Site<Page>) =>
  <Who extends Audience, Address extends z.ZodType = z.ZodType<object>>(
    { allow, address, forms = {} }: PageOptions<Who, Address>,
    make: (visitor: VisitorOf<Who>, asked: Asked<Address>) => Promise<Page | Response>,
  ): { GET: Handler; POST: Handler } => {
    const respond: Handler = async (request, { params }) => {
      const requestId = randomUUID()
      const isForm = request.method === 'POST'
      // Read once, when it is first needed: by its form, or for showing again what was typed.
      let reading: Promise<FormData> | null = null
      const typed = () => {
        reading ??= formOf(request)
        return reading
      }
      let visitor: Visitor | null = null
      const answer = async (page: Page, status: number, more: HeadersInit = {}) =>
        new Response(await site.show(page, visitor), {
          status,
          headers: {
            ...HEADERS,
            'cache-control': visitor?.actor.kind === 'anyone' ? 'private, no-cache' : 'private, no-store',
            ...more,
          },
        })
      try {
        const now = Temporal.Now.instant()
        const actor = (await site.identify(request, now)) ?? { kind: 'anyone' as const }
        visitor = { actor, now, requestId, address: addressOf(request.headers) }
        const toSignIn = () => seeOther(site.signInPath(backTo(request)))
        const admitted = admission(allow, actor)
        if (admitted === 'sign in') return toSignIn()
        if (admitted === 'missing') throw notFound()
        if (site.admits && !site.admits(actor)) throw notFound()
        const asked = read(address, { ...queryOf(request), ...(await params) })
        let refused: RefusedForm | null = null
        if (isForm) {
          if (isFromElsewhere(request)) return answer(site.refused('elsewhere'), 403)
          const sent = await submitted(forms, visitor, await typed())
          if (sent === 'unknown visitor') return toSignIn()
          if (sent instanceof Response) return sent
          refused = sent
        }
        const made = await make(visitor as VisitorOf<Who>, { asked, refused })
        return made instanceof Response ? made : answer(made, refused ? 422 : 200)
      } catch (error) {
        if (error instanceof DomainError && statusOf(error.code) === 404) return answer(site.notFound(), 404)
        if (error instanceof DomainError && statusOf(error.code) === 413)
          return answer(site.refused('tooLarge'), 413)
        if (isDatabaseAway(error))
          return answer(site.away(isForm ? typedIn(await typed().catch(() => new FormData())) : null), 503, {
            'retry-after': AWAY_SECONDS,
          })
        log.error({ requestId, err: error }, 'page failed')
        return answer(site.failed(), 500)
      }
    }
    return { GET: respond, POST: respond }
  }

/** Whether somebody is let in; what is of the guardian's alone does not exist for a delegate. */
const admission = (allow: Audience, { kind }: Visitor['actor']): 'in' | 'sign in' | 'missing' => {
  if (allow === 'anyone' || allow === kind) return 'in'
  if (allow === 'family' && (kind === 'guardian' || kind === 'delegate')) return 'in'
  return allow === 'guardian' && kind === 'delegate' ? 'missing' : 'sign in'
}

/** Gives a form to its action: off to where that leads, or what to show in the form. */
const submitted = async (
  forms: Readonly<Record<string, PageForm>>,
  visitor: Visitor,
  data: FormData,
): Promise<Response | RefusedForm | 'unknown visitor'> => {
  const name = String(data.get('azione') ?? Object.keys(forms)[0] ?? '')
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined
  if (!form) throw notFound()
  const admitted = admission(form.allow, visitor.actor)
  if (admitted === 'sign in') return 'unknown visitor'
  if (admitted === 'missing') throw notFound()
  const outcome = await form.submit(visitor, data)
  return 'done' in outcome ? seeOther(outcome.done) : { name, ...outcome.refused }
}

/** What a form sent, for sending it again; null with a password, which is never written into a page. */
const typedIn = (data: FormData): Readonly<Record<string, string>> | null => {
  const typed = Object.entries(textsOf(data))
  if (typed.some(([name]) => /password/i.test(name))) return null
  return Object.fromEntries(typed.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** The address of the page itself, for coming back. */
const backTo = (request: Request): string => {
  const { pathname, search } = new URL(request.url)
  return returnPath(pathname + search)
}

/** What the address asks, by name; an empty value counts as none, a repeated one as its first. */
const queryOf = (request: Request): Record<string, string> => {
  const query: Record<string, string> = {}
  for (const [name, value] of new URL(request.url).searchParams) if (value !== '') query[name] ??= value
  return query
}

const read = <Address extends z.ZodType>(address: Address | undefined, params: object): z.output<Address> => {
  const found = (address ?? z.object({})).safeParse(params)
  if (!found.success) throw notFound()
  return found.data as z.output<Address>
}
