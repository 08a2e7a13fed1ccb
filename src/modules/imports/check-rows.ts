import { COLUMNS, columnOf, type Import } from './columns'
import { type Table, UnreadableTable } from './read-table'

/** What is wrong in a line and what to do. Carries no cell: a report can be sent around. */
export type Problem = { line: number; column: string; problem: string }
export type Value = string | boolean | string[] | null
/** A row whose cells were all understood; columns that are missing or empty are null. */
export type Row = { line: number } & Record<string, Value | number>

export type CheckedRows = { rows: Row[]; problems: Problem[]; ignoredColumns: string[] }

/** The key that may stand once in a file. */
const keyOf = (what: Import, row: Row): { column: string; key: string }[] => {
  const has = (column: string) => row[column] !== null
  if (what === 'schools') return [{ column: 'code', key: String(row.code) }]
  if (what === 'classes') {
    return [{ column: 'name', key: `${row.schoolCode}/${row.schoolYear}/${String(row.name).toUpperCase()}` }]
  }
  if (what === 'children') {
    return ['childCode', 'fiscalCode']
      .filter(has)
      .map((column) => ({ column, key: `${column}/${row[column]}` }))
  }
  const child = row.childCode ?? row.childFiscalCode
  if (what === 'guardians') return [{ column: 'fiscalCode', key: `${row.fiscalCode}/${child}` }]
  if (what === 'riders') return [{ column: 'from', key: `${child}/${row.from}` }]
  if (what === 'absences') return [{ column: 'says', key: `${child}/${row.day}` }]
  return [{ column: 'from', key: `${child}/${row.service}/${row.from}` }]
}

/** Rules that need more than one cell. */
const ruleProblems = (what: Import, row: Row): Omit<Problem, 'line'>[] => {
  const problems: Omit<Problem, 'line'>[] = []
  if (what === 'children') {
    if (row.childCode === null && row.fiscalCode === null) {
      problems.push({ column: 'fiscalCode', problem: 'serve il codice fiscale oppure il codice utente' })
    }
    if ((row.schoolCode === null) !== (row.className === null)) {
      problems.push({ column: 'className', problem: 'scuola e classe vanno indicate insieme' })
    }
  }
  if (what === 'riders' && row.outwardStop === null && row.returnStop === null) {
    problems.push({
      column: 'outwardStop',
      problem: 'serve almeno una fermata, dell’andata o del ritorno',
    })
  }
  if (what === 'enrolments' || what === 'riders' || what === 'absences') {
    if (row.childCode === null && row.childFiscalCode === null) {
      problems.push({
        column: 'childCode',
        problem: 'serve il codice utente oppure il codice fiscale del bambino',
      })
    }
    if (row.to && String(row.to) < String(row.from)) {
      problems.push({ column: 'to', problem: 'la fine viene prima dell’inizio' })
    }
  }
  if (what === 'guardians' && row.childCode === null && row.childFiscalCode === null) {
    if (row.isReference !== null || row.contactsHidden !== null) {
      problems.push({ column: 'childCode', problem: 'manca il bambino a cui il genitore è legato' })
    }
  }
  return problems
}

/** A guardian of several children stands on several lines, which must say the same of the person. */
const contradictions = (rows: Row[]): Problem[] => {
  const first = new Map<string, Row>()
  return rows.flatMap((row): Problem[] => {
    const before = first.get(String(row.fiscalCode))
    if (!before) {
      first.set(String(row.fiscalCode), row)
      return []
    }
    return ['surname', 'name', 'email', 'mobile', 'address']
      .filter((column) => row[column] !== before[column])
      .map((column) => ({
        line: row.line,
        column,
        problem: `diverso dalla riga ${before.line}, stesso genitore`,
      }))
  })
}

/**
 * Reads every cell, and finds all that can be found without the database: missing and malformed cells, and lines that
 * say the same thing twice. Throws `UnreadableTable` when a required column is not there at all.
 */
export const checkRows = (what: Import, table: Table, currentSchoolYear: string): CheckedRows => {
  const columns = COLUMNS[what]
  const found = table.header.map((header) => columnOf(columns, header))
  const missing = columns.filter((column) => column.required && !found.includes(column))
  if (missing.length > 0) {
    const names = missing.map((column) => `${column.name} (${column.aliases[0]})`).join(', ')
    throw new UnreadableTable(
      `Mancano le colonne: ${names}. La prima riga deve contenere i nomi delle colonne`,
    )
  }
  const twice = found.find((column, index) => column && found.indexOf(column) !== index)
  if (twice) throw new UnreadableTable(`La colonna ${twice.name} compare due volte`)

  const rows: Row[] = []
  const problems: Problem[] = []
  const seen = new Map<string, number>()
  for (const { line, cells } of table.rows) {
    const own: Omit<Problem, 'line'>[] = []
    const row: Row = { line }
    for (const column of columns) row[column.name] = null
    if (cells.length > table.header.length && cells.slice(table.header.length).some((cell) => cell !== '')) {
      own.push({ column: '', problem: 'più celle che colonne: un testo con il separatore va tra virgolette' })
    }
    for (const [index, column] of found.entries()) {
      const cell = cells[index] ?? ''
      if (!column) continue
      if (cell === '') {
        if (column.required) own.push({ column: column.name, problem: 'obbligatorio: compilarlo' })
        continue
      }
      const reading = column.read(cell)
      if ('problem' in reading) own.push({ column: column.name, problem: reading.problem })
      else row[column.name] = reading.value
    }
    if ((what === 'classes' || what === 'children') && row.schoolYear === null)
      row.schoolYear = currentSchoolYear
    if (own.length === 0) own.push(...ruleProblems(what, row))
    if (own.length === 0) {
      for (const { column, key } of keyOf(what, row)) {
        const before = seen.get(key)
        if (before !== undefined) own.push({ column, problem: `ripetuto: è già alla riga ${before}` })
        else seen.set(key, line)
      }
    }
    if (own.length === 0) rows.push(row)
    problems.push(...own.map((problem) => ({ line, ...problem })))
  }
  if (what === 'guardians') problems.push(...contradictions(rows))
  return {
    rows,
    problems,
    ignoredColumns: table.header.filter((header, index) => header !== '' && !found[index]),
  }
}
