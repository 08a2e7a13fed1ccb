import { CHANNEL_TIMEOUT_MS, type Channel, ChannelError } from '../../channel'

/** Refusals that the same request would meet again. The others (limits, faults of theirs) pass. */
const PERMANENT: ReadonlySet<string> = new Set([
  'validation_error',
  'missing_required_field',
  'invalid_parameter',
  'invalid_from_address',
  'invalid_idempotent_request',
  'invalid_idempotency_key',
  'security_error',
])

/** E-mail through Resend. The delivery's id is the Idempotency-Key: within a day Resend sends it once. */
export const resendChannel = ({
  apiKey,
  from,
  baseUrl,
}: {
  apiKey: string
  from: string
  /** Another address of the API: for tests. */
  baseUrl?: string
}): Channel => ({
  provider: 'resend',
  async send({ deliveryId, address, subject, text, html }) {
    const { Resend } = await import('resend')
    const resend = new Resend(apiKey, baseUrl ? { baseUrl } : {})
    const { data, error } = await resend.emails
      .send(
        { from, to: address, subject, text, ...(html ? { html } : {}) },
        { idempotencyKey: deliveryId, signal: AbortSignal.timeout(CHANNEL_TIMEOUT_MS) },
      )
      .catch(() => {
        throw new ChannelError('timeout', false)
      })
    if (error) throw new ChannelError(error.name, PERMANENT.has(error.name))
    return { providerId: data.id }
  },
})
