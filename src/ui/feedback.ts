import { attributes, type Html, type HtmlValue, html } from './html'

export type AlertKind = 'success' | 'info' | 'warning' | 'danger'

/** A notice in the page; `announce` makes a screen reader say it when it appears, for what follows an action. */
export const alert = (
  kind: AlertKind,
  content: HtmlValue,
  { title, announce = false }: { title?: string; announce?: boolean } = {},
): Html =>
  html`<div class="alert alert-${kind}"${attributes({
    role: announce ? (kind === 'danger' ? 'alert' : 'status') : undefined,
  })}>${title && html`<h2 class="alert-heading h5">${title}</h2>`}${content}</div>`

/** Says that a list has nothing yet, and what to do. */
export const emptyState = (title: string, content: HtmlValue): Html =>
  html`<div class="empty-state"><p class="h5">${title}</p>${content}</div>`
