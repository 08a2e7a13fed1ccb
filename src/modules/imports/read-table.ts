import { CsvError, parse } from 'csv-parse/sync'
import { type DecodedText, decodeText, isUtf16, isZip } from '@/shared/decode-text'

/** A refusal of the whole file, with what to do about it. */
export class UnreadableTable extends Error {
  override readonly name = 'UnreadableTable'
}

export type TableRow = {
  /** The line of the file on which the row begins, as an editor counts them: the header is line 1. */
  line: number
  cells: string[]
}
export type Table = {
  header: string[]
  rows: TableRow[]
  encoding: DecodedText['encoding']
  delimiter: string
}

const BYTES_MAX = 50 * 1024 * 1024
const DELIMITERS = [';', ',', '\t'] as const

const decode = (bytes: Uint8Array): DecodedText => {
  if (isUtf16(bytes)) throw new UnreadableTable('Il file è in UTF-16: salvarlo come «CSV UTF-8»')
  if (isZip(bytes)) throw new UnreadableTable('Il file è una cartella di lavoro: salvarlo come CSV')
  return decodeText(bytes)
}

/** The separator that splits the header most; what stands between quotes does not count. */
const delimiterOf = (text: string): string => {
  const header = (text.split(/\r\n|\n|\r/, 1)[0] ?? '').replace(/"[^"]*"/g, '')
  const [best] = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length })).sort(
    (one, other) => other.count - one.count,
  )
  return best?.delimiter ?? ';'
}

/** Spaces of every kind become one plain space; `="00123"`, Excel's way to keep zeros, becomes 00123. */
const tidy = (cell: string): string => {
  const text = cell
    .normalize('NFC')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
  return /^="([^"]*)"$/.exec(text)?.[1]?.trim() ?? text
}

/** Reads a municipality's CSV: either encoding, either separator, quotes, any line ending. Empty lines are skipped. */
export const readTable = (bytes: Uint8Array): Table => {
  if (bytes.length > BYTES_MAX) throw new UnreadableTable('Il file supera 50 MB: dividerlo in più file')
  const { text, encoding } = decode(bytes)
  const delimiter = delimiterOf(text.replace(/^\ufeff/, ''))
  let records: { record: string[]; info: { lines: number } }[]
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof records
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UnreadableTable(
      `Riga ${String(error.lines ?? '?')}: virgolette aperte e non chiuse, o fuori posto`,
    )
  }
  const [first, ...rest] = records.map(({ record, info }) => {
    // `lines` is the line on which a record ends: cells may span several.
    const inner = record.reduce((count, cell) => count + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
    return { line: info.lines - inner, cells: record.map(tidy) }
  })
  if (!first) throw new UnreadableTable('Il file è vuoto')
  return {
    header: first.cells,
    rows: rest.filter(({ cells }) => cells.some((cell) => cell !== '')),
    encoding,
    delimiter,
  }
}
