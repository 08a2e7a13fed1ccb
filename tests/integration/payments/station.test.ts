// Guarantee: the station credits each payment once, however its receipts arrive, refuses what it must with the fault of
// the table, and every answer follows the published schemas.
import { balanceOf, given } from '@tests/support/builders'
import { hasSchemas, schemaErrors } from '@tests/support/pagopa-schemas'
import {
  aFamily,
  ask,
  aTopUp,
  familyCtx,
  getRequest,
  nodeCtx,
  queueOf,
  receiptRequest,
  soap,
  topUpOf,
  verdictOf,
  verifyRequest,
} from '@tests/support/payments'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { db, isDatabaseAway, rows, sql } from '@/db/client'
import { env } from '@/env'
import {
  cancelTopUp,
  childOf,
  expireTopUps,
  forgetStationEvents,
  noticeNumber,
  stationAway,
  textAt,
} from '@/modules/payments'
import { verifyLedger } from '@/modules/wallet'

const hoursAgo = (hours: number) => Temporal.Now.instant().subtract({ hours })
const inDays = (days: number) => Temporal.Now.instant().add({ hours: 24 * days })

/** Every answer of this file, to be validated at the end. */
const answers: string[] = []
const send = async (...args: Parameters<typeof ask>) => {
  const answer = await ask(...args)
  answers.push(answer.body)
  return answer
}
const verdict = async (...args: Parameters<typeof ask>) => (await send(...args)).verdict

/** As the Node does: a delivery that a busy station could not take, HTTP 500, comes again. */
const deliver = async (receipt: string): Promise<string | null> => {
  try {
    return await verdict(receipt)
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    return deliver(receipt)
  }
}

const countOf = async (query: ReturnType<typeof sql>) => Number((await db.execute(query)).rows[0]?.count)

