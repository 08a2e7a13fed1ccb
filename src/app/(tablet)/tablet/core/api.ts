import type { Batch, Owner } from './batches'
import { clockSkewMs } from './day'
import type { ItemOutcome } from './outcomes'
import { OFFLINE, type Problem, problemOf, readRetryAfter } from './problem'
import type { Rides } from './rides'
import type { Roster } from './roster'

/** A paired tablet: the token opens only its school, or only its bus line. */
export type Device = { token: string; id: number; name: string } & (
  | { school: { id: number; name: string }; line?: never }
  | { line: { id: number; code: string; name: string }; school?: never }
)

/** Whose batches the device may send. */
export const ownerOf = (device: Device): Owner =>
  device.line ? { lineId: device.line.id } : { schoolId: device.school.id }

/** The school or the line, as people call it. */
export const placeOf = (device: Device): string => (device.line ?? device.school).name

/** What the portal answered; `skewMs` is how far its clock is from ours, when the answer tells. */
export type Answer<T> =
  | { ok: true; value: T; skewMs: number | null }
  | { ok: false; problem: Problem; skewMs: number | null }

/** A day's list, with the tag under which it may be asked for again. */
export type ListAnswer<List> = { list: List; etag: string | null } | 'unchanged'

export type TabletApi = {
  pair(pairingCode: string, deviceName: string): Promise<Answer<Device>>
  roster(token: string, day: string, etag: string | null): Promise<Answer<ListAnswer<Roster>>>
  rides(token: string, day: string, etag: string | null): Promise<Answer<ListAnswer<Rides>>>
  /** Hands one batch to the portal: marks, adults' meals or rides, each to its address. */
  send(token: string, batch: Batch): Promise<Answer<ItemOutcome[]>>
}

/** After this long without an answer the network counts as away; the marks keep their ids, so asking again is safe. */
const TIMEOUT_MS = 20_000

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const readDevice = (body: unknown, name: string): Device | null => {
  if (!isRecord(body) || typeof body.token !== 'string' || !isRecord(body.device)) return null
  const device = { token: body.token, id: Number(body.device.id), name }
  const { school, line } = body
  if (isRecord(line))
    return { ...device, line: { id: Number(line.id), code: String(line.code), name: String(line.name) } }
  return isRecord(school) ? { ...device, school: { id: Number(school.id), name: String(school.name) } } : null
}

const readRoster = (body: unknown): Roster | null =>
  isRecord(body) &&
  Array.isArray(body.classes) &&
  Array.isArray(body.services) &&
  typeof body.day === 'string'
    ? (body as Roster)
    : null

const readRides = (body: unknown): Rides | null =>
  isRecord(body) && Array.isArray(body.runs) && isRecord(body.line) && typeof body.day === 'string'
    ? (body as Rides)
    : null

/** The outcomes of an answer by the id of what was sent, whatever its kind calls it. */
const readOutcomes = (body: unknown): ItemOutcome[] | null =>
  isRecord(body) && Array.isArray(body.outcomes)
    ? body.outcomes.map((each) => ({ id: String(each.markId ?? each.countId), outcome: each.outcome }))
    : null

/** The address of a batch's kind, and what it asks for. */
const requestOf = (batch: Batch): { path: string; body: object } => {
  const { day } = batch
  switch (batch.kind) {
    case 'marks':
      return { path: 'marks', body: { day, service: batch.service, marks: batch.marks } }
    case 'adults':
      return { path: 'adults', body: { day, service: batch.service, counts: batch.counts } }
    case 'rides':
      return { path: 'rides', body: { day, marks: batch.marks } }
  }
}

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
      const askedMs = now()
      const response = await fetcher(`/api/v1/tablet/${path}`, {
        ...init,
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const measured = clockSkewMs(response.headers.get('date'), askedMs, now())
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
  const list = <List>(
    path: string,
    token: string,
    etag: string | null,
    read: (body: unknown) => List | null,
  ): Promise<Answer<ListAnswer<List>>> =>
    call(
      path,
      { headers: { authorization: `Bearer ${token}`, ...(etag ? { 'if-none-match': etag } : {}) } },
      (response, body): ListAnswer<List> | null => {
        if (response.status === 304) return 'unchanged'
        const found = read(body)
        return found && { list: found, etag: response.headers.get('etag') }
      },
    )
  return {
    pair: (pairingCode, deviceName) =>
      call(
        'pair',
        { method: 'POST', headers: json, body: JSON.stringify({ pairingCode, deviceName }) },
        (_, body) => readDevice(body, deviceName),
      ),
    roster: (token, day, etag) => list(`roster?day=${day}`, token, etag, readRoster),
    rides: (token, day, etag) => list(`rides?day=${day}`, token, etag, readRides),
    send: (token, batch) => {
      const { path, body } = requestOf(batch)
      return call(
        path,
        {
          method: 'POST',
          headers: { ...json, authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        },
        (_, answer) => readOutcomes(answer),
      )
    },
  }
}
