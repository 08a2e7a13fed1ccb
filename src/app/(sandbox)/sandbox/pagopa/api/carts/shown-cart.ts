import { z } from 'zod'
import { notFound } from '@/http/problem'
import { type CartView, cartView } from '@/modules/sandbox'

/** A cart without the addresses it came with: they may name a family's top-up. */
export const shownCart = ({ id, state, createdAt, totalCents, request }: CartView) => ({
  id,
  state,
  createdAt,
  totalCents,
  notices: request.paymentNotices.map(({ noticeNumber, amount }) => ({ noticeNumber, cents: amount })),
})

/** The cart of an id; one that is not there is a 404. */
export const findCart = async (id: string): Promise<CartView> => {
  const [cart] = z.uuid().safeParse(id).success ? await cartView(id) : []
  if (!cart) throw notFound()
  return cart
}