describe('a receipt', () => {
  test('credits the wallet once, keeps its message, tells the family', async () => {
    const family = await aFamily()
    const topUp = await aTopUp(family, { now: hoursAgo(3) })
    const paidAt = Temporal.Now.instant().subtract({ hours: 1 }).round('second').toString()
    const receipt = receiptRequest({
      noticeNumber: topUp.noticeNumber,
      receiptId: 'a1',
      paymentDateTime: paidAt,
    })
    expect(await verdict(receipt)).toBe('OK')
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    expect((await topUpOf(topUp.topUpId)).status).toBe('credited')
    const { rows } = await db.execute(
      sql`select raw, fee_cents::int as fee, psp_name, is_late, paid_at from portal.receipt where receipt_id = 'a1'`,
    )
    expect(rows).toEqual([
      expect.objectContaining({ raw: receipt, fee: 150, psp_name: 'Banca di prova', is_late: false }),
    ])
    expect(
      await countOf(sql`select count(*) from portal.message where cause = ${`topUp:${topUp.topUpId}`}`),
    ).toBe(1)
    const events = await db.execute(
      sql`select kind from portal.top_up_event where top_up_id = ${topUp.topUpId}::uuid order by event_id`,
    )
    expect(events.rows.map(({ kind }) => kind)).toEqual(['created', 'paid', 'credited'])
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('fifty times at the same instant credits once', async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    const receipt = receiptRequest({ noticeNumber, receiptId: 'fifty' })
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => deliver(receipt)))
    expect(verdicts.filter((each) => each === 'OK')).toHaveLength(1)
    expect(verdicts.filter((each) => each === 'PAA_RECEIPT_DUPLICATA')).toHaveLength(49)
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    expect((await verifyLedger(db)).ok).toBe(true)
  })

  test('with one id for two notices at the same instant credits one of them', async () => {
    const families = await Promise.all([aFamily(), aFamily()])
    const topUps = await Promise.all(families.map((family) => aTopUp(family)))
    const verdicts = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        deliver(
          receiptRequest({ noticeNumber: topUps[index % 2]?.noticeNumber ?? '', receiptId: 'one-for-two' }),
        ),
      ),
    )
    expect(verdicts.filter((each) => each === 'OK')).toHaveLength(1)
    expect(verdicts.filter((each) => each === 'PAA_SEMANTICA')).toHaveLength(1)
    expect(verdicts.filter((each) => each === 'PAA_RECEIPT_DUPLICATA')).toHaveLength(8)
    const balances = await Promise.all(families.map((family) => balanceOf(family.childId, family.serviceId)))
    expect(balances.toSorted()).toEqual([0, 20_00])
  })

  test('delivered by both versions counts once, in either order', async () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ] as const) {
      const family = await aFamily()
      const { noticeNumber } = await aTopUp(family)
      const of = (version: 1 | 2) =>
        receiptRequest({ noticeNumber, receiptId: `v${order.join('')}`, version })
      expect(await verdict(of(order[0]))).toBe('OK')
      expect(await verdict(of(order[1]))).toBe('PAA_RECEIPT_DUPLICATA')
      expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    }
  })

  test.each(['cancelled', 'expired', 'expired but not noted'])(
    'credits a top-up that is %s, and tells the office',
    async (how) => {
      const family = await aFamily()
      const topUp = await aTopUp(family, { now: how === 'cancelled' ? hoursAgo(1) : hoursAgo(24 * 10) })
      if (how === 'cancelled') await cancelTopUp(familyCtx(family), topUp.topUpId)
      if (how === 'expired')
        await expireTopUps({ ...familyCtx(family), actor: { kind: 'system', name: 'test' } })
      expect(await verdict(receiptRequest({ noticeNumber: topUp.noticeNumber }))).toBe('OK')
      expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
      expect(
        await countOf(
          sql`select count(*) from portal.receipt where top_up_id = ${topUp.topUpId}::uuid and is_late`,
        ),
      ).toBe(1)
      expect(
        await countOf(
          sql`select count(*) from portal.audit where action = 'payment.late' and subject = ${`topUp:${topUp.topUpId}`}`,
        ),
      ).toBe(1)
    },
  )

  test('of an unknown notice, another amount or a second payment is kept for the office, never credited', async () => {
    const family = await aFamily()
    const unknown = noticeNumber('49', 1n)
    expect(await verdict(receiptRequest({ noticeNumber: unknown, receiptId: 'u' }))).toBe(
      'PAA_PAGAMENTO_SCONOSCIUTO',
    )
    expect(await verdict(receiptRequest({ noticeNumber: unknown, receiptId: 'u' }))).toBe(
      'PAA_RECEIPT_DUPLICATA',
    )
    expect(await queueOf(unknown)).toEqual(['unknownNotice'])

    const wrong = await aTopUp(family)
    for (const amounts of [
      { amount: '19.99' },
      { amount: '20.01' },
      { amount: '0.00', ownAmount: '0.01' },
      { amount: '25.00', ownAmount: '20.00' },
      { amount: '20.00', ownAmount: '15.00' },
    ])
      expect(await verdict(receiptRequest({ noticeNumber: wrong.noticeNumber, ...amounts }))).toBe(
        'PAA_SEMANTICA',
      )
    expect(await queueOf(wrong.noticeNumber)).toEqual(Array.from({ length: 5 }, () => 'wrongAmount'))
    expect(await balanceOf(family.childId, family.serviceId)).toBe(0)

    const twice = await aTopUp(family)
    expect(await verdict(receiptRequest({ noticeNumber: twice.noticeNumber, receiptId: 'first' }))).toBe('OK')
    expect(await verdict(receiptRequest({ noticeNumber: twice.noticeNumber, receiptId: 'second' }))).toBe(
      'PAA_RECEIPT_DUPLICATA',
    )
    expect(await queueOf(twice.noticeNumber)).toEqual(['secondReceipt'])
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)

    const other = await aTopUp(family)
    expect(await verdict(receiptRequest({ noticeNumber: other.noticeNumber, receiptId: 'first' }))).toBe(
      'PAA_SEMANTICA',
    )
    expect(await queueOf(other.noticeNumber)).toEqual(['conflictingReceipt'])
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
  })

  test('of another creditor, not paid, or with another IUV is kept and credits nothing', async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    expect(await verdict(receiptRequest({ noticeNumber, fiscalCode: '77777777777' }))).toBe('OK')
    expect(await verdict(receiptRequest({ noticeNumber, outcome: 'KO' }))).toBe('PAA_SEMANTICA')
    expect(await verdict(receiptRequest({ noticeNumber, iuv: '00000000000000003' }))).toBe('PAA_SEMANTICA')
    expect(await queueOf(noticeNumber)).toEqual(['otherCreditor', 'notPaid', 'conflictingReceipt'])
    expect(await balanceOf(family.childId, family.serviceId)).toBe(0)
  })

  test('of a wrong form is kept once, whatever it says', async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    const broken = receiptRequest({ noticeNumber, receiptId: 'broken', amount: '20.0' })
    expect(await verdict(broken)).toBe('PAA_SINTASSI_EXTRAXSD')
    expect(await verdict(broken)).toBe('PAA_SINTASSI_EXTRAXSD')
    expect(await countOf(sql`select count(*) from portal.unmatched_receipt where raw = ${broken}`)).toBe(1)
    expect(await balanceOf(family.childId, family.serviceId)).toBe(0)
  })

  test('that cannot be stored is not answered: the Node must try again', async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    await db.execute(sql`alter table portal.receipt add constraint broken check (receipt_id <> 'unstorable')`)
    const receipt = receiptRequest({ noticeNumber, receiptId: 'unstorable' })
    await expect(ask(receipt)).rejects.toThrow(/broken/)
    expect(await balanceOf(family.childId, family.serviceId)).toBe(0)
    await db.execute(sql`alter table portal.receipt drop constraint broken`)
    expect(await verdict(receipt)).toBe('OK')
    expect(await balanceOf(family.childId, family.serviceId)).toBe(20_00)
    answers.push(stationAway())
  })
})

