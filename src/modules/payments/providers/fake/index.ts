import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { Cents } from '@/shared/money'
import { notificationForged } from '../../errors'
import { numberOf, type PaymentEvent, type PaymentProvider, UNTOLD } from '../../provider'

const Notification = z.object({
  reference: z.string(),
  paymentId: z.string(),
  cents: Cents,
  paidAt: z.string(),
})

/** A provider of tests, in memory: whoever knows its word says the truth. */
export const fakeProvider = (
  word = 'vero',
): PaymentProvider & {
  /** Pays what was started, as a family would on the provider's page; gives the notification to deliver. */
  pay(payment: { reference: string; paymentId: string; cents: Cents; paidAt: string }): {
    headers: Headers
    body: Uint8Array
  }
} => {
  const paid = new Map<string, PaymentEvent>()
  const started = new Map<string, string[]>()
  const eventOf = (body: Uint8Array): PaymentEvent | null => {
    const raw = new TextDecoder().decode(body)
    let parsed: z.infer<typeof Notification>
    try {
      parsed = Notification.parse(JSON.parse(raw))
    } catch {
      return null
    }
    return {
      kind: 'paid',
      provider: 'fake',
      primitive: 'paid',
      reference: parsed.reference,
      paymentId: parsed.paymentId,
      cents: parsed.cents,
      totalCents: parsed.cents,
      paidAt: Temporal.Instant.from(parsed.paidAt),
      ...UNTOLD,
      pspName: 'Banca di prova',
      raw,
    }
  }
  return {
    id: 'fake',
    name: 'Pagamento di prova',
    hasWebhook: true,
    start: async ({ id, positions }, returnTo) => {
      started.set(id, positions.map(numberOf))
      return { reference: id, redirectTo: returnTo.ok }
    },
    readNotification: async ({ headers, body }) => {
      if (headers.get('x-word') !== word) throw notificationForged()
      const event = eventOf(body)
      return event ? [event] : []
    },
    lookUp: async (reference) => (started.get(reference) ?? []).flatMap((number) => paid.get(number) ?? []),
    pay: (payment) => {
      const body = new TextEncoder().encode(JSON.stringify(payment))
      const event = eventOf(body)
      if (event) paid.set(payment.reference, event)
      return { headers: new Headers({ 'x-word': word }), body }
    },
  }
}
