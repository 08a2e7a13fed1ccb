// Guarantee: every access rule of the office's program is written, and says for each role exactly what this table says.
import type { Field, PayloadRequest } from 'payload'
import { describe, expect, test } from 'vitest'
import { STAFF_ROLES, type StaffRole } from '@/modules/identity'
import { collections } from '@/payload/collections'
import { SiteSettings } from '@/payload/globals/site-settings'

type Caller = StaffRole | 'inactive' | 'anonymous'
const CALLERS = [...STAFF_ROLES, 'anonymous'] as const

const requestOf = (caller: Caller): PayloadRequest => {
  const roles = caller === 'inactive' ? ['admin'] : [caller]
  const user = { id: 1, collection: 'staff', email: 'a@example.org', roles, active: caller !== 'inactive' }
  return { user: caller === 'anonymous' ? null : user } as unknown as PayloadRequest
}

const OPERATIONS = ['create', 'read', 'update', 'delete'] as const
type Rules = Record<string, ((args: never) => unknown) | undefined>

/** What a caller may do: c, r, u, d; in brackets when only for some documents. */
const rightsOf = async (rules: Rules, caller: Caller): Promise<string> => {
  let rights = ''
  for (const operation of OPERATIONS) {
    const answer = await rules[operation]?.({ req: requestOf(caller) } as never)
    if (answer === true) rights += operation[0]
    else if (answer) rights += `(${operation[0]})`
  }
  return rights || '-'
}

/*
 * c create, r read, u update, d delete; (r) only some documents: what is published, or one's own account.
 * A change here is a change of who may see or do what: it goes with a line in docs/roles.md.
 */
const EXPECTED = `
                     admin  office  editor  kitchen  school  dietitian  anonymous
children             crud   cru     -       -        -       r          -
guardians            crud   cru     -       -        -       -          -
guardianships        crud   cru     -       -        -       -          -
school-clusters      crud   cru     r       r        r       r          -
kitchens             crud   cru     r       r        r       r          -
schools              crud   cru     r       r        r       r          -
classes              crud   cru     r       r        r       r          -
placements           crud   cru     -       -        -       r          -
devices              ru     ru      -       -        -       -          -
tablet-operators     cru    cru     -       -        -       -          -
services             crud   cru     r       r        r       r          -
tariffs              cru    cru     -       -        -       -          -
enrolments           crud   cru     -       -        -       r          -
school-cutoffs       crud   cru     r       r        r       r          -
service-calendars    crud   cru     r       r        r       r          -
calendar-exceptions  crud   cru     r       r        r       r          -
bus-lines            crud   cru     r       r        r       r          -
bus-stops            crud   cru     r       r        r       r          -
bus-riders           crud   cru     -       -        -       r          -
diets                crud   r       -       r        r       cru        -
child-diets          crud   -       -       -        -       crud       -
dishes               crud   cru     r       r        r       cru        -
menus                crud   cru     r       r        r       cru        -
news                 crud   r       crud    (r)      (r)     (r)        (r)
pages                crud   r       crud    (r)      (r)     (r)        (r)
communications       cr     cr      cr      -        -       -          -
media                crud   r       crud    r        r       r          r
staff                crud   (r)(u)  (r)(u)  (r)(u)   (r)(u)  (r)(u)     -
`
const cells = (line: string) => line.trim().split(/\s+/)
const [head = '', ...body] = EXPECTED.trim().split('\n')
const expected = new Map(
  body.map((line) => {
    const [slug = '', ...rights] = cells(line)
    return [slug, Object.fromEntries(cells(head).map((caller, index) => [caller, rights[index]]))]
  }),
)

test('the table speaks of every collection, and of no other', () => {
  expect(cells(head)).toEqual(CALLERS)
  expect([...expected.keys()].sort()).toEqual(collections.map(({ slug }) => slug).sort())
})

