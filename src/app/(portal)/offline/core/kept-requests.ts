import type { KeptRequest, TooLate } from '@/modules/family'
import { WAITED_MS_MAX } from '@/shared/kept-request'
import { badge } from '@/ui/badge'
import { alert } from '@/ui/feedback'
import { type Html, html } from '@/ui/html'
import { type Asking, dayForm, periodForm } from '../../presenze/asking-forms'
import { lateWords } from '../../presenze/late-words'
import { momentWords } from './page-text'

/*
 * What a family asked without a network, from the form to the server's word for it. Pure: the worker keeps and sends.
 */
export type Kept = Omit<KeptRequest, 'waitedMs'> & {
  /** The child and the service, in words. */
  per: string
  tappedAt: number
  /** Waiting for the network or for a sign-in; answered; or given up. */
  state: 'waiting' | 'sent' | 'refused'
  /** The number of the confirmation. */
  number: number | null
  /** Why it waits or was refused; of one that was sent, what it does not hold for. */
  words: string | null
  /** Whether the family has seen how it ended. */
  isSeen: boolean
}

const WISHES: Record<string, Kept['wish']> = { disdici: 'cancel', bianco: 'light', ripristina: 'restore' }
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** A day of the calendar, written as forms send it. */
export const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T12:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && at > 0 && new Date(at).toISOString().startsWith(text)
}

/** Reads a form that may be kept; null for one that may not, and for one that the server would send back. */
export const requestOf = (form: ReadonlyMap<string, string>, tappedAt: number): Kept | null => {
  const text = (name: string) => form.get(name) ?? ''
  const from = text('giorno') || text('dal')
  const to = text('giorno') || text('al')
  const wish = WISHES[text('azione')] ?? WISHES[text('cosa')]
  const accountId = Number(form.get('accesso'))
  const childId = Number(form.get('figlio'))
  if (!wish || !UUID.test(text('chiave')) || !(accountId > 0) || !(childId > 0) || !text('servizio'))
    return null
  if (!isDay(from) || !isDay(to) || to < from) return null
  return {
    requestId: text('chiave'),
    accountId,
    childId,
    service: text('servizio'),
    wish,
    from,
    to,
    per: text('per'),
    tappedAt,
    state: 'waiting',
    number: null,
    words: null,
    isSeen: false,
  } as Kept
}

/** What the server is sent. */
export const bodyOf = (kept: Kept, now: number): KeptRequest => {
  const { requestId, accountId, childId, service, wish, from, to } = kept
  const waitedMs = Math.max(0, now - kept.tappedAt)
  return { requestId, accountId, childId, service, wish, from, to, waitedMs }
}

/** True for a request that waited longer than the server takes it. */
export const isTooOld = ({ tappedAt }: Kept, now: number): boolean => now - tappedAt > WAITED_MS_MAX

/** Given up: nobody has seen it in time. */
export const tooOld = (kept: Kept): Kept => ({
  ...kept,
  state: 'refused',
  words:
    'Ha aspettato la rete per più di un giorno e non è stata inviata: se serve ancora, chiedila di nuovo.',
})

/**
 * What became of a request by what was answered. Only the portal's own word settles it: whatever else speaks, a network
 * that asks for a sign-in or a proxy, leaves it waiting.
 */
export const settled = (kept: Kept, status: number, body: unknown): Kept => {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (status === 200 && typeof told.number === 'number')
    return {
      ...kept,
      state: 'sent',
      number: told.number,
      words: told.late ? `Per oggi non vale. ${lateWords(told.late as TooLate)}` : null,
    }
  if (typeof told.title !== 'string') return kept
  if (status === 401) return { ...kept, words: 'Per inviarla occorre accedere di nuovo.' }
  if (![403, 404, 409, 422].includes(status)) return kept
  return {
    ...kept,
    state: 'refused',
    words: told.code === 'cutoff-passed' && told.cutoffAt ? lateWords(told as TooLate) : `${told.title}.`,
  }
}

const KINDS: Record<Kept['wish'], string> = {
  cancel: 'Disdetta',
  light: 'Pasto in bianco',
  restore: 'Ripristino',
}
const long = new Intl.DateTimeFormat('it-IT', { dateStyle: 'full', timeZone: 'UTC' })
const short = new Intl.DateTimeFormat('it-IT', { timeZone: 'UTC' })

/** "lunedì 30 novembre 2026" */
export const dayWords = (day: string): string => long.format(new Date(`${day}T12:00:00Z`))

const whenWords = ({ from, to }: Kept): string =>
  from === to
    ? dayWords(from)
    : `dal ${short.format(new Date(`${from}T12:00:00Z`))} al ${short.format(new Date(`${to}T12:00:00Z`))}`

const confirmation = (number: number): Html =>
  html`<a href="/presenze/conferme/${number}">conferma n. ${String(number).padStart(6, '0')}</a>`

