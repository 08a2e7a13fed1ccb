import { isDatabaseAway } from '@/db/client'
import type { ContestError } from '@/modules/contests'
import type { FamilyError } from '@/modules/family'
import type { IdentityError } from '@/modules/identity'
import type { KitchenError } from '@/modules/kitchen'
import type { OfficeMoneyError } from '@/modules/office-money'
import type { PaymentsError } from '@/modules/payments'
import type { SandboxError } from '@/modules/sandbox'
import type { SchoolDayError } from '@/modules/school-day'
import { DomainError } from '@/shared/errors'
import type { Answer } from './answer'
import { log } from './log'

type HttpError = DomainError<'malformed' | 'too-large' | 'unsupported-media-type' | 'not-found'>
/** Every refusal a caller can meet. */
export type KnownError =
  | HttpError
  | IdentityError
  | PaymentsError
  | FamilyError
  | ContestError
  | KitchenError
  | OfficeMoneyError
  | SandboxError
  | SchoolDayError

/** Code -> status and title; a code without a row here does not compile. */
const PROBLEMS = {
  malformed: [422, 'Richiesta non valida'],
  'too-large': [413, 'Richiesta troppo grande'],
  'unsupported-media-type': [415, 'Formato non accettato: serve application/json'],
  'not-found': [404, 'Non trovato'],
  'not-signed-in': [401, 'Accesso richiesto'],
  forbidden: [403, 'Operazione non consentita'],
  throttled: [429, 'Troppi tentativi: riprovare più tardi'],
  'pairing-code-refused': [422, 'Codice di abbinamento non valido, già usato o scaduto'],
  'school-not-found': [404, 'Scuola non trovata'],
  'line-not-found': [404, 'Linea dello scuolabus non trovata'],
  'credentials-refused': [422, 'Codice utente o password non corretti'],
  'order-not-found': [404, 'Ordine della cucina non trovato'],
  'child-not-found': [404, 'Bambino non trovato'],
  'top-up-not-found': [404, 'Ricarica non trovata'],
  'wallet-not-found': [404, 'Servizio non trovato per questo bambino'],
  'amount-refused': [422, 'Importo non accettato'],
  'cart-refused': [422, 'Ricariche che non si possono pagare insieme'],
  'top-up-not-payable': [409, 'La ricarica non può più essere pagata o annullata'],
  'idempotency-key-reused': [422, 'La richiesta è già stata inviata con altri dati'],
  'provider-away': [503, 'Il servizio di pagamento non risponde'],
  'payment-in-progress': [409, 'Un pagamento è già in corso'],
  'notification-forged': [403, 'Mittente non riconosciuto'],
  'password-refused': [422, 'La nuova password non è accettata'],
  'credit-insufficient': [409, 'Il credito non basta'],
  'other-family': [409, 'I due bambini non risultano della stessa famiglia'],
  'receipt-number-taken': [409, 'Questo numero di ricevuta è già stato usato quest’anno'],
  'entry-not-found': [404, 'Movimento non trovato'],
  'entry-already-decided': [409, 'Il movimento è già stato deciso'],
  'entry-not-assignable': [409, 'Il movimento non porta denaro da accreditare'],
  'refund-not-found': [404, 'Richiesta di rimborso non trovata'],
  'refund-already-asked': [409, 'C’è già una richiesta di rimborso in attesa per questo servizio'],
  'refund-already-decided': [409, 'Lo stato del rimborso è cambiato nel frattempo: è quello indicato qui'],
  'no-refund-to-send': [409, 'Non ci sono rimborsi approvati da inserire in un file'],
  'refund-account-missing': [409, 'Il conto del Comune non è configurato: serve REFUND_DEBTOR_IBAN'],
  'node-refused': [409, 'Il Nodo di prova ha rifiutato'],
  'cutoff-passed': [409, 'L’orario limite è passato: per avvisare telefona alla scuola'],
  'service-closed': [409, 'Il servizio è chiuso nei giorni indicati'],
  'day-not-planned': [409, 'Nei giorni indicati il servizio non è previsto'],
  'day-unchanged': [409, 'I giorni indicati sono già come richiesto'],
  'period-refused': [422, 'Periodo non valido'],
  'charge-not-contestable': [409, 'L’addebito di questo giorno non si può più contestare'],
  'charge-already-contested': [409, 'Questo addebito è già stato contestato'],
  'contest-not-found': [404, 'Contestazione non trovata'],
  'contest-already-decided': [409, 'La contestazione ha già avuto risposta: è quella indicata qui'],
  'delegate-not-found': [404, 'Delega non trovata'],
  'too-many-delegates': [409, 'Sono già attive tutte le deleghe consentite: revocane una'],
  'roll-call-in-future': [422, 'L’ora dell’appello deve ancora venire'],
  'contacts-reserved': [403, 'Questi recapiti possono essere cambiati soltanto dall’ufficio'],
} as const satisfies Record<KnownError['code'], readonly [status: number, title: string]>

const isKnownCode = (code: string): code is keyof typeof PROBLEMS => Object.hasOwn(PROBLEMS, code)

/** The status that a refusal is answered with; null for a code that is none. */
export const statusOf = (code: string): number | null => (isKnownCode(code) ? PROBLEMS[code][0] : null)

/** The Italian sentence of a known refusal; null for a code that is none. */
export const titleOf = (code: string): string | null => (isKnownCode(code) ? PROBLEMS[code][1] : null)

export const malformed = (errors: { path: string; message: string }[]) =>
  new DomainError('malformed', 'The request does not have the form asked for', { errors })
export const tooLarge = () => new DomainError('too-large', 'The body is larger than allowed')
export const notFound = () => new DomainError('not-found', 'No such thing for this caller')
export const unsupportedMediaType = () => new DomainError('unsupported-media-type', 'The body is not JSON')

const problem = (
  status: number,
  title: string,
  details: Record<string, unknown>,
  requestId: string,
  headers: Record<string, string> = {},
): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify({ type: 'about:blank', title, status, ...details, requestId }),
})

/** An RFC 9457 answer for anything thrown; what is not a known refusal is logged whole and answered bare. */
export const problemOf = (error: unknown, requestId: string): Answer => {
  if (error instanceof DomainError && isKnownCode(error.code)) {
    const [status, title] = PROBLEMS[error.code]
    const { retryAfterSeconds, ...details } = error.details
    const headers: Record<string, string> = {}
    if (typeof retryAfterSeconds === 'number') headers['retry-after'] = String(retryAfterSeconds)
    if (status === 401) headers['www-authenticate'] = 'Bearer'
    return problem(status, title, { code: error.code, ...details }, requestId, headers)
  }
  if (isDatabaseAway(error)) {
    return problem(503, 'Servizio momentaneamente non disponibile', {}, requestId, { 'retry-after': '5' })
  }
  log.error({ requestId, err: error }, 'request failed')
  return problem(500, 'Errore interno', {}, requestId)
}
