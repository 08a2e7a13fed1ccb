import type { ReactNode } from 'react'
import { breadcrumb, type Crumb } from './breadcrumb'
import { contactCard, footer } from './footer'
import { header } from './header'
import { html, inner } from './html'
import type { MenuKey, SignedInFamily, SiteFrame } from './site-frame'

const skipLinks = html`<a class="visually-hidden-focusable" href="#contenuto">Vai ai contenuti</a><a class="visually-hidden-focusable" href="#piede">Vai al footer</a>`

/** The frame around every page of the families' site: header, path, title, contacts, footer. */
export const PortalShell = ({
  frame,
  family,
  current = null,
  breadcrumb: crumbs = [],
  title,
  lead,
  children,
}: {
  frame: SiteFrame
  family: SignedInFamily | null
  current?: MenuKey | null
  breadcrumb?: readonly Crumb[]
  title: string
  lead?: string
  children: ReactNode
}) => (
  <>
    <div className="skiplinks" {...inner(skipLinks)} />
    <header className="it-header-wrapper" {...inner(header(frame, family, current))} />
    {crumbs.length > 0 && (
      <nav
        className="breadcrumb-container container"
        aria-label="Percorso di navigazione"
        {...inner(breadcrumb(crumbs))}
      />
    )}
    <main className="container" id="contenuto" tabIndex={-1}>
      <h1>{title}</h1>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </main>
    <aside className="contacts" aria-label="Contatti" {...inner(contactCard(frame))} />
    <footer className="it-footer" id="piede" tabIndex={-1} {...inner(footer(frame))} />
  </>
)
