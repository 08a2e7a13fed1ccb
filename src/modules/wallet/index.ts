export { type Credit, credit } from './ledger.sql'
export { type LedgerProof, verifyLedger } from './verify-ledger'
