import { type PrecacheEntry, Serwist } from 'serwist'
import { type Html, html } from '@/ui/html'
import type { Asking } from '../presenze/asking-forms'
import {
  bodyOf,
  dayContent,
  dayWords,
  isDay,
  isTooOld,
  keptNote,
  periodContent,
  requestOf,
  settled,
  signOutContent,
  tooOld,
  waitingContent,
} from './core/kept-requests'
import {
  aboutIn,
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
import { createRequestStore } from './request-store'

/** What every page needs and the frame of those made here, put in by the build (bin/service-workers.mjs). */
declare const FAMILY_ASSETS: PrecacheEntry[]

type Extendable = Event & { waitUntil(work: Promise<unknown>): void }
type Asked = { event: Extendable; request: Request; url: URL }
declare const self: {
  location: Location
  registration: { sync?: { register(tag: string): Promise<void> } }
  addEventListener(kind: 'message' | 'sync', listen: (event: Extendable & { data: unknown }) => void): void
}

/*
 * The families' service worker. It keeps the last pages that say they may be kept, for the family they were made for,
 * and shows them, dated, while there is no network; and what is asked meanwhile of a day or a period, which it sends, in
 * order, when the network is back. Documents, admin, tablets and kitchen pass by it.
 */
const COPIES = 'portale-famiglia-copie'
const FRAME = '/senza-rete'
/** With a copy at hand, a network this slow counts as none. */
const SLOW_MS = 8_000
/** So long a form may take before its request is kept; it may arrive all the same, and is one. */
const SLOW_FORM_MS = 20_000
/** The list of what waits is shown after this, whatever is still on its way. */
const LIST_MS = 3_000
const WAITING = '/presenze/in-attesa'
const SYNC_TAG = 'richieste'
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

const forgetCopies = async (): Promise<void> => {
  forgotten += 1
  await caches.delete(COPIES)
}

const requests = createRequestStore()
const kept = () => requests.all().catch(() => [])

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
  if (other && other.family !== family) await forgetCopies()
  // Of nobody, what waits goes on waiting for its family to sign in again; another family ends it.
  if (family && (await kept()).some(({ accountId }) => String(accountId) !== family)) await requests.clear()
  const address = copyAddressIn(page)
  if (!family || !address) return
  const cache = await caches.open(COPIES)
  const copy = pageOf(withoutNotKept(page), answer.headers)
  copy.headers.set('x-kept-at', String(Date.now()))
  copy.headers.set('x-kept-for', family)
  await cache.put(address, copy)
  const newest = (await copies()).slice(0, COPIES_MAX).map(({ address }) => address.href)
  for (const request of await cache.keys()) if (!newest.includes(request.url)) await cache.delete(request)
}

const after = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(reject, ms, new Error('The network is slow'))
  })

/** Sends what waits, in order, until the network fails; answers whether something still waits for it. */
const sendInOrder = async (): Promise<boolean> => {
  for (const request of await kept()) {
    if (request.state !== 'waiting') continue
    if (isTooOld(request, Date.now())) {
      await requests.put(tooOld(request))
      continue
    }
    const since = forgotten
    const answer = await fetch('/api/v1/family/requests', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(request, Date.now())),
      signal: AbortSignal.timeout(SLOW_FORM_MS),
    }).catch(() => null)
    const told = await answer?.json().catch(() => null)
    if (since !== forgotten) return false
    const now = answer ? settled(request, answer.status, told) : request
    if (now !== request) await requests.put(now)
    if (now.state === 'waiting') return answer?.status !== 401
  }
  return false
}

let sending: Promise<boolean> | null = null
/** One at a time, whoever asks for it. */
const sendAll = (): Promise<boolean> => {
  sending ??= sendInOrder().finally(() => {
    sending = null
  })
  return sending
}

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

/** Who would ask, by the copy of the month that an address comes from. */
const askingAt = async ({ searchParams }: URL): Promise<Asking | null> => {
  const [figlio, servizio] = [searchParams.get('figlio'), searchParams.get('servizio')]
  const month = (await copies()).find(
    ({ address }) =>
      address.pathname === '/presenze' &&
      address.searchParams.get('figlio') === figlio &&
      address.searchParams.get('servizio') === servizio,
  )
  const about = month && aboutIn(await month.response.text())
  if (!about || !servizio) return null
  return { figlio: Number(figlio), servizio, accesso: Number(month.family), ...about }
}

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Rome' }).format(Date.now())

/** What can be asked without a network has pages of its own. */
const askingPage = async (url: URL): Promise<Response | null> => {
  const day = url.searchParams.get('giorno')
  const isOfDay = url.pathname === '/presenze/giorno' && day !== null && isDay(day)
  if (!isOfDay && url.pathname !== '/presenze/periodo') return null
  const asking = await askingAt(url)
  if (!asking) return null
  return isOfDay
    ? madeHere(dayWords(day), dayContent(asking, day, today()))
    : madeHere('Disdici più giorni', periodContent(asking))
}

