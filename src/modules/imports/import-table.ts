import { inTransaction, sql } from '@/db/client'
import { type Ctx, type PrincipalOf, recordAudit } from '@/modules/identity'
import { dayInRome, schoolYearOf } from '@/shared/dates'
import { checkRows, type Problem } from './check-rows'
import type { Import } from './columns'
import { readTable, type Table } from './read-table'
import { type Counts, writeRows } from './write-rows'

export type ImportReport = {
  what: Import
  /** False: nothing was changed, for the problems or because it was only a trial. */
  imported: boolean
  rows: number
  counts: Counts
  problems: Problem[]
  ignoredColumns: string[]
  encoding: Table['encoding']
}

const NOTHING: Counts = { created: 0, updated: 0, unchanged: 0 }
/** Any number; two imports at once take turns on it. */
const IMPORT_LOCK = 7_283_002

class Undo extends Error {
  constructor(readonly counts: Counts) {
    super('A trial is always undone')
  }
}

/**
 * Brings a municipality's CSV in, all or nothing, in one transaction. Rows are known by stable keys, so the same file
 * again changes nothing. With `isTrial` everything is checked, counted, and undone. Throws `UnreadableTable` for a file
 * that is no table of this kind.
 */
export const importTable = async (
  ctx: Ctx<PrincipalOf<'system'>>,
  { what, bytes, isTrial = false }: { what: Import; bytes: Uint8Array; isTrial?: boolean },
): Promise<ImportReport> => {
  const today = dayInRome(ctx.now)
  const table = readTable(bytes)
  const { rows, problems, ignoredColumns } = checkRows(what, table, schoolYearOf(today))
  const report = { what, rows: table.rows.length, ignoredColumns, encoding: table.encoding }
  const refused = (found: Problem[]): ImportReport => ({
    ...report,
    imported: false,
    counts: NOTHING,
    problems: [...found].sort((one, other) => one.line - other.line),
  })
  try {
    return await inTransaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`)
      const written = rows.length > 0 ? await writeRows(tx, what, rows, ctx) : { counts: NOTHING }
      if ('problems' in written) throw new Refused(written.problems)
      if (problems.length > 0) throw new Refused([])
      if (isTrial) throw new Undo(written.counts)
      const details = { rows: rows.length, ...written.counts }
      await recordAudit(tx, ctx, { action: 'import', subject: what, details })
      return { ...report, imported: true, counts: written.counts, problems: [] }
    })
  } catch (error) {
    if (error instanceof Refused) return refused([...problems, ...error.problems])
    if (error instanceof Undo) return { ...report, imported: false, counts: error.counts, problems: [] }
    throw error
  }
}

class Refused extends Error {
  constructor(readonly problems: Problem[]) {
    super('Some rows were refused')
  }
}
