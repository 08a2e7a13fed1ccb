import type { ChildId } from '@/shared/ids'
import { type Html, html } from '@/ui/html'

/** Links side by side, one of them the page itself. */
export const tabs = (
  label: string,
  items: readonly { label: string; href: string; current: boolean }[],
): Html =>
  html`<nav class="tabs-nav" aria-label="${label}"><ul class="nav nav-tabs">${items.map((item) =>
    item.current
      ? html`<li class="nav-item"><a class="nav-link active" href="${item.href}" aria-current="page">${item.label}</a></li>`
      : html`<li class="nav-item"><a class="nav-link" href="${item.href}">${item.label}</a></li>`,
  )}</ul></nav>`

/** Links to the same page of the other children; nothing for an only child. */
export const childTabs = (
  children: readonly { id: ChildId; name: string }[],
  current: ChildId,
  hrefOf: (id: ChildId) => string,
): Html | false =>
  children.length > 1 &&
  tabs(
    'Figli',
    children.map(({ id, name }) => ({ label: name, href: hrefOf(id), current: id === current })),
  )
