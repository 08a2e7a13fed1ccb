/**
 * Codice fiscale (DM 23-12-1976): shape, check letter, omocodia, and the 11-digit provisional code.
 * Names may legitimately not match their code: this module never compares them.
 */
const SHAPE = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/
const OMOCODIA = 'LMNPQRSTUV'
const OMOCODIA_POSITIONS = [6, 7, 9, 10, 12, 13, 14]
const MONTHS = 'ABCDEHLMPRST'
/** Values of 0-9 and A-Z at odd positions (1-based). */
const ODD_DIGITS = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
const ODD_LETTERS = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
]

const isDigit = (char: string) => char >= '0' && char <= '9'
const letterIndex = (char: string) => char.charCodeAt(0) - 65

/** The sixteenth character for the first fifteen. */
export const fiscalCodeCheckLetter = (first15: string): string => {
  let sum = 0
  for (let index = 0; index < 15; index++) {
    const char = first15[index] ?? ''
    if (index % 2 === 0)
      sum += (isDigit(char) ? ODD_DIGITS[Number(char)] : ODD_LETTERS[letterIndex(char)]) ?? 0
    else sum += isDigit(char) ? Number(char) : letterIndex(char)
  }
  return String.fromCharCode(65 + (sum % 26))
}

/** Upper case, without spaces: the form in which codes are stored and compared. */
export const normaliseFiscalCode = (typed: string): string => typed.replace(/\s/g, '').toUpperCase()

/** The code with omocodia letters turned back into digits and its check letter recomputed: for matching data. */
const withoutOmocodia = (code: string): string => {
  const chars = [...code]
  for (const position of OMOCODIA_POSITIONS) {
    const digit = OMOCODIA.indexOf(chars[position] ?? '')
    if (digit >= 0) chars[position] = String(digit)
  }
  const first15 = chars.slice(0, 15).join('')
  return first15 + fiscalCodeCheckLetter(first15)
}

const isProvisional = (code: string): boolean => {
  if (!/^\d{11}$/.test(code)) return false
  const sum = [...code.slice(0, 10)].reduce((total, char, index) => {
    const doubled = index % 2 === 1 ? Number(char) * 2 : Number(char)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return (10 - (sum % 10)) % 10 === Number(code[10])
}

/** True for a 16-character code (omocodia included) or an 11-digit provisional one whose check character is right. */
export const isFiscalCode = (typed: string): boolean => {
  const code = normaliseFiscalCode(typed)
  if (isProvisional(code)) return true
  if (!SHAPE.test(code) || fiscalCodeCheckLetter(code.slice(0, 15)) !== code[15]) return false
  const day = Number(withoutOmocodia(code).slice(9, 11))
  return (day >= 1 && day <= 31) || (day >= 41 && day <= 71)
}

const lettersOf = (text: string) =>
  text
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
const consonantsOf = (letters: string) => letters.replace(/[AEIOU]/g, '')
const vowelsOf = (letters: string) => letters.replace(/[^AEIOU]/g, '')

/** Computes the code of a person; `placeCode` is the cadastral code of the birth place (Pesaro G479). */
export const fiscalCodeOf = (person: {
  surname: string
  name: string
  sex: 'F' | 'M'
  birthDate: string
  placeCode: string
}): string => {
  const surname = lettersOf(person.surname)
  const name = lettersOf(person.name)
  const nameConsonants = consonantsOf(name)
  const namePart =
    nameConsonants.length >= 4
      ? `${nameConsonants[0]}${nameConsonants[2]}${nameConsonants[3]}`
      : nameConsonants + vowelsOf(name)
  const [year = '', month = '', day = ''] = person.birthDate.split('-')
  const first15 =
    `${consonantsOf(surname)}${vowelsOf(surname)}XXX`.slice(0, 3) +
    `${namePart}XXX`.slice(0, 3) +
    year.slice(2) +
    MONTHS[Number(month) - 1] +
    String(Number(day) + (person.sex === 'F' ? 40 : 0)).padStart(2, '0') +
    person.placeCode
  return first15 + fiscalCodeCheckLetter(first15)
}
