/**
 * A telephone number as people write it, in the form networks want: `333 123 45 67` -> `+393331234567`.
 * Without a country code it counts as Italian. Null when it cannot be a mobile number.
 */
export const toE164 = (typed: string): string | null => {
  const digits = typed.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
  if (/^\+39/.test(digits)) return /^\+393\d{8,9}$/.test(digits) ? digits : null
  if (digits.startsWith('+')) return /^\+[1-9]\d{7,14}$/.test(digits) ? digits : null
  return /^3\d{8,9}$/.test(digits) ? `+39${digits}` : null
}

/** `+393331234567` -> `+39 333 1234567`, as people in Italy read it; anything else stays as it is. */
export const formatMobile = (mobile: string): string => mobile.replace(/^(\+39)(3\d\d)(\d+)$/, '$1 $2 $3')
