import { type PrecacheEntry, Serwist } from 'serwist'
import { html } from '@/ui/html'
import {
  answers,
  COPIES_MAX,
  COPY_MS_MAX,
  copyAddressIn,
  copyNote,
  familyIn,
  headingIn,
  isFamilyPage,
  offlineContent,
  withMain,
  withNote,
  withoutNotKept,
} from './core/page-text'

/** What every page needs and the frame of those made here, put in by the build (bin/service-workers.mjs). */
declare const FAMILY_ASSETS: PrecacheEntry[]

type Extendable = Event & { waitUntil(work: Promise<unknown>): void }
type Asked = { event: Extendable; request: Request; url: URL }
declare const self: {
  location: Location
  addEventListener(kind: 'message', listen: (event: Extendable & { data: unknown }) => void): void
}

/*
 * The families' service worker. It keeps the last pages that say they may be kept, for the family they were made for,
 * and shows them, dated, while there is no network. Documents, admin, tablets and kitchen pass by it.
 */
const COPIES = 'portale-famiglia-copie'
const FRAME = '/senza-rete'
/** With a copy at hand, a network this slow counts as none. */
const SLOW_MS = 8_000
/** Kept as soon as a family has signed in, so that the app opens without a network from then on. */
const FIRST_PAGES = ['/', '/presenze', '/menu']

const serwist = new Serwist({
  precacheEntries: FAMILY_ASSETS,
  // The frame is made for nobody. `cleanupOutdatedCaches` stays off: it would take the tablet's cache, whose scope is in ours.
  precacheOptions: { fetchOptions: { credentials: 'omit' } },
  skipWaiting: true,
  clientsClaim: true,
})

const pageOf = (text: string, kept: Headers | null, status = 200): Response => {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' })
  const policy = kept?.get('content-security-policy')
  if (policy) headers.set('content-security-policy', policy)
  return new Response(text, { status, headers })
}

/** Counts how often everything was forgotten: an answer to what was asked before is not kept any more. */
let forgotten = 0

const forget = async (): Promise<void> => {
  forgotten += 1
  await caches.delete(COPIES)
}

type Copy = { address: URL; at: number; family: string; response: Response }

/** The copies that can still be read, the newest first. */
const copies = async (): Promise<Copy[]> => {
  const cache = await caches.open(COPIES)
  const found = await Promise.all(
    (await cache.keys()).map(async (request): Promise<Copy | null> => {
      const response = await cache.match(request)
      const at = Number(response?.headers.get('x-kept-at'))
      if (!response || at < Date.now() - COPY_MS_MAX) return null
      return { address: new URL(request.url), at, family: response.headers.get('x-kept-for') ?? '', response }
    }),
  )
  return found.filter((copy) => copy !== null).sort((a, b) => b.at - a.at)
}

/** Keeps a page that may be, if it is of the family whose the others are: else those go first. */
const keep = async (answer: Response, since: number): Promise<void> => {
  if (answer.status !== 200 || !answer.headers.get('content-type')?.startsWith('text/html')) return
  const page = await answer.text()
  if (since !== forgotten) return
  const family = familyIn(page)
  const [other] = await copies()
  if (other && other.family !== family) await forget()
  const address = copyAddressIn(page)
  if (!family || !address) return
  const cache = await caches.open(COPIES)
  const copy = pageOf(withoutNotKept(page), answer.headers)
  copy.headers.set('x-kept-at', String(Date.now()))
  copy.headers.set('x-kept-for', family)
  await cache.put(address, copy)
  const kept = (await copies()).slice(0, COPIES_MAX).map(({ address }) => address.href)
  for (const request of await cache.keys()) if (!kept.includes(request.url)) await cache.delete(request)
}

const after = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(reject, ms, new Error('The network is slow'))
  })

/** A page made here, in the frame of the newest copy, else in nobody's. */
const madeHere = async (title: string, content: Parameters<typeof withMain>[2], status = 200) => {
  const frame = (await copies())[0]?.response ?? (await serwist.matchPrecache(FRAME))
  if (!frame) return Response.error()
  return pageOf(withMain(await frame.text(), title, content), frame.headers, status)
}

const offlinePage = async (): Promise<Response> => {
  const kept = await Promise.all(
    (await copies()).map(async ({ address, at, response }) => ({
      address: address.pathname + address.search,
      at,
      heading: headingIn(await response.clone().text()),
    })),
  )
  return madeHere('Senza rete', offlineContent(kept, Date.now()), 503)
}

/** A page from the network; while there is none its copy, dated, else what can be read. */
const showPage = async ({ event, request, url }: Asked): Promise<Response> => {
  const since = forgotten
  const fresh = fetch(request)
  event.waitUntil(fresh.then((answer) => keep(answer.clone(), since)).catch(() => {}))
  const all = await copies()
  const exact = all.find(({ address }) => address.href === url.href)
  const copy = exact ?? all.find(({ address }) => answers(address, url))
  try {
    return await (copy ? Promise.race([fresh, after(SLOW_MS)]) : fresh)
  } catch {
    if (!copy) return offlinePage()
    const page = await copy.response.text()
    return pageOf(withNote(page, copyNote(url.pathname, copy.at, Date.now())), copy.response.headers)
  }
}

/** Signing out forgets the copies first, whatever becomes of the request. */
const signOut = async ({ request }: Asked): Promise<Response> => {
  await forget()
  return fetch(request).catch(() =>
    madeHere(
      'Uscita non completa',
      html`<p class="lead">Le copie delle pagine su questo dispositivo sono state cancellate.</p><p>Senza rete il portale non può chiudere l’accesso: appena torna, apri la pagina iniziale e tocca di nuovo «Esci».</p><p><a class="btn btn-primary" href="/">Vai alla pagina iniziale</a></p>`,
      503,
    ),
  )
}

/**
 * Forms of our own pages alone are taken through this worker: in its hands one that another site sent would lose the
 * mark of where it comes from.
 */
const isOwnForm = (request: Request): boolean =>
  request.mode === 'navigate' && request.referrer.startsWith(`${self.location.origin}/`)

serwist.registerCapture(
  ({ request, url, sameOrigin }) =>
    sameOrigin &&
    (request.mode === 'navigate' || request.headers.get('accept') === 'text/html') &&
    isFamilyPage(url.pathname),
  showPage,
)
serwist.registerCapture(
  ({ request, url, sameOrigin }) => sameOrigin && url.pathname === '/esci' && isOwnForm(request),
  signOut,
  'POST',
)
// A copy asks for the styles of its day, which a newer version has replaced.
serwist.registerCapture(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/ui/'),
  async ({ request }) =>
    fetch(request).catch(
      async () => (await caches.match(request, { ignoreSearch: true })) ?? Response.error(),
    ),
)
serwist.addEventListeners()

self.addEventListener('message', (event) => {
  if (event.data !== 'keep') return
  const since = forgotten
  event.waitUntil(
    (async () => {
      if ((await copies()).length > 0) return
      for (const address of FIRST_PAGES)
        await fetch(address, { headers: { accept: 'text/html' } })
          .then((answer) => keep(answer, since))
          .catch(() => {})
    })(),
  )
})
