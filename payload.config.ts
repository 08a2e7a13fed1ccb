import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { postgresAdapter } from '@payloadcms/db-postgres'
import { lexicalEditor } from '@payloadcms/richtext-lexical'
import { it } from '@payloadcms/translations/languages/it'
import { buildConfig } from 'payload'
import sharp from 'sharp'
import { env } from './src/env'
import { log } from './src/http/log'
import { collections } from './src/payload/collections'
import { outboxEmail } from './src/payload/email'
import { SiteSettings } from './src/payload/globals/site-settings'
import { explainRefusal } from './src/payload/refusals'

const root = path.dirname(fileURLToPath(import.meta.url))

/** Wiring only: no rule lives here. */
export default buildConfig({
  admin: {
    user: 'staff',
    components: { afterNavLinks: ['@/payload/views/office-link#OfficeLink'] },
    importMap: { baseDir: root },
    meta: { titleSuffix: ' · Portale Genitori' },
    // The drawn one: the other asks an outside site for a picture of each member of staff.
    avatar: 'default',
    dateFormat: 'dd/MM/yyyy',
  },
  collections,
  globals: [SiteSettings],
  hooks: { afterError: [explainRefusal] },
  db: postgresAdapter({
    push: false,
    migrationDir: path.join(root, 'src/db/migrations'),
    pool: { connectionString: env.DATABASE_URL, max: env.DB_POOL_MAX },
  }),
  editor: lexicalEditor(),
  email: outboxEmail,
  graphQL: { disable: true },
  i18n: { supportedLanguages: { it }, fallbackLanguage: 'it' },
  logger: log,
  secret: env.PAYLOAD_SECRET,
  serverURL: '',
  sharp,
  telemetry: false,
  typescript: { outputFile: path.join(root, 'src/payload/payload-types.ts') },
})
