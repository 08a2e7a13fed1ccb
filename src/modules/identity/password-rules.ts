import { codeKey } from './child-code'

/** Length is what protects: ten, without rules on signs. */
export const PASSWORD_LENGTH_MIN = 10
/** Far above what people type; it bounds the work of the hash. */
export const PASSWORD_LENGTH_MAX = 200

export type PasswordWeakness = 'too-short' | 'too-long' | 'code' | 'common'

/** What the world tries first, Italian words included: what remains of a password without its decorations. */
const COMMON = new Set(
  `password passwort passw parola parolachiave chiave accesso accedi entra login admin amministratore utente user benvenuto welcome
  ciao ciaociao buongiorno amore amoremio tiamo tiamotanto iloveyou mamma papa mammapapa famiglia bambino bambina figlio figlia
  juventus juve inter forzainter milan forzamilan napoli forzanapoli roma forzaroma lazio ferrari calcio italia forzaitalia
  andrea francesco alessandro giuseppe antonio giovanni lorenzo matteo leonardo marco luca davide stefano francesca alessandra
  giulia martina chiara sofia aurora alice beatrice federica valentina elisa sara anna maria giuseppina roberta
  pesaro comune comunedipesaro scuola mensa mensascolastica scuolabus refezione asilo nido portale portalegenitori genitori
  stella stellina tesoro pippo topolino pluto paperino principessa superman batman pokemon dragon monkey sunshine princess
  football baseball shadow master letmein qwerty qwertyuiop qwertyuio azerty asdfgh asdfghjkl zxcvbnm qazwsx qazwsxedc
  abc abcd abcdef abcdefgh abcdefghij estate inverno primavera autunno gennaio febbraio marzo aprile maggio giugno luglio agosto
  settembre ottobre novembre dicembre lunedi domenica natale vacanze segreto segreta segretissima cambiami prova test`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

const DIGITS_AS_LETTERS: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

const plain = (password: string) => password.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** One sign or a short piece again and again, or signs in a row: "aaaaaaaaaa", "abcabcabcabc", "1234567890". */
const isPattern = (text: string): boolean => {
  if (/^(.{1,4})\1+.{0,3}$/u.test(text)) return true
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0))
  const inRow = steps.filter((step) => step === 1 || step === -1).length
  return inRow >= steps.length - 1
}

/** A common word with figures and signs around it, or in place of letters; or nothing but figures that make a date. */
const isCommon = (password: string): boolean => {
  const text = plain(password)
  const letters = text.replace(/[^a-z]/g, '')
  const read = text
    .replace(/^[\d\W_]+|[\d\W_]+$/g, '')
    .replace(/[013457@$!]/g, (sign) => DIGITS_AS_LETTERS[sign] ?? '')
  return COMMON.has(letters) || COMMON.has(read.replace(/[^a-z]/g, '')) || isPattern(text)
}

/**
 * Why a new password is refused, or null. Long enough is what counts: no rule asks for signs or capitals. `code` is
 * the child code it opens.
 */
export const weaknessOf = (password: string, code: string): PasswordWeakness | null => {
  const length = [...password].length
  if (length < PASSWORD_LENGTH_MIN) return 'too-short'
  if (length > PASSWORD_LENGTH_MAX) return 'too-long'
  const key = codeKey(password)
  const own = codeKey(code)
  if (own !== '' && (key === own || key === own + own || key === [...own].reverse().join(''))) return 'code'
  return isCommon(password) ? 'common' : null
}