describe.each(collections.map((collection) => [collection.slug, collection] as const))(
  '%s',
  (slug, { access = {}, versions }) => {
    const rules = access as Rules

    test('writes every rule: what is left out would mean any signed-in user', () => {
      for (const operation of OPERATIONS) expect(rules[operation], operation).toBeTypeOf('function')
      const hasDrafts = typeof versions === 'object' && Boolean(versions.drafts)
      if (hasDrafts) expect(rules.readVersions).toBeTypeOf('function')
    })

    test('allows what the table says', async () => {
      const rights: Record<string, string> = {}
      for (const caller of CALLERS) rights[caller] = await rightsOf(rules, caller)
      expect(rights).toEqual(expected.get(slug))
    })

    test('a switched-off account may do no more than anybody, but read its own row', async () => {
      const anybody = await rightsOf(rules, 'anonymous')
      expect(await rightsOf(rules, 'inactive')).toBe(slug === 'staff' ? '(r)(u)' : anybody)
    })
  },
)

test('drafts are for the editors: others read what is published', async () => {
  for (const slug of ['news', 'pages']) {
    const collection = collections.find((candidate) => candidate.slug === slug)
    const rules = (collection?.access ?? {}) as Rules
    for (const caller of CALLERS) {
      const read = await rules.read?.({ req: requestOf(caller) } as never)
      const isInside = caller === 'admin' || caller === 'editor' || caller === 'office'
      expect(read).toEqual(isInside ? true : { _status: { equals: 'published' } })
      const versions = await rules.readVersions?.({ req: requestOf(caller) } as never)
      expect(versions).toBe(caller === 'admin' || caller === 'editor')
    }
  }
})

test('the settings of the site: anybody reads what the frame shows, office and editors change it', async () => {
  const rules = (SiteSettings.access ?? {}) as Rules
  expect(rules.read).toBeTypeOf('function')
  expect(rules.update).toBeTypeOf('function')
  const rights = await Promise.all(CALLERS.map((caller) => rightsOf(rules, caller)))
  expect(rights).toEqual(['ru', 'ru', 'ru', 'r', 'r', 'r', 'r'])
})

describe('fields', () => {
  const fieldsOf = (slug: string) => {
    const named = new Map<string, Field>()
    const walk = (fields: Field[]) => {
      for (const field of fields) {
        if ('name' in field && field.name) named.set(field.name, field)
        if ('fields' in field) walk(field.fields)
      }
    }
    walk(collections.find((collection) => collection.slug === slug)?.fields ?? [])
    return named
  }
  const allowed = async (slug: string, name: string, operation: 'create' | 'read' | 'update') => {
    const field = fieldsOf(slug).get(name) as { access?: Record<string, (args: never) => unknown> }
    const answers = await Promise.all(
      CALLERS.map(async (caller) => ({
        caller,
        answer: await field.access?.[operation]?.({ req: requestOf(caller) } as never),
      })),
    )
    return answers.filter(({ answer }) => answer === true).map(({ caller }) => caller)
  }

  test('why a child has a diet is read by dietitian and admin alone', async () => {
    for (const name of ['kind', 'reason']) {
      expect(await allowed('child-diets', name, 'read')).toEqual(['admin', 'dietitian'])
    }
    expect(await allowed('child-diets', 'reason', 'update')).toEqual(['admin', 'dietitian'])
  })

  test('the hash of a tablet’s token is for nobody', async () => {
    for (const operation of ['create', 'read', 'update'] as const)
      expect(await allowed('devices', 'tokenHash', operation)).toEqual([])
  })

  test('whatever is called hash, token or secret is hidden from reading', async () => {
    for (const { slug } of collections)
      for (const name of fieldsOf(slug).keys())
        if (/hash|token|secret|password/i.test(name)) expect(await allowed(slug, name, 'read')).toEqual([])
  })

  test('nobody gives themselves a role, a school or an active account', async () => {
    for (const name of ['roles', 'school', 'active'])
      for (const operation of ['create', 'update'] as const)
        expect(await allowed('staff', name, operation)).toEqual(['admin'])
  })

  test('a tablet keeps its school', async () => {
    expect(await allowed('devices', 'school', 'update')).toEqual([])
  })
})
