import { z } from 'zod'

export const ChannelKind = z.enum(['email', 'sms'])
export type ChannelKind = z.infer<typeof ChannelKind>

/** One sending of one message to one address. */
export const DeliveryId = z.uuid().brand<'DeliveryId'>()
export type DeliveryId = z.infer<typeof DeliveryId>

/** A message ready to leave. `html` is for e-mail only. */
export type Outgoing = {
  deliveryId: DeliveryId
  /** An e-mail address or a telephone number, as the office keeps it. */
  address: string
  subject: string
  text: string
  html: string | null
  /** When this delivery was queued: a channel that asks "did I already send it?" looks no further back. */
  queuedAt: Date
  /** True from the second attempt on: the first may have left without our knowing. */
  isRetry: boolean
}

/** The way out to one provider. An adapter translates: it never decides, and never throws a text that names anybody. */
export interface Channel {
  readonly provider: string
  /** Safe to call again with the same `deliveryId`: the provider's idempotency key, where it has one. */
  send(message: Outgoing): Promise<{ providerId: string }>
}

/** Why a provider refused. The code is kept and logged; what the provider wrote is not, for it may name people. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError'
  constructor(
    readonly code: string,
    /** True when asking again cannot help: a wrong address, a refused sender. */
    readonly isPermanent: boolean,
  ) {
    super(`The channel refused: ${code}`)
  }
}

/** Beyond this a provider counts as away; the job is tried again later. */
export const CHANNEL_TIMEOUT_MS = 20_000
