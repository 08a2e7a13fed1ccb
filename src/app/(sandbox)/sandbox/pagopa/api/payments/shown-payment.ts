import { notFound } from '@/http/problem'
import { type PaymentView, paymentOf } from '@/modules/sandbox'

/** The payment of a token; one that is not there is a 404. */
export const shownPayment = async (token: string): Promise<PaymentView> => {
  const payment = await paymentOf(token)
  if (!payment) throw notFound()
  return payment
}
