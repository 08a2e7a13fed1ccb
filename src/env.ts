import { z } from 'zod'

/** A list with commas; each of its words must pass the rule. */
const listOf = (rule: (word: string) => boolean, message: string) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    )
    .refine((words) => words.every(rule), message)

const Network = z.union([z.cidrv4(), z.cidrv6()])

const flag = z
  .enum(['0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true')
  .optional()

/** A postal account for notices: all three, or none. */
const POSTAL = ['PAGOPA_POSTAL_ACCOUNT', 'PAGOPA_POSTAL_HOLDER', 'PAGOPA_POSTAL_AUTHORISATION'] as const

/** Every setting of the process. `.env.example` explains each in a sentence. */
const Settings = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DATABASE_URL: z.string().optional(),
  DB_POOL_MAX: z.coerce.number().int().min(1).default(12),
  PORTALE_DATA_DIR: z.string().default('./.data'),
  PORTALE_URL: z.url().default('http://localhost:3000'),
  /** Sandbox pages and adapters, generated secrets: on in demo and tests, never in production. */
  PORTALE_DEMO: flag.default(false),
  /** Background jobs inside the web process; off when `npm run worker` runs beside it. */
  PORTALE_WORKER: flag.default(true),
  DEMO_SCALE: z.enum(['small', 'town', 'city']).default('town'),
  PAYLOAD_SECRET: z.string().default(''),
  NEXTAUTH_SECRET: z.string().default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  PAGOPA_CREDITOR_FISCAL_CODE: z
    .string()
    .regex(/^\d{11}$/)
    .default('00272430414'),
  PAGOPA_BROKER_FISCAL_CODE: z
    .string()
    .regex(/^\d{11}$/)
    .default('00272430414'),
  PAGOPA_STATION_ID: z.string().min(1).max(35).default('00272430414_01'),
  PAGOPA_SEGREGATION_CODE: z
    .string()
    .regex(/^[0-4]\d$/)
    .default('01'),
  /** How long a printed notice can be paid. */
  PAGOPA_NOTICE_DAYS: z.coerce.number().int().min(1).max(365).default(60),
  /** The creditor's interbank code, printed on notices. */
  PAGOPA_CBILL_CODE: z
    .string()
    .regex(/^[A-Z0-9]{5}$/)
    .optional(),
  /** A postal account for notices, all three or none: then they carry the post office's part. */
  PAGOPA_POSTAL_ACCOUNT: z
    .string()
    .regex(/^\d{1,12}$/)
    .optional(),
  PAGOPA_POSTAL_HOLDER: z.string().max(50).optional(),
  PAGOPA_POSTAL_AUTHORISATION: z.string().max(60).optional(),
  /** The municipality's account that refunds are paid from; without it no file for the bank can be made. */
  REFUND_DEBTOR_IBAN: z
    .string()
    .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/)
    .optional(),
  REFUND_DEBTOR_BIC: z
    .string()
    .regex(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/)
    .optional(),
  REFUND_DEBTOR_NAME: z.string().max(70).optional(),
  /** Pictures for printed documents, PNG or JPEG. */
  DOCUMENTS_CREDITOR_LOGO: z.string().optional(),
  DOCUMENTS_PAGOPA_LOGO: z.string().optional(),
  PAGOPA_CHECKOUT_URL: z.url().optional(),
  /** Version 1 knows no return address for payments still in elaboration. */
  PAGOPA_CHECKOUT_VERSION: z.enum(['1', '2']).default('2'),
  PAGOPA_SUBSCRIPTION_KEY: z.string().default(''),
  /** How flows are downloaded: the FdR service, or the Node's older operations. */
  PAGOPA_FDR_PROTOCOL: z.enum(['rest', 'soap']).default('rest'),
  PAGOPA_FDR_URL: z.url().optional(),
  PAGOPA_NODE_URL: z.url().optional(),
  /** What the Node's older operations still ask of a station. */
  PAGOPA_STATION_PASSWORD: z.string().min(8).max(15).optional(),
  PAGOPA_BIZ_EVENTS_URL: z.url().optional(),
  PAGOPA_STATION_SECRET: z.string().default(''),
  PAGOPA_STATION_KEY: z.string().default(''),
  /** SHA-256 fingerprints of the client certificates that the reverse proxy saw, in hex; colons are allowed. */
  PAGOPA_STATION_CERTIFICATES: listOf(
    (word) => /^[0-9a-f]{64}$/i.test(word.replaceAll(':', '')),
    'impronte SHA-256 separate da virgole',
  ),
  PAGOPA_STATION_CERTIFICATE_HEADER: z
    .string()
    .regex(/^[a-z0-9-]+$/i)
    .default('x-client-cert-sha256'),
  PAGOPA_STATION_NETWORKS: listOf(
    (word) => Network.safeParse(word).success,
    'reti come 192.0.2.0/24, separate da virgole',
  ),
  /** How long the journal of the station is kept; the database keeps a year in any case. */
  PAGOPA_JOURNAL_DAYS: z.coerce.number().int().min(366).max(7320).default(1830),
  RESEND_API_KEY: z.string().default(''),
  RESEND_FROM: z.string().default(''),
  TWILIO_ACCOUNT_SID: z.string().default(''),
  TWILIO_AUTH_TOKEN: z.string().default(''),
  TWILIO_FROM: z.string().default(''),
  STRIPE_API_URL: z.url().optional(),
  STRIPE_SECRET_KEY: z.string().default(''),
  STRIPE_WEBHOOK_SECRET: z.string().default(''),
})

