import { pbkdf2Sync, randomBytes } from 'node:crypto'

/** Slow enough that ten thousand PINs take minutes, fast enough for an old tablet's unlock. */
const ITERATIONS = 100_000
const BYTES = 32

/** Four to eight digits. */
export const isPin = (typed: string): boolean => /^\d{4,8}$/.test(typed)

/**
 * What is kept of an operator's PIN: `<iterations>$<salt>$<hash>`, PBKDF2 with SHA-256, base64url. Tablets check it
 * without a network by the same computation, which every browser has built in.
 */
export const hashPin = (pin: string): string => {
  const salt = randomBytes(16)
  const hash = pbkdf2Sync(pin, salt, ITERATIONS, BYTES, 'sha256')
  return `${ITERATIONS}$${salt.toString('base64url')}$${hash.toString('base64url')}`
}
