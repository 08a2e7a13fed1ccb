export {
  CartRefused,
  CartRequest,
  type CartView,
  cartView,
  createCart,
  finishCart,
  leaveCart,
  payCart,
} from './checkout'
export {
  answerBizEvents,
  answerFdr,
  bankStatement,
  closeDay,
  DayFault,
  payLosingReceipt,
} from './close-day'
export { answerNodeForPa } from './flows-by-soap'
export {
  type DeliveryView,
  deliverAgain,
  deliverReceipt,
  lastReceipts,
  payAtCounter,
  ReceiptJob,
} from './node'
export { NodeRefused } from './node-refused'
