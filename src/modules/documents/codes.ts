import bwip from 'bwip-js/node'
import type { Cents } from '@/shared/money'
import type { Matrix } from './pdf'

type Payable = { creditorFiscalCode: string; noticeNumber: string; cents: Cents }

/** What payment apps read: version 002 of pagoPA's code, the amount in cents. */
export const qrText = ({ creditorFiscalCode, noticeNumber, cents }: Payable): string =>
  `PAGOPA|002|${noticeNumber}|${creditorFiscalCode}|${String(cents).padStart(2, '0')}`

const matrixOf = (type: string, text: string, options: object): Matrix => {
  const [symbol] = bwip.raw(type, text, options as never)
  if (!symbol || !('pixs' in symbol)) throw new Error('The code has no modules')
  return { dark: symbol.pixs.map((module) => module === 1), columns: symbol.pixx }
}

/** The QR code as the notice wants it: version 4 (33 modules a side), correction M. */
export const qrMatrix = (text: string): Matrix =>
  matrixOf('qrcode', text, { version: '4', eclevel: 'M', fixedeclevel: true })

export const dataMatrix = (text: string): Matrix => matrixOf('datamatrix', text, { format: 'square' })

/** Only letters without accents, digits and spaces: what every reader at the post office takes. */
const plain = (text: string, length: number): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()
    .slice(0, length)
    .padEnd(length)

/** What the post office reads, 256 characters. Too long texts are cut. */
export const postalText = (
  of: Payable & { account: string; debtorFiscalCode: string; debtorName: string; description: string },
): string => {
  const codeline = `18${of.noticeNumber}12${of.account.padStart(12, '0')}10${String(of.cents).padStart(10, '0')}3896`
  return `codfase=NBPA;${codeline}1P1${of.creditorFiscalCode}${plain(of.debtorFiscalCode, 16)}${plain(of.debtorName, 40)}${plain(of.description, 110)}${' '.repeat(12)}A`
}
