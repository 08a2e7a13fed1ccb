import { sandboxPost } from '@/modules/notifications'
import { formatMoment } from '@/shared/dates'
import { type HtmlValue, html } from '@/ui/html'
import { assertDemo, sandboxPage } from '../../sandbox-page'

const CHANNELS = { email: 'E-mail', sms: 'SMS' } as const

/** The text with its lines, and its addresses as links, as a mail program shows it. */
const asMail = (text: string): HtmlValue =>
  text
    .split(/(https?:\/\/\S+|\n)/)
    .map((part) =>
      part === '\n' ? html`<br>` : /^https?:/.test(part) ? html`<a href="${part}">${part}</a>` : part,
    )

export const { GET, POST } = sandboxPage({ allow: 'anyone' }, async () => {
  assertDemo()
  const posts = await sandboxPost()
  return {
    title: 'Posta in uscita',
    content: html`<p>Gli ultimi messaggi che il portale avrebbe inviato, dal più recente. <a href="/sandbox/posta">Aggiorna</a></p>
${posts.length === 0 && html`<p>Ancora nessun messaggio.</p>`}${posts.map(
  (post) =>
    html`<article class="border rounded p-3 mb-3"><h2 class="h5">${post.subject}</h2><p class="mb-2">${CHANNELS[post.channel]} a ${post.address}, ${formatMoment(post.storedAt)}</p><p class="mb-0 text-break">${asMail(post.text)}</p></article>`,
)}`,
  }
})