/** A page with something above it; one that is no page of the family passes as it is. */
const noted = async (answer: Response, note: Html, family: number): Promise<Response> => {
  if (!answer.headers.get('content-type')?.startsWith('text/html')) return answer
  const page = await answer.clone().text()
  if (familyIn(page) !== String(family)) return answer
  return pageOf(withNote(page, note), answer.headers, answer.status)
}

/** A page from the network; while there is none its copy, dated, else what can be read or asked. */
const pageAt = async ({ event, request, url }: Asked): Promise<Response> => {
  const since = forgotten
  const fresh = fetch(request)
  event.waitUntil(fresh.then((answer) => keep(answer.clone(), since)).catch(() => {}))
  const all = await copies()
  const exact = all.find(({ address }) => address.href === url.href)
  const copy = exact ?? all.find(({ address }) => answers(address, url))
  try {
    return await (copy ? Promise.race([fresh, after(SLOW_MS)]) : fresh)
  } catch {
    if (!copy) return (await askingPage(url)) ?? offlinePage()
    const page = await copy.response.text()
    return pageOf(withNote(page, copyNote(url.pathname, copy.at, Date.now())), copy.response.headers)
  }
}

const showPage = async (asked: Asked): Promise<Response> => {
  const answer = await pageAt(asked)
  const all = await kept()
  if (all.some(({ state }) => state === 'waiting')) asked.event.waitUntil(sendAll().catch(() => {}))
  const note = keptNote(all)
  return note && all[0] ? noted(answer, note, all[0].accountId) : answer
}

/** What was asked without a network and what became of it; what waits is tried first. */
const showWaiting = async ({ event, request }: Asked): Promise<Response> => {
  const since = forgotten
  const sent = sendAll().catch(() => false)
  event.waitUntil(sent)
  await Promise.race([sent, after(LIST_MS)]).catch(() => {})
  const page = await Promise.race([fetch(request), after(SLOW_MS)]).catch(() => null)
  // Whoever has to sign in again does that first; another family than theirs finds nothing.
  if (page && page.status !== 200) return page
  if (page) await keep(page.clone(), since)
  const title = 'Richieste in attesa'
  const content = waitingContent(await kept(), Date.now())
  await requests.markSeen(Date.now()).catch(() => {})
  return page ? pageOf(withMain(await page.text(), title, content), page.headers) : madeHere(title, content)
}

const notSent = () =>
  madeHere(
    'Senza rete',
    html`<p class="lead">Quanto inserito non è arrivato al Comune e non è stato conservato.</p><p>Torna indietro, controlla quello che hai scritto e riprova quando c’è la rete.</p>`,
    503,
  )

/** A form that asks something of a day: sent as it is; without a network what it asks is kept, and said so. */
const ask = async ({ request }: Asked): Promise<Response> => {
  const tappedAt = Date.now()
  const fields = await request.clone().formData()
  try {
    return await Promise.race([fetch(request), after(SLOW_FORM_MS)])
  } catch {
    const form = new Map([...fields].map(([name, value]) => [name, String(value)]))
    const asked = requestOf(form, tappedAt)
    const isKept =
      asked !== null &&
      (await requests.put(asked).then(
        () => true,
        () => false,
      ))
    if (!isKept) return notSent()
    await self.registration.sync?.register(SYNC_TAG).catch(() => {})
    return Response.redirect(new URL(WAITING, self.location.href), 303)
  }
}

/** Signing out forgets all first, whatever becomes of the request; with something waiting it asks before. */
const signOut = async ({ request }: Asked): Promise<Response> => {
  const waiting = (await kept()).filter(({ state }) => state === 'waiting').length
  const fields = await request.clone().formData()
  if (waiting > 0 && !fields.has('conferma')) return madeHere('Esci', signOutContent(waiting))
  await forgetCopies()
  await requests.clear().catch(() => {})
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
  ({ request, url, sameOrigin }) => sameOrigin && request.mode === 'navigate' && url.pathname === WAITING,
  showWaiting,
)
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
serwist.registerCapture(
  ({ request, url, sameOrigin }) =>
    sameOrigin && /^\/presenze\/(giorno|periodo|conferme\/\d+)$/.test(url.pathname) && isOwnForm(request),
  ask,
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

// The browser asks again, ever more rarely, while this fails: the network is back, and the page may be closed.
self.addEventListener('sync', (event) => {
  event.waitUntil(
    sendAll().then((isWaiting) => {
      if (isWaiting) throw new Error('Requests are waiting for the network')
    }),
  )
})

self.addEventListener('message', (event) => {
  if (event.data === 'send') event.waitUntil(sendAll().catch(() => {}))
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