/** The settings, those that go together checked together. */
export const Env = Settings.superRefine((settings, context) => {
  const missing = (path: keyof typeof settings, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  const given = POSTAL.filter((name) => settings[name] !== undefined)
  if (given.length > 0)
    for (const name of POSTAL)
      if (!given.includes(name))
        missing(
          name,
          `manca, e ${given.join(' e ')} c’è: il conto postale vuole tutte e tre le impostazioni, o nessuna`,
        )
  if (settings.PAGOPA_FDR_PROTOCOL === 'soap' && !settings.PAGOPA_STATION_PASSWORD && !settings.PORTALE_DEMO)
    missing('PAGOPA_STATION_PASSWORD', 'manca: con PAGOPA_FDR_PROTOCOL=soap il Nodo la chiede')
})
export type Env = z.infer<typeof Env>

/** Empty variables count as unset, so that a copied `.env.example` works. */
const parseEnv = (source: NodeJS.ProcessEnv): Env => {
  const parsed = Env.safeParse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== '')))
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Configurazione non valida:\n${lines.join('\n')}`)
}

/** The only reader of `process.env`; parsed once, at start. */
export const env: Env = parseEnv(process.env)
// NextAuth reads its address from the environment by itself: it is the portal's.
process.env.NEXTAUTH_URL = env.PORTALE_URL

/**
 * For the operator's commands, which find or start their own database and secrets before anything uses them:
 * completes `env`, here and in the processes started from here.
 */
export const provideEnv = (settings: Partial<Record<keyof Env, string>>): void => {
  Object.assign(process.env, settings)
  Object.assign(env, parseEnv(process.env))
  process.env.NEXTAUTH_URL = env.PORTALE_URL
}

/**
 * Stops a production start whose secrets are missing or too short; a demo generates its own.
 * Called where a process begins to serve (instrumentation, worker), not at import: builds need no secret.
 */
export const assertServable = (settings: Env = env): void => {
  const missing = (['PAYLOAD_SECRET', 'NEXTAUTH_SECRET'] as const).filter((key) => settings[key].length < 32)
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(', ')}: manca o ha meno di 32 caratteri (ad esempio: openssl rand -hex 32)`,
    )
  }
  if (!settings.DATABASE_URL) throw new Error('DATABASE_URL: manca')
}
