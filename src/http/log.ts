import pino from 'pino'
import { env } from '@/env'

const SECRETS = ['fiscalCode', 'email', 'mobile', 'token', 'password', 'iban', 'authorization']

/** What the database answered, without the statement and its values, which the errors of Payload's queries carry along. */
export const withoutValues = (error: unknown): unknown =>
  error instanceof Error && 'params' in error ? (error.cause ?? new Error('A statement failed')) : error

/**
 * Logs are objects of ids, counts and errors on stdout; never a name, a fiscal code, a phone, a diet, a token.
 * The redaction is the second line of defence.
 */
export const log = pino({
  level: env.LOG_LEVEL,
  base: undefined,
  serializers: { err: (error) => pino.stdSerializers.err(withoutValues(error) as Error) },
  redact: {
    paths: [...SECRETS, ...SECRETS.map((key) => `*.${key}`), 'err.detail', 'err.where'],
    censor: '[omesso]',
  },
})
