// Guarantee: payment documents are for their family only, and a notice is printed only while it can be paid.
import { randomUUID } from 'node:crypto'
import { given, guardianCtx } from '@tests/support/builders'
import { anUnmatchedEntry, clerk } from '@tests/support/office-money'
import {
  aFamily,
  ask,
  aTopUp,
  type Family,
  familyCtx,
  getRequest,
  receiptRequest,
} from '@tests/support/payments'
import { readPdf } from '@tests/support/pdf'
import { beforeAll, describe, expect, test } from 'vitest'
import { GET as getAttestation } from '@/app/(portal)/pagamenti/[id]/attestazione/route'
import { GET as getNotice } from '@/app/(portal)/pagamenti/[id]/avviso/route'
import { GET as getTopUp } from '@/app/(portal)/pagamenti/[id]/route'
import { GET as getPayments } from '@/app/(portal)/pagamenti/route'
import { db, sql } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { openNotices } from '@/modules/documents'
import { assignEntry, bookCounterTopUp } from '@/modules/office-money'
import { cancelTopUp, familyTopUps, formatNoticeNumber } from '@/modules/payments'
import { dayInRome } from '@/shared/dates'
import { cents } from '@/shared/money'

let family: Family
let cookie: string
let strangersCookie: string

const cookieOf = async (of: Parameters<typeof guardianCtx>[0]) =>
  `${sessionCookie.name}=${await sealSession((await guardianCtx(of)).actor)}`

const get = (route: typeof getNotice, id: string, as = cookie) =>
  route(new Request('http://portale.test/pagamenti/x', { headers: { cookie: as } }), {
    params: Promise.resolve({ id }),
  })

beforeAll(async () => {
  family = await aFamily()
  await given.guardian({ childId: family.childId })
  cookie = await cookieOf(family)
  strangersCookie = await cookieOf(await given.account())
})

