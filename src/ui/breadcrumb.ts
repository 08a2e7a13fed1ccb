import { type Html, html } from './html'

/** A step of the path to a page; the last one is the page itself and needs no address. */
export type Crumb = { label: string; href?: string }

/** The path from the home page, which is always its first step. */
export const breadcrumb = (crumbs: readonly Crumb[]): Html => {
  const steps = [{ label: 'Home', href: '/' }, ...crumbs]
  const items = steps.map(({ label, href }, index) =>
    index === steps.length - 1
      ? html`<li class="breadcrumb-item active" aria-current="page">${label}</li>`
      : html`<li class="breadcrumb-item">${href ? html`<a href="${href}">${label}</a>` : label}<span class="separator" aria-hidden="true">/</span></li>`,
  )
  return html`<ol class="breadcrumb" data-element="breadcrumb">${items}</ol>`
}
