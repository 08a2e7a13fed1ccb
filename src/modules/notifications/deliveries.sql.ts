import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type Db, db, oneRow, rows, sql, type Tx } from '@/db/client'
import { Instant } from '@/shared/dates'
import type { ChildId } from '@/shared/ids'
import { ChannelKind, DeliveryId } from './channel'

const Told = z.object({ messageId: z.uuid().nullable() })

/**
 * Inserts the message, a delivery for each way to reach the reference guardian, and a job for each delivery, in one
 * database function, so that all of it exists or none; its id, or null when its cause was already told to the child.
 */
export const queueMessage = async (
  tx: Tx,
  message: {
    childId: ChildId
    subject: string
    body: string
    cause: string
    sms: boolean
    now: Temporal.Instant
  },
): Promise<string | null> => {
  const told = await oneRow(
    tx,
    Told,
    sql`
    select portal.send_message(${message.childId}::int, ${message.subject}, ${message.body}, ${message.cause},
      ${message.sms}::boolean, ${message.now.toString()}::timestamptz) as "messageId"`,
  )
  return told?.messageId ?? null
}

/** Inserts a letter to one address, about nobody's child, and its job: one statement. */
export const queueLetter = async (
  on: Db,
  letter: { address: string; subject: string; body: string; now: Temporal.Instant },
): Promise<void> => {
  await on.execute(sql`
    with queued as (
      insert into portal.delivery (channel, address, letter_subject, letter_body, queued_at)
      values ('email', ${letter.address}, ${letter.subject}, ${letter.body}, ${letter.now.toString()}::timestamptz)
      returning delivery_id
    )
    select portal.queue_delivery(delivery_id) from queued`)
}

const Attempt = z.object({
  channel: ChannelKind,
  address: z.string(),
  attempts: z.int(),
  queued_at: z.date(),
  subject: z.string(),
  body: z.string(),
  child_first_name: z.string().nullable(),
  municipality: z.string().nullable(),
  office: z.string().nullable(),
  email: z.string().nullable(),
})

/** Counts an attempt before it is made, so that one whose answer never came is known; null when already settled. */
export const beginAttempt = (on: Db, deliveryId: DeliveryId, now: Temporal.Instant) =>
  oneRow(
    on,
    Attempt,
    sql`
    with begun as (
      update portal.delivery set attempts = attempts + 1, attempted_at = ${now.toString()}::timestamptz
      where delivery_id = ${deliveryId}::uuid and state = 'queued'
      returning message_id, channel, address, attempts, queued_at, letter_subject, letter_body
    )
    select begun.channel, begun.address, begun.attempts, begun.queued_at, coalesce(m.subject, letter_subject) as subject,
           coalesce(m.body, letter_body) as body, c.name as child_first_name, s.municipality, s.office, s.email
    from begun left join portal.message m using (message_id) left join portal.child c on c.child_id = m.child_id
    left join (select * from portal.sender limit 1) s on true`,
  )

export type Settlement =
  | { state: 'sent'; provider: string; providerId: string }
  | { state: 'failed'; provider: string; errorCode: string }
  | { state: 'skipped'; errorCode: string }

/** Ends a delivery, once: what is settled stays so, and the body of a letter is forgotten. */
export const settle = async (on: Db, deliveryId: DeliveryId, end: Settlement, now: Temporal.Instant) => {
  const { state, provider, providerId, errorCode } = {
    provider: null,
    providerId: null,
    errorCode: null,
    ...end,
  }
  await on.execute(sql`
    update portal.delivery set state = ${state}, provider = ${provider}, provider_id = ${providerId}, error_code = ${errorCode},
           letter_body = null, settled_at = ${now.toString()}::timestamptz
    where delivery_id = ${deliveryId}::uuid and state = 'queued'`)
}

/** Keeps why an attempt failed while the delivery goes on waiting. */
export const noteFailure = async (on: Db, deliveryId: DeliveryId, provider: string, errorCode: string) => {
  await on.execute(sql`
    update portal.delivery set provider = ${provider}, error_code = ${errorCode}
    where delivery_id = ${deliveryId}::uuid and state = 'queued'`)
}

const SandboxPost = z.object({
  deliveryId: DeliveryId,
  channel: ChannelKind,
  address: z.string(),
  subject: z.string(),
  text: z.string(),
  storedAt: Instant,
})
export type SandboxPost = z.infer<typeof SandboxPost>

/** What the sandbox "sent", newest first. */
export const sandboxPost = (limit = 50, on: Db = db): Promise<SandboxPost[]> =>
  rows(
    on,
    SandboxPost,
    sql`
    select delivery_id as "deliveryId", channel, address, subject, text, stored_at as "storedAt"
    from portal.sandbox_post order by stored_at desc, delivery_id limit ${limit}::int`,
  )
