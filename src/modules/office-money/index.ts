export {
  bookCounterTopUp,
  CounterMethod,
  type CounterReceipt,
  counterReceipt,
  counterReceiptsOf,
  ReceiptNumber,
} from './counter-top-up'
export {
  decideRefund,
  makeRefundFile,
  type OfficeRefund,
  officeRefund,
  refundBatches,
  refundFile,
  refundsByStatus,
  returnRefund,
} from './decide-refund'
export type { OfficeMoneyError } from './errors'
export { EuroAmount, SignedEuroAmount } from './euro'
export {
  CHILDREN_FOUND_MAX,
  childWithWallets,
  type FoundChild,
  familyOfChild,
  findChildren,
} from './find-wallets'
export { formatIban, Iban, maskIban } from './iban'
export { assertOffice, beginAct, Reason, type StaffCtx } from './office-act'
export { Holder, type RefundStatus } from './refund'
export {
  type OwnRefund,
  ownRefunds,
  type RefundableWallet,
  refundableWallets,
  requestRefund,
} from './request-refund'
export { adjustCredit, transferCredit } from './transfer-credit'
export {
  assignEntry,
  closeEntry,
  ENTRIES_PER_PAGE,
  isAssignable,
  queuedReceipts,
  type UnmatchedEntry,
  unmatchedEntry,
  unmatchedMoney,
} from './unmatched-money'
