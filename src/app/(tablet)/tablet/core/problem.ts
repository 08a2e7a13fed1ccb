/** What can go wrong between the tablet and the portal, and the words for it. Pure. */

export type ProblemKind =
  | 'offline'
  | 'unauthorised'
  | 'malformed'
  | 'too-large'
  | 'too-many'
  | 'unavailable'
  | 'unexpected'
/** `code` is the portal's own word for a refusal, when it gives one. */
export type Problem = { kind: ProblemKind; retryAfterSeconds: number | null; code: string | null }

/** `Retry-After` as seconds from now: a number of seconds or an HTTP date; null when absent or unreadable. */
export const readRetryAfter = (header: string | null, nowMs: number): number | null => {
  if (header === null || header.trim() === '') return null
  if (/^\d+$/.test(header.trim())) return Number(header.trim())
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMs) / 1000))
}

/** The kind of problem an HTTP status stands for; a refusal that is not the portal's own (`isOurs`) means nothing. */
export const problemOf = (
  status: number,
  retryAfterSeconds: number | null,
  code: string | null,
  isOurs = true,
): Problem => {
  const kind = ((): ProblemKind => {
    if (status === 401 && isOurs) return 'unauthorised'
    if (status === 413) return 'too-large'
    if (status === 429) return 'too-many'
    if (status === 408 || status >= 500) return 'unavailable'
    if (status >= 400 && isOurs) return 'malformed'
    return 'unexpected'
  })()
  return { kind, retryAfterSeconds, code }
}

/** No answer came: no network, or the portal cannot be reached. */
export const OFFLINE: Problem = { kind: 'offline', retryAfterSeconds: null, code: null }

/** "45 secondi", "1 minuto", "12 minuti": rounded up, so that waiting that long is enough. */
const formatWait = (seconds: number): string => {
  if (seconds <= 90) return seconds === 1 ? '1 secondo' : `${seconds} secondi`
  return `${Math.ceil(seconds / 60)} minuti`
}

/** Why pairing did not succeed, and what to do. */
export const pairingMessage = (problem: Problem): string => {
  switch (problem.kind) {
    case 'offline':
      return 'Nessuna connessione. Controlla la rete del tablet e riprova.'
    case 'too-many':
      return problem.retryAfterSeconds === null
        ? 'Troppi tentativi. Attendi qualche minuto prima di riprovare.'
        : `Troppi tentativi. Potrai riprovare tra ${formatWait(problem.retryAfterSeconds)}.`
    case 'unavailable':
      return 'Il portale in questo momento non risponde. Riprova tra poco.'
    case 'unauthorised':
    case 'malformed':
      return 'Codice non valido, scaduto o già usato. Un codice vale 15 minuti e una sola volta: chiedine uno nuovo all’ufficio.'
    default:
      return 'Qualcosa non ha funzionato. Riprova tra poco.'
  }
}

/** Why a batch waits, in the words of the class screen. */
export const sendingMessage = (kind: string): string => {
  switch (kind) {
    case 'offline':
      return 'Manca la connessione. Tutto è conservato su questo tablet e partirà da solo appena torna la rete.'
    case 'too-many':
      return 'Il portale riceve molte richieste. Tutto è conservato e partirà da solo tra poco.'
    case 'unavailable':
      return 'Il portale in questo momento non risponde. Tutto è conservato e partirà da solo.'
    case 'too-large':
      return 'L’invio è troppo grande per il portale. Tutto è conservato: avvisa l’ufficio.'
    case 'malformed':
      return 'Il portale non ha accettato l’invio. Tutto è conservato: riprova, e se non basta avvisa l’ufficio.'
    case 'unauthorised':
      return 'Questo tablet non è più abbinato. Tutto è conservato e partirà dopo un nuovo abbinamento.'
    default:
      return 'Risposta inattesa del portale. Tutto è conservato e partirà da solo.'
  }
}

/** Why the list of the day could not be read. */
export const rosterMessage = (problem: Problem): string => {
  switch (problem.kind) {
    case 'offline':
      return 'Manca la connessione: l’elenco potrebbe non essere aggiornato.'
    case 'too-many':
      return 'Il portale riceve molte richieste: l’elenco si aggiornerà da solo tra poco.'
    case 'unavailable':
      return 'Il portale in questo momento non risponde: l’elenco si aggiornerà da solo.'
    default:
      return 'L’elenco del giorno non si può leggere. Riprova; se non basta, avvisa l’ufficio.'
  }
}
