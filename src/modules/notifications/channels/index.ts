import { db } from '@/db/client'
import { env } from '@/env'
import type { Channel, ChannelKind } from '../channel'
import { resendChannel } from './resend'
import { sandboxChannel } from './sandbox'
import { twilioChannel } from './twilio'

/** The channel for a kind of message, or null when nobody was hired to carry it. */
export type ChannelOf = (kind: ChannelKind) => Channel | null

/** Chosen by the settings: the provider whose keys are set; in a demo without keys, the sandbox; else none. */
export const configuredChannel: ChannelOf = (kind) => {
  if (kind === 'email' && env.RESEND_API_KEY && env.RESEND_FROM)
    return resendChannel({ apiKey: env.RESEND_API_KEY, from: env.RESEND_FROM })
  if (kind === 'sms' && env.TWILIO_ACCOUNT_SID && env.TWILIO_AUTH_TOKEN && env.TWILIO_FROM)
    return twilioChannel({
      accountSid: env.TWILIO_ACCOUNT_SID,
      authToken: env.TWILIO_AUTH_TOKEN,
      from: env.TWILIO_FROM,
    })
  return env.PORTALE_DEMO ? sandboxChannel(db, kind) : null
}