describe('the notice', () => {
  test('is a PDF with the number of the top-up and nobody’s child', async () => {
    const topUp = await aTopUp(family, { channel: 'notice' })
    const answer = await get(getNotice, topUp.topUpId)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="avviso-di-pagamento-${topUp.noticeNumber}.pdf"`,
    )
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const { text } = await readPdf(new Uint8Array(await answer.arrayBuffer()))
    expect(text).toContain(formatNoticeNumber(topUp.noticeNumber as never))
    expect(text).toContain('20,00 Euro')
    expect(text).toContain('Marta Bianchi')
    expect(text).not.toContain('Anna')
  })

  test('is linked from the top-up and from the list while it is open', async () => {
    const { topUpId } = await aTopUp(family, { channel: 'notice' })
    const link = `/pagamenti/${topUpId}/avviso`
    expect(await (await get(getTopUp as never, topUpId)).text()).toContain(link)
    expect(await (await get(getPayments as never, topUpId)).text()).toContain(link)
    await cancelTopUp(familyCtx(family), topUpId)
    expect(await (await get(getTopUp as never, topUpId)).text()).not.toContain(link)
  })

  test('of another family, or of none, or asked by nobody, is not there', async () => {
    const { topUpId } = await aTopUp(family, { channel: 'notice' })
    expect((await get(getNotice, topUpId, strangersCookie)).status).toBe(404)
    expect((await get(getNotice, '11111111-1111-4111-8111-111111111111')).status).toBe(404)
    expect((await get(getNotice, topUpId, '')).status).toBe(303)
  })

  test('cancelled, expired or credited: a page says so', async () => {
    const cancelled = await aTopUp(family, { channel: 'notice' })
    await cancelTopUp(familyCtx(family), cancelled.topUpId)
    const longAgo = familyCtx(family).now.subtract({ hours: 24 * 400 })
    const expired = await aTopUp(family, { channel: 'notice', now: longAgo })
    const credited = await aTopUp(family, { channel: 'notice' })
    await ask(receiptRequest({ noticeNumber: credited.noticeNumber }))
    for (const [topUp, state] of [
      [cancelled, 'annullata'],
      [expired, 'scaduta'],
      [credited, 'accreditata'],
    ] as const) {
      const answer = await get(getNotice, topUp.topUpId)
      expect(answer.headers.get('content-type')).toContain('text/html')
      const markup = await answer.text()
      expect(markup).toContain('L’avviso non si può più pagare')
      expect(markup).toContain(`Stato della ricarica: ${state}`)
    }
  })

  test('all that are open are found for printing, each once', async () => {
    const { noticeNumber } = await aTopUp(family, { channel: 'notice' })
    const numbers: string[] = []
    for await (const notice of openNotices(dayInRome(familyCtx(family).now)))
      numbers.push(notice.noticeNumber)
    expect(numbers.filter((number) => number === noticeNumber)).toHaveLength(1)
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

describe('the payer on the notice', () => {
  const payerOf = async (of: Family, as: string) => {
    const { topUpId, noticeNumber } = await aTopUp(of, { channel: 'notice' })
    const answer = await get(getNotice, topUpId, as)
    const { text } = await readPdf(new Uint8Array(await answer.arrayBuffer()))
    const { body } = await ask(getRequest(noticeNumber))
    return { text, told: /<fullName>([^<]*)</.exec(body)?.[1] }
  }

  test('is nobody where the reference guardian is kept from the family', async () => {
    const separated = await aFamily()
    await given.guardian({ childId: separated.childId, name: 'Nascosta', isHidden: true })
    const { text, told } = await payerOf(separated, await cookieOf(separated))
    expect(text).not.toContain('Nascosta')
    expect(text).not.toContain('Bianchi')
    expect(told).toBe('ANONIMO')
  })

  test('is the guardian of the account, not that of a child it added', async () => {
    const [own, other] = [await aFamily(), await aFamily()]
    await given.guardian({ childId: own.childId, name: 'Propria' })
    await given.guardian({ childId: other.childId, name: 'Altrui' })
    await db.execute(sql`
      update public.guardians set fiscal_code = case name when 'Propria' then 'BNCPRP80A41G479X' else 'BNCLTR80A41G479X' end
      where name in ('Propria', 'Altrui')`)
    await db.execute(
      sql`insert into portal.account_child (account_id, child_id) values (${own.accountId}, ${other.childId})`,
    )
    const added = { ...own, childId: other.childId, serviceId: other.serviceId }
    const { text, told } = await payerOf(added, await cookieOf(own))
    expect(text).toContain('Propria Bianchi')
    expect(text).not.toContain('Altrui')
    expect(told).toBe('Propria Bianchi')
  })
})

describe('the attestation', () => {
  test('of a top-up at the counter carries the counter’s receipt', async () => {
    const paid = await aFamily()
    const id = await bookCounterTopUp(clerk(), {
      actId: randomUUID(),
      childId: paid.childId,
      serviceId: paid.serviceId,
      cents: cents(15_00),
      method: 'pos',
      receiptNumber: 'B/77',
      reason: 'Ricarica allo sportello',
    })
    const own = await cookieOf(paid)
    expect((await get(getAttestation, id, strangersCookie)).status).toBe(404)
    const answer = await get(getAttestation, id, own)
    const { text } = await readPdf(new Uint8Array(await answer.arrayBuffer()))
    for (const part of ['Ricevuta dello sportello n.', `B/77/${new Date().getFullYear()}`, 'POS', '15,00 €'])
      expect(text).toContain(part)
    expect(text).not.toContain('pagoPA')
    expect(await (await get(getTopUp as never, id, own)).text()).toContain(`/pagamenti/${id}/attestazione`)
  })

  test('of a payment that the office assigned says when it came and when it was assigned', async () => {
    const paid = await aFamily()
    const entryId = await anUnmatchedEntry(17_00)
    await assignEntry(clerk(), {
      actId: randomUUID(),
      entryId,
      childId: paid.childId,
      serviceId: paid.serviceId,
      reason: 'È della famiglia',
    })
    const [topUp] = (await familyTopUps(familyCtx(paid), 1)).topUps
    const answer = await get(getAttestation, topUp?.id ?? '', await cookieOf(paid))
    const { text } = await readPdf(new Uint8Array(await answer.arrayBuffer()))
    for (const part of ['Pagamento arrivato il', 'Abbinato dall’ufficio il', '17,00 €', 'Codice avviso'])
      expect(text).toContain(part)
  })

  test('says what the stored receipt says', async () => {
    const topUp = await aTopUp(family, { channel: 'notice' })
    expect((await get(getAttestation, topUp.topUpId)).status).toBe(404)
    await ask(receiptRequest({ noticeNumber: topUp.noticeNumber, receiptId: `prova-${topUp.noticeNumber}` }))
    expect((await get(getAttestation, topUp.topUpId, strangersCookie)).status).toBe(404)
    const answer = await get(getAttestation, topUp.topUpId)
    const { text, title } = await readPdf(new Uint8Array(await answer.arrayBuffer()))
    expect(title).toBe('Attestazione di pagamento')
    for (const part of [
      `prova-${topUp.noticeNumber}`,
      topUp.noticeNumber.slice(1),
      'Banca di prova',
      '20,00 €',
      '1,50 €',
      '21,50 €',
      'Data e ora dell’operazione',
      'Ricarica',
    ])
      expect(text).toContain(part)
    expect(await (await get(getTopUp as never, topUp.topUpId)).text()).toContain('/attestazione')
  })
})
