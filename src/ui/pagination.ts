import { type Html, type HtmlValue, html } from './html'
import { iconHtml } from './icon'

/** First, last, current and its neighbours; `null` stands for a gap. */
const pagesShown = (page: number, pages: number): (number | null)[] => {
  const shown: (number | null)[] = []
  for (let number = 1; number <= pages; number++) {
    if (number === 1 || number === pages || Math.abs(number - page) <= 1) shown.push(number)
    else if (shown.at(-1) !== null) shown.push(null)
  }
  return shown
}

/** Links to the pages of a long list; nothing when there is only one. */
export const pagination = (
  label: string,
  { page, pages, hrefOf }: { page: number; pages: number; hrefOf: (page: number) => string },
): Html | null => {
  if (pages <= 1) return null
  const step = (to: number, text: string, icon: 'chevron-left' | 'chevron-right'): HtmlValue =>
    to >= 1 &&
    to <= pages &&
    html`<li class="page-item"><a class="page-link" href="${hrefOf(to)}">${iconHtml(icon, 'icon icon-primary')}<span class="visually-hidden">${text}</span></a></li>`
  const items = pagesShown(page, pages).map((number) => {
    if (number === null) return html`<li class="page-item"><span class="page-link">…</span></li>`
    return number === page
      ? html`<li class="page-item active"><a class="page-link" href="${hrefOf(number)}" aria-current="page"><span class="visually-hidden">Pagina </span>${number}</a></li>`
      : html`<li class="page-item"><a class="page-link" href="${hrefOf(number)}"><span class="visually-hidden">Pagina </span>${number}</a></li>`
  })
  return html`<nav class="pagination-wrapper" aria-label="${label}"><ul class="pagination">${step(page - 1, 'Pagina precedente', 'chevron-left')}${items}${step(page + 1, 'Pagina successiva', 'chevron-right')}</ul></nav>`
}
