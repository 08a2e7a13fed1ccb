import { clockSkewMs } from './day'
import type { MarkOutcome } from './outcomes'
import { OFFLINE, type Problem, problemOf, readRetryAfter } from './problem'
import type { Batch, Roster } from './roster'

/** A paired tablet: the token opens only its school. */
export type Device = { token: string; id: number; name: string; school: { id: number; name: string } }

/** What the portal answered; `skewMs` is how far its clock is from ours, when the answer tells. */
export type Answer<T> =
  | { ok: true; value: T; skewMs: number | null }
  | { ok: false; problem: Problem; skewMs: number | null }

export type RosterAnswer = { roster: Roster; etag: string | null } | 'unchanged'

export type TabletApi = {
  pair(pairingCode: string, deviceName: string): Promise<Answer<Device>>
  roster(token: string, day: string, etag: string | null): Promise<Answer<RosterAnswer>>
  marks(token: string, batch: Batch): Promise<Answer<MarkOutcome[]>>
}

/** After this long without an answer the network counts as away; the marks keep their ids, so asking again is safe. */
const TIMEOUT_MS = 20_000

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const readDevice = (body: unknown, name: string): Device | null =>
  isRecord(body) && typeof body.token === 'string' && isRecord(body.device) && isRecord(body.school)
    ? {
        token: body.token,
        id: Number(body.device.id),
        name,
        school: { id: Number(body.school.id), name: String(body.school.name) },
      }
    : null

const readRoster = (body: unknown): Roster | null =>
  isRecord(body) &&
  Array.isArray(body.classes) &&
  Array.isArray(body.services) &&
  typeof body.day === 'string'
    ? (body as Roster)
    : null

const readOutcomes = (body: unknown): MarkOutcome[] | null =>
  isRecord(body) && Array.isArray(body.outcomes) ? (body.outcomes as MarkOutcome[]) : null

/**
 * The tablet API over `fetch`. An answer that is not ours (a hotel-style sign-in page of the network, say) is no
 * answer: marks stay unsent, and are tried again. Cookies never travel.
 */
export const createApi = (fetcher: typeof fetch, now: () => number): TabletApi => {
  const call = async <T>(
    path: string,
    init: RequestInit,
    read: (response: Response, body: unknown) => T | null,
  ): Promise<Answer<T>> => {
    try {
      const response = await fetcher(`/api/v1/tablet/${path}`, {
        ...init,
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const measured = clockSkewMs(response.headers.get('date'), now())
      const body: unknown = await response.json().catch(() => null)
      const value = response.ok || response.status === 304 ? read(response, body) : null
      if (value !== null) return { ok: true, value, skewMs: measured }
      // Somebody on the way who refuses, whatever it says, is not the portal: neither its refusal nor its clock counts.
      const isOurs = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
      const skewMs = isOurs ? measured : null
      const retryAfter = readRetryAfter(response.headers.get('retry-after'), now())
      const code = isRecord(body) && typeof body.code === 'string' ? body.code : null
      return { ok: false, problem: problemOf(response.status, retryAfter, code, isOurs), skewMs }
    } catch {
      return { ok: false, problem: OFFLINE, skewMs: null }
    }
  }
  const json = { 'content-type': 'application/json' }
  return {
    pair: (pairingCode, deviceName) =>
      call(
        'pair',
        { method: 'POST', headers: json, body: JSON.stringify({ pairingCode, deviceName }) },
        (_, body) => readDevice(body, deviceName),
      ),
    roster: (token, day, etag) =>
      call(
        `roster?day=${day}`,
        { headers: { authorization: `Bearer ${token}`, ...(etag ? { 'if-none-match': etag } : {}) } },
        (response, body): RosterAnswer | null => {
          if (response.status === 304) return 'unchanged'
          const roster = readRoster(body)
          return roster && { roster, etag: response.headers.get('etag') }
        },
      ),
    marks: (token, { day, service, marks }) =>
      call(
        'marks',
        {
          method: 'POST',
          headers: { ...json, authorization: `Bearer ${token}` },
          body: JSON.stringify({ day, service, marks }),
        },
        (_, body) => readOutcomes(body),
      ),
  }
}
