export { type CausedLine, type Credit, credit, type LockedWallet, lockWallets, postLines } from './ledger.sql'
export { type LedgerProof, verifyLedger } from './verify-ledger'
