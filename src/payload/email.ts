import type { EmailAdapter, SendEmailOptions } from 'payload'
import { Temporal } from 'temporal-polyfill'
import { db } from '@/db/client'
import { env } from '@/env'
import { queueLetter } from '@/modules/notifications'

const addressesOf = (to: SendEmailOptions['to']): string[] =>
  [to ?? []].flat().map((one) => (typeof one === 'string' ? one : one.address))

const ENTITIES: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}
const textOf = (html: string): string =>
  html
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/p>/gi, '\n\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? '')

/**
 * The office's program writes to its staff through the outbox of the portal: queued here, sent by the jobs, to Resend
 * in production and to the sandbox's mailbox in a demo. Sender, signature and form are the outbox's own.
 */
export const outboxEmail: EmailAdapter = () => ({
  name: 'outbox',
  defaultFromName: 'Portale Genitori',
  defaultFromAddress: env.RESEND_FROM,
  sendEmail: async ({ to, subject, text, html }) => {
    const body = text ? String(text) : textOf(String(html ?? ''))
    const now = Temporal.Now.instant()
    for (const address of addressesOf(to))
      await queueLetter(db, { address, subject: subject ?? '', body, now })
  },
})
