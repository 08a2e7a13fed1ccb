import { z } from 'zod'

/** The 18 digits that name a payable position for ever. A text: as a JS number it would lose digits. */
export const NoticeNumber = z
  .string()
  .regex(/^\d{18}$/)
  .brand<'NoticeNumber'>()
export type NoticeNumber = z.infer<typeof NoticeNumber>

/** auxDigit 3: the only structure for new notices, with one intermediary or several. */
const AUX_DIGIT = '3'
const BASE_DIGITS = 13

/** The number mod 93, in two digits: the check digits of a notice. */
export const checkDigits = (sixteenDigits: string): string => {
  if (!/^\d{16}$/.test(sixteenDigits)) throw new RangeError('Check digits are made over 16 digits')
  return (BigInt(sixteenDigits) % 93n).toString().padStart(2, '0')
}

/** The notice number of a base; the database function `portal.notice_number` makes the same. */
export const noticeNumber = (segregationCode: string, base: bigint): NoticeNumber => {
  if (!/^[0-4]\d$/.test(segregationCode))
    throw new RangeError('The segregation code has two digits, 00 to 49')
  const digits = base.toString()
  if (base < 0n || digits.length > BASE_DIGITS) throw new RangeError('The base has at most 13 digits')
  const sixteen = AUX_DIGIT + segregationCode + digits.padStart(BASE_DIGITS, '0')
  return NoticeNumber.parse(sixteen + checkDigits(sixteen))
}

/** The IUV, `creditorReferenceId` in every message: the notice number without its first digit. */
export const iuvOf = (number: NoticeNumber): string => number.slice(1)

/** In groups of four, as notices print it: "3012 0260 0000 0123 32". */
export const formatNoticeNumber = (number: NoticeNumber): string => number.replace(/(\d{4})(?=\d)/g, '$1 ')
