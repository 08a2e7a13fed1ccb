import { parse } from 'csv-parse/sync'
import { childOf, parseXml, textAt, type XmlElement, XmlRefused } from '@/modules/payments'
import { CivilDate } from '@/shared/dates'
import { decodeText, isUtf16, isZip } from '@/shared/decode-text'
import { type Cents, readEuro } from '@/shared/money'

/** A credit on the treasurer's account. */
export type BankMovement = {
  /** The bank's own name of it: again the same is the same movement. */
  reference: string
  bookedOn: CivilDate
  cents: Cents
  remittance: string
  /** The flow that its causale names, if any. */
  fdr: string | null
}
export type BankFile = { movements: BankMovement[]; errors: { line: number; message: string }[] }

/** The flow named in a causale, however the bank broke or decorated it. */
export const flowIn = (remittance: string): string | null =>
  /PUR.LGPE-RIVERSAMENTO.*?URI.([A-Za-z0-9_-]+)/i.exec(remittance.replace(/\s+/g, ''))?.[1] ?? null

type Raw = { line: number; reference: string; day: string; amount: string; remittance: string }

const read = (all: readonly Raw[]): BankFile => {
  const file: BankFile = { movements: [], errors: [] }
  const seen = new Set<string>()
  for (const { line, reference, day, amount, remittance } of all) {
    const wrong = (message: string) => file.errors.push({ line, message })
    const italian = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(day)
    const bookedOn = CivilDate.safeParse(italian ? `${italian[3]}-${italian[2]}-${italian[1]}` : day)
    const money = readEuro(amount)
    if (!reference || reference.length > 100) wrong('manca il riferimento del movimento')
    else if (seen.has(reference)) wrong('il riferimento compare già in questo file')
    else if (!bookedOn.success) wrong('la data contabile non è una data (GG/MM/AAAA)')
    else if (!money.ok) wrong('l’importo non è un numero con al massimo due decimali')
    else {
      seen.add(reference)
      const flow = flowIn(remittance)
      file.movements.push({
        reference,
        bookedOn: bookedOn.data,
        cents: money.cents,
        remittance: remittance.slice(0, 500),
        fdr: flow && flow.length <= 35 ? flow : null,
      })
    }
  }
  return file
}

const all = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap((child) => (child.name === name ? [child] : all(child, name)))

const textsOf = (element: XmlElement, name: string): string =>
  all(element, name)
    .map(({ text }) => text.trim())
    .join(' ')

const readCamt = (source: string): BankFile => {
  let root: XmlElement
  try {
    root = parseXml(source)
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error
    return unreadable('il file XML non è leggibile')
  }
  if (root.name !== 'Document' || !childOf(root, 'BkToCstmrStmt'))
    return unreadable('il file non è un estratto conto camt.053')
  const movements = all(root, 'Ntry').map(movementsOf)
  const wrong = movements.flatMap((of, index) =>
    of === null
      ? [{ line: index + 1, message: 'gli importi dei dettagli non danno quello del movimento' }]
      : [],
  )
  return wrong.length > 0
    ? { movements: [], errors: wrong }
    : read(movements.flatMap((of, index) => (of ?? []).map((raw) => ({ ...raw, line: index + 1 }))))
}

const signed = (amount: string | null, direction: string | null): string =>
  `${direction === 'DBIT' ? '-' : ''}${amount ?? ''}`

const remittanceOf = (element: XmlElement): string =>
  textsOf(element, 'Ustrd') || textsOf(element, 'AddtlTxInf') || textsOf(element, 'AddtlNtryInf')

/**
 * The movements of an entry: itself, or each of the transactions that the bank booked together in it. None while it is
 * not booked; null when the transactions do not add up. Versions 02 and 08 differ in where a state and the amount of a
 * transaction stand.
 */
const movementsOf = (entry: XmlElement): Omit<Raw, 'line'>[] | null => {
  const state = textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts')
  if (state && state !== 'BOOK') return []
  const direction = textAt(entry, 'CdtDbtInd')
  const whole = {
    reference: textAt(entry, 'AcctSvcrRef') ?? textAt(entry, 'NtryRef') ?? '',
    day: (textAt(entry, 'BookgDt', 'Dt') ?? textAt(entry, 'BookgDt', 'DtTm') ?? '').slice(0, 10),
    amount: signed(textAt(entry, 'Amt'), direction),
    remittance: remittanceOf(entry),
  }
  const details = all(entry, 'TxDtls')
  const amounts = details.map((detail) => textAt(detail, 'Amt') ?? textAt(detail, 'AmtDtls', 'TxAmt', 'Amt'))
  if (details.length < 2 || amounts.some((amount) => amount === null)) return [whole]
  const parts = details.map((detail, index) => ({
    ...whole,
    reference: whole.reference && `${whole.reference}/${textAt(detail, 'Refs', 'AcctSvcrRef') ?? index + 1}`,
    amount: signed(amounts[index] ?? '', textAt(detail, 'CdtDbtInd') ?? direction),
    remittance: remittanceOf(detail),
  }))
  const total = parts.reduce((sum, part) => sum + centsOf(part.amount), 0)
  return total === centsOf(whole.amount) ? parts : null
}

const centsOf = (amount: string): number => {
  const money = readEuro(amount)
  return money.ok ? money.cents : Number.NaN
}

const COLUMNS = ['riferimento', 'data', 'importo', 'causale'] as const

const readCsv = (source: string): BankFile => {
  let table: string[][]
  try {
    table = parse(source, {
      bom: true,
      delimiter: source.split('\n', 1)[0]?.includes(';') ? ';' : ',',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as string[][]
  } catch {
    return unreadable('il file non è un CSV leggibile')
  }
  const [header = [], ...body] = table
  const at = COLUMNS.map((name) => header.findIndex((cell) => cell.toLowerCase() === name))
  if (at.some((index) => index < 0))
    return unreadable('servono le colonne riferimento, data, importo e causale')
  const [reference = 0, day = 0, amount = 0, remittance = 0] = at
  return read(
    body.map((cells, index) => ({
      line: index + 2,
      reference: cells[reference] ?? '',
      day: cells[day] ?? '',
      amount: cells[amount] ?? '',
      remittance: cells[remittance] ?? '',
    })),
  )
}

const unreadable = (message: string): BankFile => ({ movements: [], errors: [{ line: 1, message }] })

/**
 * Reads a statement of the treasurer's bank: camt.053 (001.02 to 001.08), or CSV with riferimento, data, importo,
 * causale. A file is read by what its bytes are: UTF-8, else Windows-1252.
 */
export const readBankFile = (source: string | Uint8Array): BankFile => {
  if (typeof source !== 'string' && isUtf16(source))
    return unreadable('il file è in UTF-16: salvalo in UTF-8')
  if (typeof source !== 'string' && isZip(source))
    return unreadable('il file è una cartella di lavoro o un archivio: salva o estrai il CSV o l’XML')
  const text = (typeof source === 'string' ? source : decodeText(source).text)
    .replace(/^\ufeff/, '')
    .trimStart()
  // The text is decoded: what its declaration says of bytes does not matter any more.
  return text.startsWith('<') ? readCamt(text.replace(/^<\?xml[^>]*\?>/, '')) : readCsv(text)
}
