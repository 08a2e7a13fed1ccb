export type { Problem } from './check-rows'
export { IMPORTS, type Import } from './columns'
export { type ImportReport, importTable } from './import-table'
export { UnreadableTable } from './read-table'
