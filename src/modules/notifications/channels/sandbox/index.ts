import { type Db, sql } from '@/db/client'
import type { Channel, ChannelKind } from '../../channel'

/** Sends nothing: stores what would have left, once per delivery, for the page `/sandbox/posta`. */
export const sandboxChannel = (db: Db, kind: ChannelKind): Channel => ({
  provider: 'sandbox',
  async send({ deliveryId, address, subject, text, html }) {
    await db.execute(sql`
      insert into portal.sandbox_post (delivery_id, channel, address, subject, text, html)
      values (${deliveryId}::uuid, ${kind}, ${address}, ${subject}, ${text}, ${html})
      on conflict do nothing`)
    return { providerId: `sandbox-${deliveryId}` }
  },
})
