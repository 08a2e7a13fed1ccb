import type { ChildId } from '@/shared/ids'
import { html, inner } from '@/ui/html'

/** Links to the same page of the other children; nothing for an only child. */
export const ChildTabs = ({
  items,
  current,
  hrefOf,
}: {
  items: readonly { id: ChildId; name: string }[]
  current: ChildId
  hrefOf: (id: ChildId) => string
}) =>
  items.length > 1 && (
    <nav
      className="tabs-nav"
      aria-label="Figli"
      {...inner(
        tabs(items.map(({ id, name }) => ({ label: name, href: hrefOf(id), current: id === current }))),
      )}
    />
  )

/** Links side by side, one of them the page itself. */
export const tabs = (items: readonly { label: string; href: string; current: boolean }[]) =>
  html`<ul class="nav nav-tabs">${items.map(({ label, href, current }) =>
    current
      ? html`<li class="nav-item"><a class="nav-link active" href="${href}" aria-current="page">${label}</a></li>`
      : html`<li class="nav-item"><a class="nav-link" href="${href}">${label}</a></li>`,
  )}</ul>`
