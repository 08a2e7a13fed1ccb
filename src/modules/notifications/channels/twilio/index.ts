import { toE164 } from '@/shared/phone'
import { CHANNEL_TIMEOUT_MS, type Channel, ChannelError } from '../../channel'

/** What Twilio's API throws, as far as we read it. */
type RestError = { status?: number; code?: number }

const refusalOf = (error: unknown): ChannelError => {
  const { status, code } = (typeof error === 'object' && error !== null ? error : {}) as RestError
  if (!status) return new ChannelError('unreachable', false)
  // 20003 and the like (wrong keys) can be mended without losing the message: only a refused recipient or text is final.
  return new ChannelError(`twilio-${code ?? status}`, status === 400)
}

/**
 * SMS through Twilio. Its API has no idempotency key, so an attempt after the first asks whether the same text
 * already left for the same number since the delivery was queued, and takes that one as its own.
 */
export const twilioChannel = ({
  accountSid,
  authToken,
  from,
  request,
}: {
  accountSid: string
  authToken: string
  from: string
  /** Another way to the API: for tests. */
  request?: import('twilio').Twilio['httpClient']
}): Channel => ({
  provider: 'twilio',
  async send({ address, text, queuedAt, isRetry }) {
    const to = toE164(address)
    if (!to) throw new ChannelError('invalid-number', true)
    const { default: twilio } = await import('twilio')
    const client = twilio(accountSid, authToken, {
      timeout: CHANNEL_TIMEOUT_MS,
      ...(request ? { httpClient: request } : {}),
    })
    try {
      if (isRetry) {
        const sent = await client.messages.list({ to, dateSentAfter: queuedAt, limit: 50 })
        const same = sent.find((message) => message.body === text && message.errorCode === null)
        if (same) return { providerId: same.sid }
      }
      const { sid } = await client.messages.create({ to, from, body: text })
      return { providerId: sid }
    } catch (error) {
      throw refusalOf(error)
    }
  },
})
