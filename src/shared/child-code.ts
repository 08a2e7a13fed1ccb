/**
 * The code a family signs in with: seven digits and a check digit (Luhn), so that one mistyped digit is noticed.
 * Codes that a municipality brings along are kept as they are.
 */
export const childCodeOf = (sequence: number): string => {
  const digits = String(sequence).padStart(7, '0')
  if (!/^\d{7}$/.test(digits)) throw new RangeError('Child codes have seven digits before the check digit')
  const sum = [...digits].reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** The first sequence a municipality without codes of its own starts from. */
export const FIRST_CHILD_SEQUENCE = 2_000_001
