import { randomUUID } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import { Instant } from '@/shared/dates'
import { cents } from '@/shared/money'
import { MessageVersion } from './messages'
import {
  activateNotice,
  assertFree,
  Delivery,
  deliverAs,
  recordPaid,
  releaseToken,
  verifyNotice,
} from './node'
import { NodeRefused } from './node-refused'

const Notice = z.object({
  noticeNumber: z.string().length(18),
  fiscalCode: z.string().length(11),
  amount: z.int().min(1),
  companyName: z.string().max(140),
  description: z.string().max(140),
})

/** The body of Checkout's `POST /carts`; version 1 has no address for payments still in elaboration. */
export const CartRequest = z.object({
  emailNotice: z.email().optional(),
  paymentNotices: Notice.array().min(1),
  returnUrls: z.object({
    returnOkUrl: z.url(),
    returnCancelUrl: z.url(),
    returnErrorUrl: z.url(),
    returnWaitingUrl: z.url().optional(),
  }),
  idCart: z.string().optional(),
  allCCP: z.boolean().optional(),
})
export type CartRequest = z.infer<typeof CartRequest>

/** Well-formed, but no cart that can be paid: HTTP 422. */
export class CartRefused extends Error {
  override readonly name = 'CartRefused'
}

/**
 * Opens a cart after asking the station about each notice; gives the address of its page. A notice that is being paid,
 * in this or another cart, opens none.
 */
export const createCart = async (request: CartRequest, now: Temporal.Instant): Promise<URL> => {
  const numbers = request.paymentNotices.map(({ noticeNumber }) => noticeNumber)
  if (numbers.length > 5) throw new CartRefused('Too many notices')
  if (new Set(numbers).size < numbers.length) throw new CartRefused('A notice appears twice')
  for (const { noticeNumber, fiscalCode } of request.paymentNotices) {
    if (fiscalCode !== env.PAGOPA_CREDITOR_FISCAL_CODE) throw new CartRefused('PPT_DOMINIO_SCONOSCIUTO')
    try {
      await assertFree(noticeNumber, now)
      await verifyNotice(noticeNumber)
    } catch (error) {
      if (error instanceof NodeRefused) throw new CartRefused(error.message, { cause: error })
      throw error
    }
  }
  const cartId = randomUUID()
  await db.execute(sql`
    insert into sandbox.pagopa_cart (cart_id, request) values (${cartId}::uuid, ${JSON.stringify(request)}::jsonb)`)
  // The sandbox lives in the portal itself: on the address that the browser already uses.
  return new URL(`/sandbox/pagopa/c/${cartId}`, request.returnUrls.returnOkUrl)
}

const Cart = z
  .object({ id: z.string(), request: CartRequest, state: z.string(), createdAt: Instant })
  .transform((cart) => ({
    ...cart,
    totalCents: cents(cart.request.paymentNotices.reduce((sum, { amount }) => sum + amount, 0)),
  }))
export type CartView = z.infer<typeof Cart>

/** One cart, or the last ones. */
export const cartView = (id?: string): Promise<CartView[]> =>
  rows(
    db,
    Cart,
    sql`
    select cart_id as id, request, state, created_at as "createdAt" from sandbox.pagopa_cart
    ${id === undefined ? sql`` : sql`where cart_id = ${id}::uuid`} order by created_at desc limit 20`,
  )

const openCart = async (id: string): Promise<CartView> => {
  const [cart] = z.uuid().safeParse(id).success ? await cartView(id) : []
  if (!cart) throw new NodeRefused('CARRELLO_SCONOSCIUTO')
  if (cart.state === 'paid') throw new NodeRefused('PPT_PAGAMENTO_DUPLICATO')
  return cart
}

const setState = (id: string, state: string) =>
  db.execute(
    sql`update sandbox.pagopa_cart set state = ${state} where cart_id = ${id}::uuid and state <> 'paid'`,
  )

/** Locks every notice of a cart, all or none. */
const activateAll = async (
  cart: CartView,
  version: MessageVersion,
  now: Temporal.Instant,
): Promise<string[]> => {
  const { paymentNotices, idCart: note = null } = cart.request
  const tokens: string[] = []
  try {
    for (const { noticeNumber, amount } of paymentNotices)
      tokens.push(
        await activateNotice(
          noticeNumber,
          { channel: 'checkout', version, cartId: cart.id, note, believedCents: cents(amount) },
          now,
        ),
      )
    return tokens
  } catch (error) {
    for (const token of tokens) await releaseToken(token)
    throw error
  }
}

const tokensOf = async (cartId: string): Promise<string[]> =>
  (
    await rows(
      db,
      z.object({ token: z.string() }),
      sql`select payment_token as token from sandbox.pagopa_payment where cart_id = ${cartId}::uuid and state = 'active'`,
    )
  ).map(({ token }) => token)

/** The payer pays: the receipts are written and go as asked, before the browser returns or after. Gives where it returns. */
const payCart = async (
  id: string,
  { delivery, version }: { delivery: Delivery; version: MessageVersion },
  now: Temporal.Instant,
): Promise<string> => {
  const cart = await openCart(id)
  const held = cart.state === 'waiting' ? await tokensOf(id) : []
  const tokens = held.length > 0 ? held : await activateAll(cart, version, now)
  for (const token of tokens) await recordPaid(token, now)
  await setState(id, 'paid')
  await deliverAs(delivery, tokens)
  return cart.request.returnUrls.returnOkUrl
}

/** The payer cancels, the payment fails, or stays in elaboration with the notice locked; gives where to return. */
const leaveCart = async (
  id: string,
  how: 'cancelled' | 'failed' | 'waiting',
  version: MessageVersion,
  now: Temporal.Instant,
): Promise<string> => {
  const cart = await openCart(id)
  const { returnCancelUrl, returnErrorUrl, returnWaitingUrl = returnErrorUrl } = cart.request.returnUrls
  if (how !== 'cancelled' && cart.state !== 'waiting') await activateAll(cart, version, now)
  if (how !== 'waiting') for (const token of await tokensOf(id)) await releaseToken(token)
  await setState(id, how)
  return { cancelled: returnCancelUrl, failed: returnErrorUrl, waiting: returnWaitingUrl }[how]
}

/** What the payer does on the Checkout's page. */
export const CartConclusion = z.strictObject({
  fate: z.enum(['paid', 'cancelled', 'failed', 'waiting']).default('paid'),
  version: MessageVersion.default(2),
  delivery: Delivery.default('sent'),
})

/** The payer decides; gives where the browser returns. */
export const concludeCart = (
  id: string,
  { fate, ...how }: z.infer<typeof CartConclusion>,
  now: Temporal.Instant,
): Promise<string> => (fate === 'paid' ? payCart(id, how, now) : leaveCart(id, fate, how.version, now))
