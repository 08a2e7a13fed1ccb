// Guarantee: what is asked without a network is kept only whole, waits until the portal itself has answered, and says plainly
// that it has not arrived.
import { describe, expect, test } from 'vitest'
import {
  bodyOf,
  dayContent,
  isTooOld,
  type Kept,
  keptNote,
  periodContent,
  requestOf,
  settled,
  tooOld,
  waitingContent,
} from './kept-requests'

const NOW = Date.parse('2026-11-30T08:00:00Z')
const ID = '0b1f6f0e-7a0c-4a6a-9a52-0d1c2b3a4f5e'
const fields = (values: Record<string, string> = {}) =>
  new Map(
    Object.entries({
      azione: 'disdici',
      figlio: '3',
      servizio: 'refezione',
      chiave: ID,
      accesso: '17',
      per: 'Noè <Rossi>, Refezione',
      giorno: '2026-12-01',
      ...values,
    }),
  )
const kept = (values: Partial<Kept> = {}): Kept => ({ ...(requestOf(fields(), NOW) as Kept), ...values })

describe('a form is kept', () => {
  test.each<[string, Record<string, string>, Partial<Kept>]>([
    ['a day cancelled', {}, { wish: 'cancel', from: '2026-12-01', to: '2026-12-01' } as Partial<Kept>],
    ['a light meal', { azione: 'bianco' }, { wish: 'light' }],
    ['a day restored', { azione: 'ripristina' }, { wish: 'restore' }],
    [
      'a period',
      { azione: '', cosa: 'disdici', giorno: '', dal: '2026-12-01', al: '2026-12-04' },
      { wish: 'cancel', from: '2026-12-01', to: '2026-12-04' } as Partial<Kept>,
    ],
  ])('%s', (_, values, wanted) => {
    expect(requestOf(fields(values), NOW)).toMatchObject({
      ...wanted,
      requestId: ID,
      accountId: 17,
      childId: 3,
      state: 'waiting',
    })
  })

  test.each<[string, Record<string, string>]>([
    ['another form', { azione: 'contesta' }],
    ['no sign-in', { accesso: '' }],
    ['no key', { chiave: 'x' }],
    ['no day', { giorno: '' }],
    ['a day that is none', { giorno: '2026-02-30' }],
    ['a period backwards', { giorno: '', dal: '2026-12-04', al: '2026-12-01' }],
  ])('but not %s', (_, values) => {
    expect(requestOf(fields(values), NOW)).toBeNull()
  })
})

test('it is sent with how long it waited, never less than nothing, and given up after a day', () => {
  expect(bodyOf(kept(), NOW + 90_000)).toEqual({
    requestId: ID,
    accountId: 17,
    childId: 3,
    service: 'refezione',
    wish: 'cancel',
    from: '2026-12-01',
    to: '2026-12-01',
    waitedMs: 90_000,
  })
  expect(bodyOf(kept(), NOW - 5_000).waitedMs).toBe(0)
  expect(isTooOld(kept(), NOW + 24 * 3_600_000)).toBe(false)
  expect(isTooOld(kept(), NOW + 24 * 3_600_000 + 1)).toBe(true)
  expect(tooOld(kept())).toMatchObject({
    state: 'refused',
    words: expect.stringContaining('più di un giorno'),
  })
})

describe('only the portal’s own word settles it', () => {
  const late = {
    arrivedAt: '2026-11-30T08:52:00Z',
    cutoffAt: '2026-11-30T08:30:00Z',
    afterCutoff: 'excuse',
    excuseUntil: null,
  }
  test.each<[string, number, unknown, Partial<Kept>]>([
    [
      'registered',
      200,
      { number: 12, days: 1, lateDays: 0, late: null },
      { state: 'sent', number: 12, words: null },
    ],
    ['a page of the network’s own', 200, null, { state: 'waiting' }],
    ['a proxy without the portal', 502, null, { state: 'waiting' }],
    ['the database away', 503, { title: 'Servizio non disponibile' }, { state: 'waiting' }],
    ['a sign-in of the network', 403, null, { state: 'waiting' }],
    [
      'the session over',
      401,
      { title: 'Accesso richiesto' },
      { state: 'waiting', words: expect.stringContaining('accedere') },
    ],
    [
      'nothing to do',
      409,
      { title: 'Già così', code: 'day-unchanged' },
      { state: 'refused', words: 'Già così.' },
    ],
  ])('%s', (_, status, body, wanted) => {
    expect(settled(kept(), status, body)).toMatchObject(wanted)
  })

  test('too late says when it came and what the cut-off was; of a range, for today alone', () => {
    const refused = settled(kept(), 409, { title: 'Tardi', code: 'cutoff-passed', ...late })
    expect(refused).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('alle 09:52, dopo l’orario limite delle 09:30'),
    })
    const sent = settled(kept(), 200, { number: 12, days: 2, lateDays: 1, late })
    expect(sent).toMatchObject({
      state: 'sent',
      words: expect.stringMatching(/^Per oggi non vale\. .*09:52/),
    })
  })
})

test('the list says that what waits has not arrived, and shows confirmations and refusals', () => {
  const list = waitingContent(
    [kept(), kept({ state: 'sent', number: 12 }), kept({ state: 'refused', words: 'Troppo tardi.' })],
    NOW,
  ).markup
  expect(list).toContain('non è ancora arrivato al Comune')
  expect(list).toContain('Disdetta, martedì 1 dicembre 2026')
  expect(list).toContain('Noè &lt;Rossi&gt;')
  expect(list).toContain('href="/presenze/conferme/12">conferma n. 000012')
  expect(list).toContain('Troppo tardi.')
  expect(list).toContain('data-retry-seconds')
  expect(waitingContent([kept({ state: 'sent', number: 12 })], NOW).markup).not.toContain(
    'data-retry-seconds',
  )
})

test('above the pages stands what waits, what was refused first, nothing once it was seen', () => {
  const sent = kept({ state: 'sent', number: 12 })
  expect(keptNote([])).toBeNull()
  expect(keptNote([{ ...sent, isSeen: true }])).toBeNull()
  expect(keptNote([sent])?.markup).toContain('è stata registrata')
  expect(keptNote([sent, kept()])?.markup).toContain('è in attesa')
  expect(keptNote([kept(), kept()])?.markup).toContain('2 richieste fatte senza rete sono in attesa')
  expect(keptNote([kept(), kept({ state: 'refused' })])?.markup).toContain('non è stata accettata')
})

test('a day without a network has its forms, each with a key of its own; one gone by has none', () => {
  const asking = { figlio: 3, servizio: 'refezione', accesso: 17, per: 'Noè, Refezione', servesMeals: true }
  const page = dayContent(asking, '2026-12-01', '2026-11-30').markup
  const keys = [...page.matchAll(/name="chiave" value="([^"]+)"/g)].map(([, key]) => key)
  expect(new Set(keys).size).toBe(3)
  expect(page).toContain('Chiedi il pasto in bianco')
  expect(dayContent({ ...asking, servesMeals: false }, '2026-12-01', '2026-11-30').markup).toContain(
    'Disdici le corse',
  )
  expect(dayContent(asking, '2026-11-29', '2026-11-30').markup).not.toContain('<form')
  expect(periodContent(asking).markup).toContain('name="al"')
})
