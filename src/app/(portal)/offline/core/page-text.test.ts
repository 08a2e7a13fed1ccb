// Guarantee: of a page only its family's part is kept, under its whole address, dated; what is marked as not to be kept is not.
import { describe, expect, test } from 'vitest'
import { defaultSiteFrame } from '@/ui/default-site-frame'
import { html } from '@/ui/html'
import { htmlDocument } from '@/ui/html-document'
import { notKept } from '@/ui/not-kept'
import { portalShell } from '@/ui/portal-shell'
import {
  answers,
  copyAddressIn,
  copyNote,
  familyIn,
  headingIn,
  isFamilyPage,
  momentWords,
  offlineContent,
  withMain,
  withNote,
  withoutNotKept,
} from './page-text'

const family = { displayName: 'Famiglia Rossi', isDelegate: false }
const page = htmlDocument(
  { title: 'Menù', family: 17, copyAs: '/menu?figlio=3&giorno=2026-11-23' },
  portalShell(defaultSiteFrame, family, {
    title: 'Menù di Noè & <Lia>',
    current: 'presenze',
    breadcrumb: [{ label: 'Menù' }],
    content: html`<p>Pasta</p>${notKept(html`<p>Dieta: senza latte</p>`)}<p>Mela</p>`,
  }),
)
const publicPage = htmlDocument(
  { title: 'Accedi' },
  portalShell(defaultSiteFrame, null, { title: 'Accedi', content: 'Codice' }),
)

test('a page says whose it is and under which address it is kept; a public one neither', () => {
  expect(familyIn(page)).toBe('17')
  expect(copyAddressIn(page)).toBe('/menu?figlio=3&giorno=2026-11-23')
  expect(headingIn(page)).toBe('Menù di Noè & <Lia>')
  expect(familyIn(publicPage)).toBeNull()
  expect(copyAddressIn(publicPage)).toBeNull()
})

test('what is marked is not kept, and all the rest is', () => {
  const copy = withoutNotKept(page)
  expect(copy).not.toContain('senza latte')
  expect(copy).toContain('<p>Pasta</p><p>Mela</p>')
})

test('a copy says first, in its main part, of when it is', () => {
  const at = Date.parse('2026-11-27T20:40:00Z')
  const dated = withNote(page, copyNote('/menu', at, Date.parse('2026-11-28T06:00:00Z')))
  expect(dated).toMatch(/<main [^>]*><div class="alert[^>]*><p[^>]*><strong>Sei senza rete/)
  expect(dated).toContain('aggiornata alle 21:40 di venerdì 27 novembre')
  expect(dated).toContain('diete si vedono solo con la rete')
  expect(momentWords(at, at + 60_000)).toBe('alle 21:40')
})

test('another page takes the frame, not the address nor the path', () => {
  const other = withMain(
    page,
    'Costo: $1 & $&',
    offlineContent([{ address: '/', heading: 'Casa', at: 0 }], 0),
  )
  expect(other).toContain('<h1>Costo: $1 &amp; $&amp;</h1>')
  expect(other).toContain('<title>Costo: $1 &amp; $&amp; - Portale Genitori</title>')
  expect(other).toContain('Famiglia Rossi')
  expect(other).toContain('<a href="/">Casa</a>')
  expect(other).not.toContain('Pasta')
  expect(other).not.toContain('breadcrumb-container')
  expect(page).toContain('<a class="nav-link active" href="/presenze" aria-current="page">')
  expect(other).toContain('<a class="nav-link" href="/presenze">')
  expect(other).not.toContain('aria-current')
  expect(copyAddressIn(other)).toBeNull()
  expect(familyIn(other)).toBe('17')
})

describe('a copy answers an address that asks the same or less', () => {
  const copy = new URL('http://portale.test/presenze?figlio=3&servizio=refezione&mese=2026-11')
  test.each<[string, boolean]>([
    ['/presenze', true],
    ['/presenze?figlio=3', true],
    ['/presenze?mese=2026-11&figlio=3&esito=registrata', true],
    ['/presenze?da=app', true],
    ['/presenze?figlio=4', false],
    ['/presenze?figlio=3&mese=2026-12', false],
    ['/presenze?figlio=3&giorno=2026-11-24', false],
    ['/menu?figlio=3', false],
    ['/', false],
  ])('%s: %s', (address, is) => {
    expect(answers(copy, new URL(address, copy))).toBe(is)
  })
})

test.each<[string, boolean]>([
  ['/', true],
  ['/presenze/giorno', true],
  ['/pagamenti/ricarica', true],
  ['/admin', false],
  ['/admin/ufficio', false],
  ['/api/v1/status', false],
  ['/tablet', false],
  ['/cucina/accedi', false],
  ['/pagamenti/0b1/avviso', false],
  ['/anagrafica/estratto-conto/scarica', false],
  ['/favicon.ico', false],
  ['/tabletto', true],
])('%s belongs to the families’ site: %s', (pathname, is) => {
  expect(isFamilyPage(pathname)).toBe(is)
})
