import { portalName } from './brand'
import { type Html, html } from './html'
import { iconHtml } from './icon'
import { frameLinks, type MenuKey, menuEntries, type SignedInFamily, type SiteFrame } from './site-frame'

const signIn = html`<a class="btn btn-primary btn-sm btn-icon btn-full" href="${frameLinks.signIn}" data-element="personal-area-login" aria-label="Accedi all’area personale"><span class="rounded-icon">${iconHtml('user', 'icon icon-primary')}</span><span>Accedi<span class="d-none d-lg-inline"> all’area personale</span></span></a>`

const userMenu = (family: SignedInFamily) => html`<div class="it-user-wrapper">
<button class="btn btn-primary btn-sm btn-icon btn-full" type="button" popovertarget="menu-utente"><span class="rounded-icon">${iconHtml('user', 'icon icon-primary')}</span><span class="user-name"><span class="visually-hidden">Area personale di </span>${family.displayName}</span></button>
<div class="user-panel" id="menu-utente" popover><ul class="link-list">
<li><a class="list-item" href="${frameLinks.home}"><span>Pagina iniziale</span></a></li>
<li><a class="list-item" href="/utility"><span>Cambia password</span></a></li>
<li><form method="post" action="${frameLinks.signOut}"><button class="btn btn-outline-primary btn-sm btn-icon" type="submit">${iconHtml('logout', 'icon icon-sm icon-primary')}<span>Esci</span></button></form></li>
</ul></div></div>`

const menu = (family: SignedInFamily | null, current: MenuKey | null) =>
  menuEntries
    .filter(
      ({ audience }) =>
        audience === 'anybody' || (family && (audience === 'delegates' || !family.isDelegate)),
    )
    .map((entry) =>
      entry.key === current
        ? html`<li class="nav-item"><a class="nav-link active" href="${entry.href}" aria-current="page"><span>${entry.label}</span></a></li>`
        : html`<li class="nav-item"><a class="nav-link" href="${entry.href}"><span>${entry.label}</span></a></li>`,
    )

/** Slim header with the sign-in or the user menu, the municipality's name, the main menu. Both menus are popovers: no script. */
export const header = (frame: SiteFrame, family: SignedInFamily | null, current: MenuKey | null): Html =>
  html`<div class="it-header-slim-wrapper"><div class="container"><div class="it-header-slim-wrapper-content">
<a class="navbar-brand" href="${frame.regionUrl}">${frame.region}</a>
<div class="it-header-slim-right-zone">${family ? userMenu(family) : signIn}</div>
</div></div></div>
<div class="it-nav-wrapper">
<div class="it-header-center-wrapper it-small-header"><div class="container"><div class="it-header-center-content-wrapper"><div class="it-brand-wrapper">
<a href="${frameLinks.home}">${iconHtml('stemma', 'icon')}<div class="it-brand-text"><div class="it-brand-title">${frame.municipality}</div><div class="it-brand-tagline">${portalName}</div></div></a>
</div></div></div></div>
<div class="it-header-navbar-wrapper"><div class="container"><nav class="navbar navbar-expand-lg" aria-label="Principale">
<button class="custom-navbar-toggler" type="button" popovertarget="menu-principale">${iconHtml('burger', 'icon')}<span class="visually-hidden">Apri il menu</span></button>
<div class="navbar-collapsable" id="menu-principale" popover>
<button class="btn close-menu" type="button" popovertarget="menu-principale" popovertargetaction="hide">${iconHtml('close-big', 'icon icon-primary')}<span class="visually-hidden">Chiudi il menu</span></button>
<div class="menu-wrapper"><ul class="navbar-nav">${menu(family, current)}</ul></div>
</div></nav></div></div>
</div>`
