/** What the frame says of the municipality; the office edits it in the admin, under "Impostazioni del sito". */
export type SiteFrame = {
  municipality: string
  municipalityUrl: string
  region: string
  regionUrl: string
  office: string
  address: string
  fiscalCode: string
  email: string
  pec: string | null
  phones: readonly string[]
  hours: readonly { day: string; times: string }[]
  accessibilityUrl: string
  sourceUrl: string
  /** Shows "Finanziato dall’Unione europea", a duty when the project has PNRR money. */
  pnrr: boolean
}

/** Who signed in, as the header shows them; a delegate's menu leads to nothing of the guardian's. */
export type SignedInFamily = { displayName: string; isDelegate: boolean }

/** The menu, with the names and the order of the families' manual. */
export const menuEntries = [
  { key: 'anagrafica', label: 'Anagrafica', href: '/anagrafica', audience: 'family' },
  { key: 'presenze', label: 'Presenze', href: '/presenze', audience: 'delegates' },
  { key: 'pagamenti', label: 'Pagamenti', href: '/pagamenti', audience: 'family' },
  { key: 'news', label: 'News', href: '/news', audience: 'anybody' },
  { key: 'utility', label: 'Utility', href: '/utility', audience: 'delegates' },
] as const
export type MenuKey = (typeof menuEntries)[number]['key']

/** Where the frame's links lead; one place, so that a page can move. */
export const frameLinks = {
  home: '/',
  signIn: '/accedi',
  /** A plain form posts here, so that signing out works without scripts. */
  signOut: '/esci',
  faq: '/pagine/domande-frequenti',
  inefficiency: '/pagine/segnala-disservizio',
  contacts: '/contatti',
  privacy: '/pagine/privacy',
  legalNotes: '/pagine/note-legali',
} as const

/** `tel:` wants digits only: "0721/387412" -> "tel:+390721387412". */
export const phoneHref = (number: string): string => {
  const digits = number.replace(/[^\d+]/g, '')
  return `tel:${digits.startsWith('+') ? digits : `+39${digits}`}`
}
