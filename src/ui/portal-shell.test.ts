// Guarantee: the frame has what the law asks of a municipal service, shows families only their own entries, and every link leads somewhere.
import { describe, expect, test } from 'vitest'
import { defaultSiteFrame } from './default-site-frame'
import { portalShell } from './portal-shell'
import type { MenuKey, SignedInFamily } from './site-frame'

const page = (family: SignedInFamily | null, current?: MenuKey) =>
  portalShell(defaultSiteFrame, family, {
    current,
    breadcrumb: [{ label: 'Presenze', href: '/presenze' }, { label: '<b>Giulia</b>' }],
    title: 'Presenze',
    content: 'Testo <b>',
  }).markup

const menuOf = (markup: string) =>
  [...markup.matchAll(/class="nav-link[^"]*" href="([^"]+)"/g)].map(([, href]) => href)

describe('portalShell', () => {
  test('carries the elements that the validator of municipal sites looks for', () => {
    for (const element of [
      'personal-area-login',
      'breadcrumb',
      'faq',
      'report-inefficiency',
      'privacy-policy-link',
      'legal-notes',
      'accessibility-link',
      'contacts',
      'appointment-booking',
    ]) {
      expect(page(null)).toContain(`data-element="${element}"`)
    }
  })

  test('has one h1, the skip links and their targets', () => {
    const markup = page(null)
    expect(markup.match(/<h1/g)).toHaveLength(1)
    for (const target of ['contenuto', 'piede']) {
      expect(markup).toContain(`href="#${target}"`)
      expect(markup).toContain(`id="${target}"`)
    }
  })

  test('without a family: only the news, and the way to sign in', () => {
    const markup = page(null)
    expect(menuOf(markup)).toEqual(['/news'])
    expect(markup).toContain('href="/accedi"')
    expect(markup).not.toContain('action="/esci"')
  })

  test('with a family: the entries of the manual, in their order, the current one marked, and the way out', () => {
    const markup = page({ displayName: 'Anna <i>Neri</i>', isDelegate: false }, 'presenze')
    expect(menuOf(markup)).toEqual(['/anagrafica', '/presenze', '/pagamenti', '/news', '/utility'])
    expect(markup).toContain('href="/presenze" aria-current="page"')
    expect(markup).toContain('<form method="post" action="/esci">')
    expect(markup).toContain('Anna &lt;i&gt;Neri&lt;/i&gt;')
    expect(markup).not.toContain('personal-area-login')
  })

  test('escapes the path and marks its last step', () => {
    expect(page(null)).toContain('aria-current="page">&lt;b&gt;Giulia&lt;/b&gt;</li>')
  })

  test('ids are unique and popover buttons point to popovers', () => {
    const markup = page({ displayName: 'Anna Neri', isDelegate: false })
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids).toEqual([...new Set(ids)])
    for (const [, target] of markup.matchAll(/popovertarget="([^"]+)"/g)) expect(ids).toContain(target)
  })
})
