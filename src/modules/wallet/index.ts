export { type Credit, credit, type LockedWallet, lockWallets, type OfficeLine, postLines } from './ledger.sql'
export { type LedgerProof, verifyLedger } from './verify-ledger'
