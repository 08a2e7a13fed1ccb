import type { FamilyMessage } from '@/modules/family'
import { formatMoment } from '@/shared/dates'
import { type Html, html } from '@/ui/html'

const names = new Intl.ListFormat('it', { type: 'conjunction' })

/** Communications, each closed until it is opened; no script. */
export const messageList = (messages: readonly FamilyMessage[]): Html =>
  html`<ul class="message-list">${messages.map(
    ({ subject, body, sentAt, childNames }) =>
      html`<li><details><summary><span class="subject">${subject}</span><span class="about">${formatMoment(sentAt)}, per ${names.format(childNames)}</span></summary>${body
        .split(/\n\s*\n/)
        .filter((paragraph) => paragraph.trim())
        .map((paragraph) => html`<p>${paragraph}</p>`)}</details></li>`,
  )}</ul>`
