// Guarantee: payment documents are for their family only, and a notice is printed only while it can be paid.
import { given, guardianCtx } from '@tests/support/builders'
import { aFamily, ask, aTopUp, type Family, familyCtx, receiptRequest } from '@tests/support/payments'
import { readPdf } from '@tests/support/pdf'
import { beforeAll, describe, expect, test } from 'vitest'
import { GET as getAttestation } from '@/app/(portal)/pagamenti/[id]/attestazione/route'
import { GET as getNotice } from '@/app/(portal)/pagamenti/[id]/avviso/route'
import { GET as getTopUp } from '@/app/(portal)/pagamenti/[id]/route'
import { GET as getPayments } from '@/app/(portal)/pagamenti/route'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { openNotices } from '@/modules/documents'
import { cancelTopUp, formatNoticeNumber } from '@/modules/payments'
import { dayInRome } from '@/shared/dates'

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

describe('the attestation', () => {
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