const STATES = {
  waiting: badge('In attesa di invio', 'warning'),
  sent: badge('Registrata', 'success'),
  refused: badge('Non accettata', 'danger'),
}

const keptLine = (kept: Kept, now: number): Html => {
  const { state, wish, per, tappedAt, number, words } = kept
  return html`<li class="mb-3">${STATES[state]} <strong>${KINDS[wish]}, ${whenWords(kept)}</strong><br>${per}, chiesta ${momentWords(tappedAt, now)}${
    number !== null && html`: ${confirmation(number)}`
  }${words && html`<br>${words}`}</li>`
}

const RETRY_SECONDS = 30

/** The list of what was asked without a network, in the order it was asked. */
export const waitingContent = (all: readonly Kept[], now: number): Html => {
  if (all.length === 0)
    return html`<p class="lead">Su questo dispositivo non c’è nulla in attesa.</p><p><a class="btn btn-primary" href="/presenze">Vai alle presenze</a> <a class="btn btn-outline-primary" href="/presenze/conferme">Conferme</a></p>`
  const isWaiting = all.some(({ state }) => state === 'waiting')
  return html`${
    isWaiting &&
    alert(
      'warning',
      html`<p class="mb-0">Quanto è in attesa <strong>non è ancora arrivato al Comune</strong>: resta su questo dispositivo e parte da solo appena c’è la rete. Per oggi vale soltanto se arriva entro l’orario limite; se è vicino, telefona alla scuola.</p>`,
      { announce: true },
    )
  }<ul class="list-unstyled">${all.map((kept) => keptLine(kept, now))}</ul>${
    isWaiting &&
    html`<p data-retry-seconds="${RETRY_SECONDS}" hidden>Questa pagina riprova da sola ogni ${RETRY_SECONDS} secondi.</p><p><a class="btn btn-primary" href="/presenze/in-attesa">Riprova ora</a></p>`
  }<p><a href="/presenze">Vai alle presenze</a></p>`
}

const count = (number: number, one: string, more: string) => (number === 1 ? one : `${number} ${more}`)

/** Above every page of the family: what waits, and what ended and nobody has seen; nothing on most days. */
export const keptNote = (all: readonly Kept[]): Html | null => {
  const waiting = all.filter(({ state }) => state === 'waiting').length
  const ended = all.filter(({ state, isSeen }) => state !== 'waiting' && !isSeen)
  const refused = ended.filter(({ state }) => state === 'refused').length
  const link = html`<a href="/presenze/in-attesa">Vedi le richieste</a>`
  if (refused > 0)
    return alert(
      'danger',
      html`<p class="mb-0">${count(refused, 'Una richiesta fatta senza rete non è stata accettata', 'richieste fatte senza rete non sono state accettate')}. ${link}</p>`,
    )
  if (waiting > 0)
    return alert(
      'warning',
      html`<p class="mb-0">${count(waiting, 'Una richiesta fatta senza rete è in attesa', 'richieste fatte senza rete sono in attesa')} e non è ancora arrivata al Comune. ${link}</p>`,
    )
  if (ended.length === 0) return null
  return alert(
    'success',
    html`<p class="mb-0">${count(ended.length, 'Una richiesta fatta senza rete è stata registrata', 'richieste fatte senza rete sono state registrate')}. ${link}</p>`,
  )
}

const KEPT_HERE = html`<p>Senza rete non si vede che cosa è già stato chiesto per questi giorni. Quello che chiedi qui resta su questo dispositivo e parte da solo appena c’è la rete; vale se arriva entro l’orario limite.</p>`

/** A day's page without a network: what may be asked of it; nothing of a day gone by. */
export const dayContent = (asking: Asking, day: string, today: string): Html =>
  day < today
    ? html`<p class="lead">${asking.per}</p><p>Il giorno è passato: si vede quando torna la rete.</p>`
    : html`<p class="lead">${asking.per}</p>${KEPT_HERE}${(
        ['disdici', ...(asking.servesMeals ? (['bianco'] as const) : []), 'ripristina'] as const
      ).map((name) => dayForm(name, { ...asking, giorno: day }))}`

/** The page of a period without a network. */
export const periodContent = (asking: Asking): Html =>
  html`<p class="lead">${asking.per}</p>${KEPT_HERE}${periodForm(asking, 'Compreso')}`

/** Before signing out with something waiting. */
export const signOutContent = (waiting: number): Html =>
  html`<p class="lead">${count(waiting, 'Una richiesta non è ancora arrivata', 'richieste non sono ancora arrivate')} al Comune: uscendo si ${waiting === 1 ? 'cancella' : 'cancellano'} da questo dispositivo e non si ${waiting === 1 ? 'invia' : 'inviano'} più.</p><p><a class="btn btn-primary" href="/presenze/in-attesa">Torna alle richieste</a></p><form method="post" action="/esci"><input type="hidden" name="conferma" value="1"><button type="submit" class="btn btn-outline-primary">Esci e cancella le richieste</button></form>`
