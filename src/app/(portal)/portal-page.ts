import { guardianIn } from '@/http/guardian-session'
import { pageOf, type Visitor } from '@/http/page'
import { siteContacts } from '@/modules/site'
import type { AccountId } from '@/shared/ids'
import { defaultSiteFrame } from '@/ui/default-site-frame'
import { sendAgain } from '@/ui/forms'
import { html } from '@/ui/html'
import { type DocumentHead, htmlDocument } from '@/ui/html-document'
import { portalShell, type ShellContent } from '@/ui/portal-shell'
import type { SignedInFamily, SiteFrame } from '@/ui/site-frame'

/** A page of the families' site: what stands in the frame, and what browsers and search engines are told of it. */
export type PortalPage = ShellContent & {
  /** When the browser's title is not the page's own: `null` is the portal's name alone. */
  documentTitle?: string | null
} & Pick<DocumentHead, 'description' | 'isHidden' | 'copyAs'>

/**
 * What the frame of every page says of the municipality: the settings of the admin, kept in the process for ten seconds,
 * so that most pages spend no query on them. While the database is away, the last ones known, else the defaults.
 */
export const loadFrame = async (): Promise<SiteFrame> =>
  (await siteContacts().catch(() => null)) ?? defaultSiteFrame

/** How the header names who is signed in. */
const familyOf = (visitor: Visitor | null): (SignedInFamily & { accountId: AccountId }) | null => {
  const actor = visitor?.actor
  if (actor?.kind !== 'guardian' && actor?.kind !== 'delegate') return null
  const isDelegate = actor.kind === 'delegate'
  const displayName = isDelegate ? `Delega: ${actor.familyName}` : `Famiglia ${actor.familyName}`
  return { displayName, isDelegate, accountId: actor.accountId }
}

const show = async (page: PortalPage, visitor: Visitor | null): Promise<string> => {
  const { documentTitle = page.title, description, isHidden, copyAs } = page
  const family = familyOf(visitor)
  return htmlDocument(
    {
      title: documentTitle,
      description,
      isHidden,
      ...(family && { family: family.accountId, copyAs }),
    },
    portalShell(await loadFrame(), family, page),
  )
}

const RETRY_SECONDS = 15

const away = (typed: Readonly<Record<string, string>> | null): PortalPage => ({
  title: 'Il servizio non è al momento disponibile',
  isHidden: true,
  lead: 'Stiamo lavorando per ripristinarlo: riprova tra poco.',
  content: html`<p>Le presenze e i pagamenti già registrati restano al sicuro. Se un pagamento è in corso, non ripeterlo: il credito si aggiorna appena il servizio riprende.</p>
${
  typed
    ? html`<p>Quanto inserito non è ancora stato registrato: con il pulsante si invia di nuovo, senza riscriverlo.</p>${sendAgain(typed)}`
    : html`<p data-retry-seconds="${RETRY_SECONDS}" hidden>Questa pagina riprova da sola ogni ${RETRY_SECONDS} secondi.</p><p><a class="btn btn-primary" href="">Riprova ora</a></p>`
}`,
})

const toHome = html`<p><a class="btn btn-primary" href="/">Vai alla pagina iniziale</a></p>`

/** Makes a page of the families' site. */
export const portalPage = pageOf<PortalPage>({
  identify: guardianIn,
  signInPath: (back) => (back === '/' ? '/accedi' : `/accedi?ritorno=${encodeURIComponent(back)}`),
  show,
  away,
  // For an address that leads nowhere, and for what a family may not see: the two look alike.
  notFound: () => ({
    title: 'Pagina non trovata',
    isHidden: true,
    lead: 'La pagina cercata non esiste, è stata spostata o non è disponibile.',
    content: toHome,
  }),
  failed: () => ({
    title: 'La pagina non è al momento disponibile',
    isHidden: true,
    lead: 'Per un errore del sistema la pagina non si può mostrare: riprova tra qualche minuto.',
    content: toHome,
  }),
  refused: (why) => ({
    title: 'Richiesta non accettata',
    isHidden: true,
    lead:
      why === 'elsewhere'
        ? 'La richiesta viene da un altro sito e non è stata eseguita.'
        : 'Quanto inviato è troppo grande e non è stato registrato.',
    content: toHome,
  }),
})
