import { type Db, type SQL, sql } from '@/db/client'

/** Rows sent at once: some megabytes of JSON, some tens of thousands of rows. */
const CHUNK = 20_000

/** What the JSON that carries the rows may hold. */
const TYPES = {
  int: sql`int`,
  smallint: sql`smallint`,
  bigint: sql`bigint`,
  text: sql`text`,
  boolean: sql`boolean`,
  uuid: sql`uuid`,
  date: sql`date`,
  timestamp: sql`timestamp`,
  jsonb: sql`jsonb`,
}
type Type = keyof typeof TYPES
/** A type, or a type with what is stored of its value; other columns of the row are `r.<column>`. */
export type Column = Type | { type: Type; stored: (value: SQL) => SQL }
export type Columns = Record<string, Column>

/** A civil day as Payload stores it: noon in Greenwich is the same day in Rome, summer and winter. */
export const DAY: Column = { type: 'date', stored: (day) => sql`(${day} + time '12:00') at time zone 'UTC'` }
/** A clock time in Rome. */
export const MOMENT: Column = { type: 'timestamp', stored: (at) => sql`${at} at time zone 'Europe/Rome'` }

const typeOf = (column: Column): SQL => TYPES[typeof column === 'string' ? column : column.type]
const comma = sql`, `

/** `public.schools` as quoted names. */
export const tableNamed = (name: `${'public' | 'portal'}.${string}`): SQL =>
  sql.join(
    name.split('.').map((part) => sql.identifier(part)),
    sql`.`,
  )

/** Inserts rows set-based, in the order given; each chunk travels as one JSON parameter. */
export const insertRows = async (
  tx: Db,
  table: Parameters<typeof tableNamed>[0],
  columns: Columns,
  rows: readonly Record<string, unknown>[],
): Promise<void> => {
  const all = Object.entries(columns)
  const names = all.map(([name]) => sql.identifier(name))
  const values = all.map(([name, column]) => {
    const value = sql`r.${sql.identifier(name)}`
    return typeof column === 'string' ? value : column.stored(value)
  })
  const shape = all.map(([name, column]) => sql`${sql.identifier(name)} ${typeOf(column)}`)
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx.execute(sql`
      insert into ${tableNamed(table)} (${sql.join(names, comma)}) select ${sql.join(values, comma)}
      from json_to_recordset(${JSON.stringify(rows.slice(start, start + CHUNK))}::json) as r (${sql.join(shape, comma)})`)
  }
}
