import { pbkdf2, randomBytes, randomInt } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)

export const STAFF_DEMO = [
  { role: 'admin', name: 'Amministrazione di sistema' },
  { role: 'office', name: 'Ufficio Politiche Educative' },
  { role: 'editor', name: 'Redazione' },
  { role: 'kitchen', name: 'Centro produzione pasti' },
  { role: 'school', name: 'Personale scolastico' },
  { role: 'dietitian', name: 'Servizio dietetico' },
] as const
export type StaffDemoRole = (typeof STAFF_DEMO)[number]['role']

/** Without signs that look alike when read out or copied by hand: 57 bits in ten places. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password nobody chose. Differs at every seeding: only who runs the demo knows it. */
export const newPassword = (): string =>
  Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** Salt and hash in the form of Payload's local sign-in (payload/dist/auth/strategies/local). */
export const payloadPassword = async (password: string): Promise<{ salt: string; hash: string }> => {
  const salt = randomBytes(32).toString('hex')
  const hash = await derive(password, salt, 600_000, 32, 'sha256')
  return { salt, hash: `pbkdf2-sha256-v1:${hash.toString('hex')}` }
}
