import { breadcrumb, type Crumb } from './breadcrumb'
import { contactCard, footer } from './footer'
import { header } from './header'
import { type Html, type HtmlValue, html } from './html'
import type { MenuKey, SignedInFamily, SiteFrame } from './site-frame'

/** What a page puts into the frame. */
export type ShellContent = {
  current?: MenuKey | undefined
  breadcrumb?: readonly Crumb[] | undefined
  title: string
  lead?: string | undefined
  content: HtmlValue
}

/** The frame around every page of the families' site: header, path, title, contacts, footer. */
export const portalShell = (
  frame: SiteFrame,
  family: SignedInFamily | null,
  { current, breadcrumb: crumbs = [], title, lead, content }: ShellContent,
): Html =>
  html`<div class="skiplinks"><a class="visually-hidden-focusable" href="#contenuto">Vai ai contenuti</a><a class="visually-hidden-focusable" href="#piede">Vai al footer</a></div>
<header class="it-header-wrapper">${header(frame, family, current ?? null)}</header>
${crumbs.length > 0 && html`<nav class="breadcrumb-container container" aria-label="Percorso di navigazione">${breadcrumb(crumbs)}</nav>`}
<main class="container" id="contenuto" tabindex="-1"><h1>${title}</h1>${lead && html`<p class="lead">${lead}</p>`}
${content}
</main>
<aside class="contacts" aria-label="Contatti">${contactCard(frame)}</aside>
<footer class="it-footer" id="piede" tabindex="-1">${footer(frame)}</footer>`
