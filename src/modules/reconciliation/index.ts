export { type BankFile, type BankMovement, flowIn, readBankFile } from './bank-file'
export { fetchFlows } from './fetch-flows'
export { type BankImport, importBankFile } from './import-bank-file'
export {
  type DayReport,
  type FlowIssue,
  type FlowReport,
  type LineOutcome,
  type LineReport,
  reconcileDay,
} from './reconcile-day'
export { recoverReceipts } from './recover-receipts'