describe('a notice', () => {
  test('is told to whoever may pay it, with today’s amount, and stays open', async () => {
    const family = await aFamily()
    await given.guardian({ childId: family.childId })
    const { noticeNumber, topUpId } = await aTopUp(family, { amount: '12,5', channel: 'notice' })
    const verified = await send(verifyRequest(noticeNumber))
    expect(verified.verdict).toBe('OK')
    const option = childOf(verified.content, 'paymentList', 'paymentOptionDescription')
    expect([textAt(option, 'amount'), textAt(option, 'options')]).toEqual(['12.50', 'EQ'])
    for (const version of [1, 2, 2] as const) {
      const { content } = await send(getRequest(noticeNumber, version))
      const data = childOf(content, 'data')
      expect(textAt(data, 'creditorReferenceId')).toBe(noticeNumber.slice(1))
      expect(textAt(data, 'paymentAmount')).toBe('12.50')
      expect(textAt(data, 'transferList', 'transfer', 'IBAN')).toBe('IT60X0542811101000000123456')
      expect(textAt(data, 'metadata', 'mapEntry', 'value')).toBe(topUpId)
    }
    expect((await topUpOf(topUpId)).status).toBe('created')
    expect(
      await countOf(sql`select count(*) from portal.activation where top_up_id = ${topUpId}::uuid`),
    ).toBe(3)
  })

  test('is refused by its state', async () => {
    const family = await aFamily()
    const open = await aTopUp(family)
    expect(await verdict(verifyRequest(open.noticeNumber), inDays(3))).toBe('PAA_PAGAMENTO_SCADUTO')
    expect(await verdict(getRequest(open.noticeNumber, 1), inDays(3))).toBe('PAA_PAGAMENTO_SCADUTO')
    await cancelTopUp(familyCtx(family), open.topUpId)
    expect(await verdict(verifyRequest(open.noticeNumber))).toBe('PAA_PAGAMENTO_ANNULLATO')
    expect(await verdict(getRequest(open.noticeNumber))).toBe('PAA_PAGAMENTO_ANNULLATO')
    await send(receiptRequest({ noticeNumber: open.noticeNumber }))
    expect(await verdict(verifyRequest(open.noticeNumber))).toBe('PAA_PAGAMENTO_DUPLICATO')
    expect(await verdict(getRequest(open.noticeNumber))).toBe('PAA_PAGAMENTO_DUPLICATO')
    expect(await verdict(verifyRequest('300000000000000003'))).toBe('PAA_PAGAMENTO_SCONOSCIUTO')
    expect(await verdict(getRequest('302012387654312384'))).toBe('PAA_PAGAMENTO_SCONOSCIUTO')
  })
})

