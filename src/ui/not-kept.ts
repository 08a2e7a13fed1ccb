import { type Html, type HtmlValue, html } from './html'

/** A part of a page that the installed app leaves out of the copy it keeps for when there is no network. */
export const notKept = (content: HtmlValue): Html => html`<!--not-kept-->${content}<!--/not-kept-->`
