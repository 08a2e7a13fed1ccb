import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { env } from '@/env'
import { sandboxPost } from '@/modules/notifications'
import { formatMoment } from '@/shared/dates'

export const metadata: Metadata = { title: 'Posta in uscita' }

const CHANNELS = { email: 'E-mail', sms: 'SMS' } as const

/** The text with its addresses as links, as a mail program shows it. */
const withLinks = (text: string) =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part) => ({ part, isLink: /^https?:/.test(part) }))
    .map(({ part, isLink }) =>
      isLink ? (
        <a href={part} key={part}>
          {part}
        </a>
      ) : (
        part
      ),
    )

export default async function SandboxPostPage() {
  await connection()
  if (!env.PORTALE_DEMO) notFound()
  const posts = await sandboxPost()
  return (
    <>
      <h1>Posta in uscita</h1>
      <p>
        Gli ultimi messaggi che il portale avrebbe inviato, dal più recente.{' '}
        <a href="/sandbox/posta">Aggiorna</a>
      </p>
      {posts.length === 0 && <p>Ancora nessun messaggio.</p>}
      {posts.map((post) => (
        <article className="border rounded p-3 mb-3" key={post.deliveryId}>
          <h2 className="h5">{post.subject}</h2>
          <p className="mb-2">
            {CHANNELS[post.channel]} a {post.address}, {formatMoment(post.storedAt)}
          </p>
          <p className="mb-0 text-break" style={{ whiteSpace: 'pre-line' }}>
            {withLinks(post.text)}
          </p>
        </article>
      ))}
    </>
  )
}
