import { z } from 'zod'
import { db } from '@/db/client'
import { env } from '@/env'
import type { Ctx, PrincipalOf } from '@/modules/identity'
import { ChannelError, DeliveryId } from './channel'
import { type ChannelOf, configuredChannel } from './channels'
import { beginAttempt, noteFailure, settle } from './deliveries.sql'
import { emailHtml, emailText, type MessageText, smsText, subjectOf } from './template'

/** With the queue's back-off (e^n seconds) the last attempt comes some three hours after the first. */
export const DELIVERY_ATTEMPTS_MAX = 10

/** What the job `deliver` carries: an id, nothing of a person. */
export const DeliverJob = z.object({ deliveryId: DeliveryId })

/**
 * Sends one delivery, outside any transaction. Run again it asks the provider under the same key, so a family is not
 * written to twice; throws when the queue should bring it back later.
 */
export const deliver = async (
  ctx: Ctx<PrincipalOf<'system'>>,
  { deliveryId }: z.infer<typeof DeliverJob>,
  channelOf: ChannelOf = configuredChannel,
): Promise<'sent' | 'failed' | 'skipped' | 'already-settled'> => {
  const attempt = await beginAttempt(db, deliveryId, ctx.now)
  if (!attempt) return 'already-settled'
  const channel = channelOf(attempt.channel)
  if (!channel) {
    await settle(db, deliveryId, { state: 'skipped', errorCode: 'no-provider' }, ctx.now)
    return 'skipped'
  }
  const { provider } = channel
  const message: MessageText = {
    subject: attempt.subject,
    body: attempt.body,
    childFirstName: attempt.child_first_name,
    signature:
      attempt.municipality && attempt.office && attempt.email
        ? { municipality: attempt.municipality, office: attempt.office, email: attempt.email }
        : null,
    portalUrl: env.PORTALE_URL.replace(/\/+$/, ''),
  }
  try {
    const { providerId } = await channel.send({
      deliveryId,
      address: attempt.address,
      subject: subjectOf(message),
      text: attempt.channel === 'sms' ? smsText(message) : emailText(message),
      html: attempt.channel === 'sms' ? null : emailHtml(message),
      queuedAt: attempt.queued_at,
      isRetry: attempt.attempts > 1,
    })
    await settle(db, deliveryId, { state: 'sent', provider, providerId }, ctx.now)
    return 'sent'
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    const errorCode = error.code
    if (error.isPermanent || attempt.attempts >= DELIVERY_ATTEMPTS_MAX) {
      await settle(db, deliveryId, { state: 'failed', provider, errorCode }, ctx.now)
      return 'failed'
    }
    await noteFailure(db, deliveryId, provider, errorCode)
    throw error
  }
}
