// Guarantee: a family's page is for that family only, keeps what was typed, and does nothing that another site asks for.
import { type Account, given, guardianCtx } from '@tests/support/builders'
import { beforeAll, describe, expect, test } from 'vitest'
import { GET as getMissing } from '@/app/(portal)/[...missing]/route'
import { GET as getSignIn, POST as postSignIn } from '@/app/(portal)/accedi/route'
import { POST as postChildren } from '@/app/(portal)/anagrafica/aggiungi-figlio/route'
import { GET as getContacts, POST as postContacts } from '@/app/(portal)/anagrafica/recapiti/route'
import { GET as getProfile } from '@/app/(portal)/anagrafica/route'
import { GET as getTopUp } from '@/app/(portal)/pagamenti/[id]/route'
import { GET as getAttendance } from '@/app/(portal)/presenze/route'
import { GET as getHome } from '@/app/(portal)/route'
import { db, sql } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import type { ChildId } from '@/shared/ids'

const BASE = 'http://portale.test'
const PASSWORD = 'barca-limone-otto'
const none = { params: Promise.resolve({}) }
let account: Account
let other: Account
let cookie: string

type Values = Record<string, string>
const get = (path: string, headers: Values = { cookie }) => new Request(`${BASE}${path}`, { headers })
const post = (path: string, form: Values, headers: Values = {}) =>
  new Request(`${BASE}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { cookie, host: 'portale.test', origin: BASE, 'x-forwarded-for': '192.0.2.9', ...headers },
  })

const cookieOf = async (of: Account): Promise<string> => {
  const { actor } = await guardianCtx(of)
  return `${sessionCookie.name}=${await sealSession(actor)}`
}

/** A reference guardian of the child, whose contacts the family may change. */
const referenceOf = (childId: ChildId) =>
  db.execute(sql`
    with born as (
      insert into public.guardians (surname, name, email, mobile)
      values ('Verdi', 'Luca', 'prima@esempio.it', '+393331234567') returning id
    ) insert into public.guardianships (child_id, guardian_id, is_reference, contacts_hidden)
      select ${childId}, id, true, false from born`)

const emailOf = async (childId: ChildId) =>
  (
    await db.execute(sql`
      select g.email from public.guardians g join public.guardianships gs on gs.guardian_id = g.id where gs.child_id = ${childId}`)
  ).rows[0]?.email

beforeAll(async () => {
  account = await given.account({ password: PASSWORD })
  other = await given.account({ password: PASSWORD })
  await referenceOf(account.childId)
  cookie = await cookieOf(account)
})

describe('who sees what', () => {
  test('nobody signed in is sent to sign in, and from there back to the same address', async () => {
    const answer = await getProfile(get('/anagrafica?figlio=7', {}), none)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/accedi?ritorno=%2Fanagrafica%3Ffiglio%3D7')
  })

  test('another family’s child and a child that does not exist are the same page', async () => {
    const strangers = await getProfile(get(`/anagrafica?figlio=${other.childId}`), none)
    const missing = await getProfile(get('/anagrafica?figlio=2000000000'), none)
    expect([strangers.status, missing.status]).toEqual([404, 404])
    expect(await strangers.text()).toBe(await missing.text())
  })

  test('an address that no link can have made leads nowhere', async () => {
    for (const query of ['figlio=abc', 'mese=2026-13', 'figlio=9999999999'])
      expect((await getAttendance(get(`/presenze?${query}`), none)).status, query).toBe(404)
    expect((await getTopUp(get('/pagamenti/1'), { params: Promise.resolve({ id: '1' }) })).status).toBe(404)
    const nowhere = await getMissing(get('/niente', {}), none)
    expect(nowhere.status).toBe(404)
    expect(await nowhere.text()).toContain('Pagina non trovata')
  })

  test('a page of a family is kept by no cache, and allows no script but ours', async () => {
    const { headers } = await getHome(get('/'), none)
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
  })

  test('no page has a script or a style inside it: the policy would refuse it', async () => {
    for (const page of [await getHome(get('/'), none), await getSignIn(get('/accedi', {}), none)]) {
      const markup = await page.text()
      expect(markup).not.toMatch(/<script(?! type="module" src=)|<style| style="| on[a-z]+="/)
    }
  })
})

describe('forms', () => {
  const contacts = (email: string, mobile = '333 1234567') => ({
    figlio: String(account.childId),
    mobile,
    email,
  })

  test('accepted, it changes once and sends the browser on, however often and however simultaneously it is sent', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        postContacts(post('/anagrafica/recapiti', contacts('nuova@esempio.it')), none),
      ),
    )
    for (const answer of answers) {
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe(`/anagrafica?figlio=${account.childId}&esito=recapiti`)
    }
    expect(await emailOf(account.childId)).toBe('nuova@esempio.it')
    const { rows } = await db.execute(
      sql`select from portal.audit where action = 'guardian.contacts.changed'`,
    )
    expect(rows).toHaveLength(1)
  })

  test('refused, it says why beside the field and keeps what was typed', async () => {
    const answer = await postContacts(post('/anagrafica/recapiti', contacts('non è <una> mail')), none)
    expect(answer.status).toBe(422)
    const markup = await answer.text()
    expect(markup).toContain('Inserisci un indirizzo e-mail completo')
    expect(markup).toContain('value="non è &lt;una&gt; mail"')
    expect(markup).toContain('aria-describedby="email-errore email-aiuto"')
  })

  test('a password is never written back', async () => {
    const answer = await postSignIn(
      post('/accedi', { code: other.code, password: 'molto-segreta' }, { cookie: '' }),
      none,
    )
    expect(answer.status).toBe(422)
    const markup = await answer.text()
    expect(markup).toContain(`value="${other.code}"`)
    expect(markup).not.toContain('molto-segreta')
  })

  test('sent by another site, it does nothing', async () => {
    const before = await emailOf(account.childId)
    const elsewhere: Values[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://altrove.test' },
      { origin: 'null' },
    ]
    for (const headers of elsewhere) {
      const answer = await postContacts(
        post('/anagrafica/recapiti', contacts('altrui@esempio.it'), headers),
        none,
      )
      expect(answer.status).toBe(403)
    }
    expect(await emailOf(account.childId)).toBe(before)
  })

  test('for another family’s child it is refused like for one that is missing', async () => {
    const send = (figlio: string) =>
      postContacts(post('/anagrafica/recapiti', { ...contacts('altrui@esempio.it'), figlio }), none)
    const [strangers, missing] = await Promise.all([send(String(other.childId)), send('2000000000')])
    expect(strangers.status).toBe(missing.status)
    expect(await emailOf(other.childId)).toBeUndefined()
  })

  test('a form that the page does not have, or that is none, leads nowhere or is refused: never a fault', async () => {
    expect((await postChildren(post('/x', { azione: 'constructor' }), none)).status).toBe(404)
    const noForm = new Request(`${BASE}/anagrafica/recapiti`, {
      method: 'POST',
      body: '{}',
      headers: { cookie, 'content-type': 'application/json', host: 'portale.test', origin: BASE },
    })
    expect((await postContacts(noForm, none)).status).toBe(422)
  })

  test('the page shows the form as it is stored', async () => {
    const markup = await (await getContacts(get('/anagrafica/recapiti'), none)).text()
    expect(markup).toContain('value="nuova@esempio.it"')
  })
})
