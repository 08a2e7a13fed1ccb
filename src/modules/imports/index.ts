export type { Problem } from './check-rows'
export type { Import } from './columns'
export { type ImportReport, importTable } from './import-table'
export { UnreadableTable } from './read-table'
