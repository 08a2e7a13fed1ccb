import { type Db, sql } from '@/db/client'

/** Rows sent at once: some megabytes of JSON, some tens of thousands of rows. */
const CHUNK = 20_000

/**
 * What a column holds: its type in the JSON that carries the rows and, when it is more than that, the expression
 * that makes the stored value of it (`$` stands for the value).
 */
export type Columns = Record<string, string | readonly [type: string, expression: string]>

/** A civil day as Payload stores it: noon in Greenwich is the same day in Rome, summer and winter. */
export const DAY = ['date', `($ + time '12:00') at time zone 'UTC'`] as const
/** A clock time in Rome. */
export const MOMENT = ['timestamp', `$ at time zone 'Europe/Rome'`] as const

/** Inserts rows set-based, in the order given. Table and columns are constants of this program, never input. */
export const insertRows = async (
  tx: Db,
  table: string,
  columns: Columns,
  rows: readonly Record<string, unknown>[],
): Promise<void> => {
  const names = Object.keys(columns)
  const shape = Object.entries(columns).map(
    ([name, column]) => `"${name}" ${typeof column === 'string' ? column : column[0]}`,
  )
  const values = Object.entries(columns).map(([name, column]) =>
    typeof column === 'string' ? `r."${name}"` : column[1].replaceAll('$', `r."${name}"`),
  )
  const head = sql.raw(
    `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')}) select ${values.join(', ')} from json_to_recordset(`,
  )
  const tail = sql.raw(`::json) as r (${shape.join(', ')})`)
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx.execute(sql`${head}${JSON.stringify(rows.slice(start, start + CHUNK))}${tail}`)
  }
}
