// Guarantee: dependencies point inwards, modules open only through their door, and names keep the house's rules.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { architectureFaults, importsOf } from '@tests/support/architecture'
import { describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

const sourcesOfProject = (): Map<string, string> => {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
  return new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]))
}

test('the project keeps the direction', () => {
  const sources = sourcesOfProject()
  expect(sources.size).toBeGreaterThan(80)
  expect(architectureFaults(sources)).toEqual([])
})

describe('the checker sees', () => {
  const faultsOf = (files: Record<string, string>) => architectureFaults(new Map(Object.entries(files)))
  const wallet = { 'src/modules/wallet/index.ts': '' }

  test.each<[what: string, files: Record<string, string>, fault: RegExp]>([
    [
      'a module that imports http',
      { ...wallet, 'src/modules/wallet/a.ts': "import { x } from '@/http/route'" },
      /modules may not import http/,
    ],
    [
      'a module that imports a page',
      { ...wallet, 'src/modules/wallet/a.ts': "import { x } from '../../app/page'" },
      /modules may not import app/,
    ],
    [
      'a module that imports next',
      { ...wallet, 'src/modules/wallet/a.ts': "import { headers } from 'next/headers'" },
      /may not import next\/headers/,
    ],
    [
      'a module that imports Payload, for types only',
      { ...wallet, 'src/modules/wallet/a.ts': "import type { Payload } from 'payload'" },
      /may not import payload/,
    ],
    [
      'a module that loads Payload’s configuration',
      { ...wallet, 'src/modules/wallet/a.ts': "await import('@payload-config')" },
      /Payload's configuration/,
    ],
    [
      'the database that imports a module',
      { ...wallet, 'src/db/client.ts': "import { credit } from '@/modules/wallet'" },
      /db may not import modules/,
    ],
    [
      'shared that imports the database',
      { 'src/shared/money.ts': "import { db } from '@/db/client'" },
      /shared may not import db/,
    ],
    [
      'shared that does input and output',
      { 'src/shared/ids.ts': "import { readFileSync } from 'node:fs'" },
      /shared is pure/,
    ],
    [
      'http that imports a page',
      { 'src/http/route.ts': "export * from '@/app/page'" },
      /http may not import app/,
    ],
    [
      'a page that imports a command',
      { 'src/app/page.tsx': "import { run } from '@/cli/command'" },
      /app may not import entry/,
    ],
    [
      'the look that imports a module',
      { ...wallet, 'src/ui/card.tsx': "import { balanceOf } from '@/modules/wallet'" },
      /ui may not import modules/,
    ],
    [
      'a side door into a module',
      { ...wallet, 'src/app/page.tsx': "import { credit } from '@/modules/wallet/ledger.sql'" },
      /opens only through its index/,
    ],
    [
      'a side door between modules',
      { ...wallet, 'src/modules/payments/index.ts': "import { credit } from '../wallet/ledger.sql'" },
      /opens only through its index/,
    ],
    [
      'a side door taken at run time',
      { ...wallet, 'src/http/auth.ts': "const { x } = await import('@/modules/wallet/ledger.sql')" },
      /opens only through its index/,
    ],
    ['a module without a door', { 'src/modules/wallet/credit.ts': '' }, /has no index\.ts/],
    [
      'modules in a circle',
      {
        'src/modules/a/index.ts': "import { b } from '@/modules/b'",
        'src/modules/b/index.ts': "import { c } from '@/modules/c'",
        'src/modules/c/index.ts': "import type { a } from '@/modules/a'",
      },
      /circle: a -> b -> c -> a/,
    ],
    [
      'stripe outside its adapter',
      { 'src/modules/payments/index.ts': "import Stripe from 'stripe'" },
      /may not import stripe/,
    ],
    [
      'resend in another adapter',
      {
        'src/modules/notifications/index.ts': '',
        'src/modules/notifications/channels/twilio/index.ts': "await import('resend')",
      },
      /may not import resend/,
    ],
    ['pg in a module', { ...wallet, 'src/modules/wallet/a.ts': "import pg from 'pg'" }, /may not import pg/],
    [
      'a query past the tag',
      { ...wallet, 'src/modules/wallet/a.ts': 'await client.query(`select ${id}`)' },
      /through the sql tag/,
    ],
    [
      'a raw value in SQL',
      { ...wallet, 'src/modules/wallet/a.ts': 'sql`select ${sql.raw(id)}`' },
      /sql\.raw/,
    ],
    [
      'a second reader of the environment',
      { 'src/http/log.ts': 'const level = process.env.LOG_LEVEL' },
      /only src\/env\.ts/,
    ],
    [
      'instrumentation that reads more than the runtime',
      { 'src/instrumentation.ts': 'if (process.env.PORT) start()' },
      /only src\/env\.ts/,
    ],
    [
      'a clock in the core',
      { ...wallet, 'src/modules/wallet/a.ts': 'const today = dayInRome(Temporal.Now.instant())' },
      /never reads a clock/,
    ],
    [
      'the network in the core',
      { ...wallet, 'src/modules/wallet/a.ts': "await fetch('https://example.org')" },
      /network is for adapters/,
    ],
    ['a name that is not kebab-case', { 'src/ui/MonthGrid.tsx': '' }, /not kebab-case/],
    ['a folder that says nothing', { 'src/shared/utils/money.ts': '' }, /says nothing/],
    ['a folder that is not kebab-case', { 'src/ui/monthGrid/index.tsx': '' }, /folder monthGrid/],
    [
      'a default export where nobody asks for it',
      { 'src/ui/card.tsx': 'export default function Card() {}' },
      /default exports/,
    ],
    ['unfinished work', { 'src/ui/card.tsx': '// TODO: colours' }, /not finished/],
    ['a file of no layer', { 'src/stuff/a.ts': "import { z } from 'zod'" }, /belongs to no layer/],
  ])('%s', (_, files, fault) => {
    expect(faultsOf(files).join('\n')).toMatch(fault)
  })

  test('nothing wrong in what keeps the rules', () => {
    expect(
      faultsOf({
        'src/app/(portal)/pagamenti/[id]/page.tsx':
          "import { route } from '@/http/route'\nexport default function Page() {}",
        'src/app/api/auth/[...nextauth]/route.ts': "import { handler } from '@/http/auth'",
        'src/http/staff-session.ts':
          "import config from '@payload-config'\nimport { getPayload } from 'payload'",
        'src/modules/wallet/index.ts': "export { credit } from './ledger.sql'",
        'src/modules/wallet/ledger.sql.ts':
          "import { sql } from '@/db/client'\nimport { cents } from '@/shared/money'",
        'src/modules/payments/index.ts': "import { credit } from '@/modules/wallet'",
        'src/modules/payments/providers/stripe/stripe-provider.ts':
          "import Stripe from 'stripe'\nawait fetch(url)",
        'src/modules/payments/settle.test.ts': "import { x } from '@/modules/wallet/ledger.sql'",
        'src/payload/collections/staff.ts': "import { STAFF_ROLES } from '@/modules/identity'",
        'src/modules/identity/index.ts':
          '// process.env and Temporal.Now may be spoken of\nconst link = "https://example.org"',
        'src/jobs/tasks.ts': "import { systemCtx } from '@/cli/system-ctx'",
        'src/instrumentation.ts': "if (process.env.NEXT_RUNTIME === 'nodejs') start()",
        'src/ui/styles/_brand.scss': '',
        'src/shared/dates.ts': "import { Temporal } from 'temporal-polyfill'",
      }),
    ).toEqual([])
  })
})

test.each<[source: string, imports: string[]]>([
  ["import a from 'a'\nimport { b,\n  type c } from 'b'", ['a', 'b']],
  ['import type { a } from "a"\nexport * from \'./b\'', ['a', './b']],
  ["import 'server-only'", ['server-only']],
  ["const x = await import(\n  'a')", ['a']],
  ["type A = import('a').A", ['a']],
  ["// import a from 'a'\n/* import b from 'b' */", []],
  ["const url = 'https://example.org' // from 'here'\nimport a from 'a'", ['a']],
])('imports of %j', (source, imports) => {
  expect(importsOf(source)).toEqual(imports)
})
