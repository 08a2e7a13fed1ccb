import pino from 'pino'
import { env } from '@/env'

const SECRETS = ['fiscalCode', 'email', 'mobile', 'token', 'password', 'iban', 'authorization']

/**
 * Logs are objects of ids, counts and errors on stdout; never a name, a fiscal code, a phone, a diet, a token.
 * The redaction is the second line of defence.
 */
export const log = pino({
  level: env.LOG_LEVEL,
  base: undefined,
  redact: {
    paths: [...SECRETS, ...SECRETS.map((key) => `*.${key}`), 'err.detail', 'err.where'],
    censor: '[omesso]',
  },
})
