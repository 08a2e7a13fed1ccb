export { type NodeEvent, nodeJournal } from './ask-station'
export {
  CartConclusion,
  CartRefused,
  CartRequest,
  type CartView,
  cartView,
  concludeCart,
  createCart,
} from './checkout'
export { answerBizEvents, answerFdr, bankStatement, closeDay, DayFault } from './close-day'
export { answerNodeForPa } from './flows-by-soap'
export { Channel, Counter, MessageVersion } from './messages'
export {
  Conclusion,
  concludePayment,
  Delivery,
  deliverAgain,
  deliverReceipt,
  Fate,
  lastPayments,
  NoticePayment,
  type PaymentView,
  paymentOf,
  payNotice,
  ReceiptJob,
  sendUnaskedReceipt,
  UnaskedReceipt,
  type VerifiedNotice,
  verifyNotice,
} from './node'
export { NodeRefused, type SandboxError } from './node-refused'
export { stripeSignature } from './providers/webhook'
export {
  closeStripeDispute,
  deliverStripe,
  disputeStripe,
  expireStripe,
  finishStripe,
  payStripe,
  refundStripe,
  StripeRefused,
  type StripeSessionView,
  stripeEventBody,
  stripeOverview,
  stripeSession,
} from './stripe'
export { answerStripe } from './stripe-api'
