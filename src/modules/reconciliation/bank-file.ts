import { parse } from 'csv-parse/sync'
import { childOf, parseXml, textAt, type XmlElement, XmlRefused } from '@/modules/payments'
import { CivilDate } from '@/shared/dates'
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
    return { movements: [], errors: [{ line: 1, message: 'il file XML non è leggibile' }] }
  }
  if (root.name !== 'Document' || !childOf(root, 'BkToCstmrStmt'))
    return { movements: [], errors: [{ line: 1, message: 'il file non è un estratto conto camt.053' }] }
  return read(
    all(root, 'Ntry').map((entry, index) => ({
      line: index + 1,
      reference: textAt(entry, 'AcctSvcrRef') ?? textAt(entry, 'NtryRef') ?? '',
      day: (textAt(entry, 'BookgDt', 'Dt') ?? textAt(entry, 'BookgDt', 'DtTm') ?? '').slice(0, 10),
      amount: `${textAt(entry, 'CdtDbtInd') === 'DBIT' ? '-' : ''}${textAt(entry, 'Amt') ?? ''}`,
      remittance: textsOf(entry, 'Ustrd') || textsOf(entry, 'AddtlNtryInf'),
    })),
  )
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
    return { movements: [], errors: [{ line: 1, message: 'il file non è un CSV leggibile' }] }
  }
  const [header = [], ...body] = table
  const at = COLUMNS.map((name) => header.findIndex((cell) => cell.toLowerCase() === name))
  if (at.some((index) => index < 0))
    return {
      movements: [],
      errors: [{ line: 1, message: 'servono le colonne riferimento, data, importo e causale' }],
    }
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

/** Reads a statement of the treasurer's bank: camt.053, or CSV with riferimento, data, importo, causale. */
export const readBankFile = (source: string): BankFile =>
  source
    .replace(/^\ufeff/, '')
    .trimStart()
    .startsWith('<')
    ? readCamt(source.replace(/^\ufeff/, ''))
    : readCsv(source)
