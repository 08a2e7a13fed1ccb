export { type AmountLimits, readTopUpAmount } from './amount'
export { answerStation, type StationAnswer, stationAway } from './answer-station'
export { askOpenPayments } from './ask-open-payments'
export { type BookedTopUp, bookTopUp } from './book-top-up'
export { closePaidOtherwise } from './close-paid-otherwise'
export { descriptionOf } from './description'
export type { PaymentsError } from './errors'
export { expireTopUps } from './expire-top-ups'
export {
  type CartDetails,
  cartDetails,
  familyTopUps,
  type ListedTopUp,
  TOP_UPS_PER_PAGE,
  type TopUpDetails,
  topUpDetails,
  topUpWallets,
  watchCart,
  watchTopUp,
} from './family-top-ups'
export { formatNoticeNumber, noticeNumber } from './notice-number'
export { ownPartOf } from './own-part'
export {
  CART_POSITIONS_MAX,
  type NotificationMessage,
  numberOf,
  type PayableCart,
  type PayableTopUp,
  type PaymentEvent,
  type PaymentProvider,
  type ProviderEvent,
  type RepaymentEvent,
  type ReturnUrls,
  UNTOLD,
} from './provider'
export { findProvider, PROVIDERS, providerOf } from './providers'
export { fakeProvider } from './providers/fake'
export { pagopa } from './providers/pagopa'
export { platformKey, platformUrl } from './providers/pagopa/platform'
export { STATION_SECRET_HEADER } from './providers/pagopa/sender'
export { departure, OPERATIONS as STATION_OPERATIONS, type OperationName } from './providers/pagopa/shapes'
export {
  envelope as stationEnvelope,
  messageIn,
  NODE_FOR_PA,
  nodeEnvelope,
  PA_FOR_NODE,
  soapFault,
} from './providers/pagopa/soap'
export { stripe } from './providers/stripe'
export { stripeKey, stripeWebhookSecret } from './providers/stripe/client'
export { receiveNotification } from './receive-notification'
export { type Settlement, settlePayment } from './settle-payment'
export {
  beginCart,
  beginPayment,
  type CartOrder,
  cancelTopUp,
  cartFault,
  createCart,
  createTopUp,
  noteCartLeft,
  notePaymentLeft,
  type TopUpOrder,
  type TopUpPosition,
} from './start-top-up'
export { forgetStationEvents } from './station-events.sql'
export { isPayable, OrderChannel, ProviderId, type TopUpChannel, type TopUpStatus } from './top-up'
export { creditorName, type TopUpWallet } from './top-ups.sql'
export { childOf, parseXml, tag, textAt, Xml, type XmlElement, XmlRefused } from './xml'