describe('the form of a message', () => {
  const notice = '300000000000000003'
  test.each([
    ['a wrong creditor', verifyRequest(notice, { idPA: '77777777777' }), 'PAA_ID_DOMINIO_ERRATO'],
    ['a wrong broker', getRequest(notice, 1, { idBrokerPA: '77777777777' }), 'PAA_ID_INTERMEDIARIO_ERRATO'],
    ['a wrong station', getRequest(notice, 2, { idStation: '77777777777_01' }), 'PAA_STAZIONE_INT_ERRATA'],
    [
      'a receipt for a wrong station',
      receiptRequest({ noticeNumber: notice, idStation: 'x' }),
      'PAA_STAZIONE_INT_ERRATA',
    ],
    ['17 digits', verifyRequest(notice.slice(1)), 'PAA_SINTASSI_EXTRAXSD'],
    ['a letter', verifyRequest(`${notice.slice(1)}x`), 'PAA_SINTASSI_EXTRAXSD'],
    ['an empty field', verifyRequest(notice, { idStation: '' }), 'PAA_SINTASSI_EXTRAXSD'],
    ['36 characters', verifyRequest(notice, { idStation: 'x'.repeat(36) }), 'PAA_SINTASSI_EXTRAXSD'],
    [
      'a missing field',
      soap('paVerifyPaymentNoticeReq', '<idPA>00272430414</idPA>'),
      'PAA_SINTASSI_EXTRAXSD',
    ],
    [
      'another order',
      verifyRequest(notice).replace(/(<idPA>.*<\/idPA>)(<idBrokerPA>.*<\/idBrokerPA>)/, '$2$1'),
      'PAA_SINTASSI_EXTRAXSD',
    ],
    [
      'a field too many',
      verifyRequest(notice).replace('</qrCode>', '</qrCode><x/>'),
      'PAA_SINTASSI_EXTRAXSD',
    ],
    [
      'another namespace',
      verifyRequest(notice).replace('pa/paForNode.xsd', 'pa/gad.xsd'),
      'PAA_SINTASSI_EXTRAXSD',
    ],
    [
      'qualified children',
      verifyRequest(notice).replaceAll(/<(\/?)(idPA|qrCode)>/g, '<$1paf:$2>'),
      'PAA_SINTASSI_EXTRAXSD',
    ],
    [
      'a date that is none',
      getRequest(notice).replace('</qrCode>', '</qrCode><dueDate>2026-02-30</dueDate>'),
      'PAA_SINTASSI_EXTRAXSD',
    ],
    [
      'an amount without cents',
      getRequest(notice).replace('</qrCode>', '</qrCode><amount>20</amount>'),
      'PAA_SINTASSI_EXTRAXSD',
    ],
    [
      'a spontaneous payment',
      soap(
        'paDemandPaymentNoticeRequest',
        `<idPA>${env.PAGOPA_CREDITOR_FISCAL_CODE}</idPA><idBrokerPA>${env.PAGOPA_BROKER_FISCAL_CODE}</idBrokerPA><idStation>${env.PAGOPA_STATION_ID}</idStation><idServizio>00001</idServizio><idSoggettoServizio>00001</idSoggettoServizio><datiSpecificiServizioRequest>PGEvPg==</datiSpecificiServizioRequest>`,
      ),
      'PAA_SYSTEM_ERROR',
    ],
    [
      'another prefix',
      verifyRequest(notice).replaceAll('paf:', 'n1:').replace('xmlns:paf', 'xmlns:n1'),
      'PAA_PAGAMENTO_SCONOSCIUTO',
    ],
    ['no header', verifyRequest(notice).replace('<soapenv:Header/>', ''), 'PAA_PAGAMENTO_SCONOSCIUTO'],
    [
      'a full header',
      verifyRequest(notice).replace(
        '<soapenv:Header/>',
        '<soapenv:Header><a:b xmlns:a="urn:a">1</a:b></soapenv:Header>',
      ),
      'PAA_PAGAMENTO_SCONOSCIUTO',
    ],
    [
      'comments and space',
      verifyRequest(notice).replaceAll('><', '>\n <!-- c --> <'),
      'PAA_PAGAMENTO_SCONOSCIUTO',
    ],
    [
      'all optional fields',
      getRequest(notice).replace(
        '</qrCode>',
        '</qrCode><amount>20.00</amount><paymentNote>x</paymentNote><transferType>POSTAL</transferType><dueDate>2026-12-31+01:00</dueDate>',
      ),
      'PAA_PAGAMENTO_SCONOSCIUTO',
    ],
    ['an unknown operation', soap('paDoSomethingReq', ''), 'HTTP 500 soapenv:Client'],
    ['a prototype', soap('constructor', ''), 'HTTP 500 soapenv:Client'],
    [
      'two messages',
      verifyRequest(notice).replace('</soapenv:Body>', '<b/></soapenv:Body>'),
      'HTTP 500 soapenv:Client',
    ],
    [
      'SOAP 1.2',
      verifyRequest(notice).replace(
        'http://schemas.xmlsoap.org/soap/envelope/',
        'http://www.w3.org/2003/05/soap-envelope',
      ),
      'HTTP 500 soapenv:Client',
    ],
    ['JSON', '{"idPA":"1"}', 'HTTP 500 soapenv:Client'],
    ['nothing', '', 'HTTP 500 soapenv:Client'],
    ['half a message', verifyRequest(notice).slice(0, 300), 'HTTP 500 soapenv:Client'],
    [
      'an external entity',
      verifyRequest(notice)
        .replace('?>', '?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
        .replace('<idPA>', '<idPA>&x;'),
      'HTTP 500 soapenv:Client',
    ],
    [
      'entities that multiply',
      verifyRequest(notice)
        .replace('?>', '?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>')
        .replace('<idPA>', '<idPA>&b;'),
      'HTTP 500 soapenv:Client',
    ],
    ['an entity of its own', verifyRequest(notice).replace('<idPA>', '<idPA>&x;'), 'HTTP 500 soapenv:Client'],
    [
      'half of a pair of characters',
      verifyRequest(notice).replace('<idPA>', '<idPA>&#xD800;'),
      'HTTP 500 soapenv:Client',
    ],
    ['a DTD that is empty', verifyRequest(notice).replace('?>', '?><!DOCTYPE a>'), 'HTTP 500 soapenv:Client'],
    [
      'nesting without end',
      verifyRequest(notice).replace('<idPA>', `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}<idPA>`),
      'HTTP 500 soapenv:Client',
    ],
    [
      'another encoding, declared',
      verifyRequest(notice).replace('UTF-8', 'ISO-8859-1'),
      'HTTP 500 soapenv:Client',
    ],
    [
      'UTF-16',
      new Uint8Array(Buffer.from(`\ufeff${verifyRequest(notice)}`, 'utf16le')),
      'HTTP 500 soapenv:Client',
    ],
    ['a byte order mark', `\ufeff${verifyRequest(notice)}`, 'PAA_PAGAMENTO_SCONOSCIUTO'],
    ['no declaration', verifyRequest(notice).replace(/<\?xml.*\?>/, ''), 'PAA_PAGAMENTO_SCONOSCIUTO'],
    [
      'CDATA',
      verifyRequest(notice).replace(/<idPA>(.*?)<\/idPA>/, '<idPA><![CDATA[$1]]></idPA>'),
      'PAA_PAGAMENTO_SCONOSCIUTO',
    ],
    [
      'bytes that are no UTF-8',
      new Uint8Array([0x3c, 0x61, 0x3e, 0xe8, 0x3c, 0x2f, 0x61, 0x3e]),
      'HTTP 500 soapenv:Client',
    ],
  ] as const)('%s', async (_name, message, expected) => {
    expect(await verdict(message)).toBe(expected)
  })

  const typed = (type: string) => new Headers({ 'content-type': type })
  test.each([
    ['text/xml; charset=utf-8', 200],
    ['text/xml;charset="UTF-8"', 200],
    ['application/xml', 200],
    ['application/soap+xml; charset=utf-8', 415],
    ['application/json', 415],
    ['text/plain', 415],
    ['text/xml; charset=iso-8859-1', 415],
  ])('of the type %s is answered %i', async (type, status) => {
    expect((await send(verifyRequest(notice), undefined, typed(type))).status).toBe(status)
  })

  test.each(['paVerifyPaymentNotice', '"paVerifyPaymentNotice"', '""', '"paSendRT"', 'urn:other'])(
    'decides, not its SOAPAction (%s)',
    async (soapaction) => {
      expect(await verdict(verifyRequest(notice), undefined, new Headers({ soapaction }))).toBe(
        'PAA_PAGAMENTO_SCONOSCIUTO',
      )
    },
  )

  test('is checked in the order of the table: form, creditor, broker, station, notice', async () => {
    const wrong = { idPA: '77777777777', idBrokerPA: '77777777777', idStation: '77777777777_01' }
    const { idPA: _, ...brokerAndStation } = wrong
    expect(await verdict(verifyRequest('x', wrong))).toBe('PAA_SINTASSI_EXTRAXSD')
    expect(await verdict(verifyRequest(notice, wrong))).toBe('PAA_ID_DOMINIO_ERRATO')
    expect(await verdict(verifyRequest(notice, brokerAndStation))).toBe('PAA_ID_INTERMEDIARIO_ERRATO')
    expect(await verdict(verifyRequest(notice, { idStation: wrong.idStation }))).toBe(
      'PAA_STAZIONE_INT_ERRATA',
    )
    expect(await verdict(verifyRequest(notice))).toBe('PAA_PAGAMENTO_SCONOSCIUTO')
  })

  test('without the shared secret, when one is set, nothing is read', async () => {
    const before = env.PAGOPA_STATION_SECRET
    Object.assign(env, { PAGOPA_STATION_SECRET: 'segreto' })
    try {
      await expect(ask(verifyRequest(notice))).rejects.toThrow(/without proof/)
      await expect(
        ask(verifyRequest(notice), undefined, new Headers({ 'x-station-secret': 'x' })),
      ).rejects.toThrow()
      expect(
        await verdictOf(verifyRequest(notice), undefined, new Headers({ 'x-station-secret': 'segreto' })),
      ).toBe('PAA_PAGAMENTO_SCONOSCIUTO')
    } finally {
      Object.assign(env, { PAGOPA_STATION_SECRET: before })
    }
  })
})

describe('the journal of events', () => {
  const Event = z.object({
    primitive: z.string(),
    outcome: z.string(),
    receipt: z.string().nullable(),
    raw: z.string().nullable(),
  })
  const journalOf = (noticeNumber: string) =>
    rows(
      db,
      Event,
      sql`select primitive, outcome, receipt_id as receipt, raw from portal.station_event
          where notice_number = ${noticeNumber} order by event_id`,
    )

  test('has every message and its answer; the payer’s data only with the receipt', async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    const receipt = receiptRequest({ noticeNumber, receiptId: 'noted' })
    const questions = [verifyRequest(noticeNumber), getRequest(noticeNumber, 1), getRequest(noticeNumber, 2)]
    for (const message of [
      ...questions,
      receipt,
      receipt,
      receiptRequest({ noticeNumber, receiptId: 'ko', outcome: 'KO' }),
    ])
      await send(message)
    expect(await journalOf(noticeNumber)).toEqual([
      { primitive: 'paVerifyPaymentNotice', outcome: 'OK', receipt: null, raw: questions[0] },
      { primitive: 'paGetPayment', outcome: 'OK', receipt: null, raw: questions[1] },
      { primitive: 'paGetPaymentV2', outcome: 'OK', receipt: null, raw: questions[2] },
      { primitive: 'paSendRTV2', outcome: 'OK', receipt: 'noted', raw: null },
      { primitive: 'paSendRTV2', outcome: 'PAA_RECEIPT_DUPLICATA', receipt: 'noted', raw: null },
      { primitive: 'paSendRTV2', outcome: 'PAA_SEMANTICA', receipt: 'ko', raw: null },
    ])
  })

  test('is only added to, and forgets nothing within a year', async () => {
    await expect(db.execute(sql`update portal.station_event set outcome = 'OK'`)).rejects.toThrow()
    await expect(db.execute(sql`delete from portal.station_event`)).rejects.toThrow()
    const old = '300000000000000999'
    for (const years of [2, 10])
      await db.execute(sql`
        insert into portal.station_event (at, primitive, notice_number, outcome)
        values (now() - ${`${years} years`}::interval, 'paGetPayment', ${old}, 'OK')`)
    await forgetStationEvents(nodeCtx())
    expect(await journalOf(old)).toHaveLength(1)
  })
})

describe.skipIf(!hasSchemas)('the published schemas (skipped when they are not beside the project)', () => {
  test('every answer of this run is valid', async () => {
    expect(answers.length).toBeGreaterThan(60)
    expect(await schemaErrors(answers)).toEqual([])
  })

  test('a notice without guardian, with accents and long names, is still told in a valid form', async () => {
    const family = await aFamily()
    await db.execute(
      sql`update public.services set name = ${`Refezione «è» & <trasporto> ${'x'.repeat(200)}`} where id = ${family.serviceId}`,
    )
    const { noticeNumber } = await aTopUp(family)
    const told = await Promise.all(
      [verifyRequest(noticeNumber), getRequest(noticeNumber, 1), getRequest(noticeNumber, 2)].map(
        async (message) => (await ask(message)).body,
      ),
    )
    expect(await schemaErrors(told)).toEqual([])
  })
})
