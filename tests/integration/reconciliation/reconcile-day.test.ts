// Guarantee: every fault of a day is found and named, and nothing else; a lost receipt is recovered and credited once.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { balanceOf } from '@tests/support/builders'
import { departuresOf } from '@tests/support/iso-20022'
import { clerk } from '@tests/support/office-money'
import { aFamily, aTopUp, nodeCtx, queueOf } from '@tests/support/payments'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { z } from 'zod'
import { GET as bizEvents } from '@/app/(sandbox)/sandbox/pagopa/bizevents/[...path]/route'
import { GET as fdr } from '@/app/(sandbox)/sandbox/pagopa/fdr/[...path]/route'
import { POST as nodeForPa } from '@/app/(sandbox)/sandbox/pagopa/node-for-pa/route'
import { POST as station } from '@/app/api/pagopa/station/route'
import { db, rows, sql } from '@/db/client'
import { env } from '@/env'
import { closeEntry, unmatchedMoney } from '@/modules/office-money'
import {
  fetchFlows,
  importBankFile,
  readBankFile,
  reconcileDay,
  recoverReceipts,
} from '@/modules/reconciliation'
import {
  answerBizEvents,
  answerFdr,
  answerNodeForPa,
  bankStatement,
  closeDay,
  type DayFault,
  payNotice,
  sendUnaskedReceipt,
} from '@/modules/sandbox'
import { bankDaysAfter } from '@/shared/bank-days'
import { addDays, civilDate, dayInRome } from '@/shared/dates'
import { cents } from '@/shared/money'

let server: Server
beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const url = new URL(`http://127.0.0.1${incoming.url}`)
    const headers = incoming.headers as Record<string, string>
    const params = {
      params: Promise.resolve({ path: url.pathname.split('/').slice(4).map(decodeURIComponent) }),
    }
    const request = new Request(url, {
      headers,
      ...(incoming.method === 'POST' ? { method: 'POST', body: Buffer.concat(chunks) } : {}),
    })
    const response = await (url.pathname.startsWith('/sandbox/pagopa/node-for-pa')
      ? nodeForPa(request)
      : url.pathname.startsWith('/sandbox/pagopa/fdr')
        ? fdr(request, params)
        : url.pathname.startsWith('/sandbox/pagopa/bizevents')
          ? bizEvents(request, params)
          : station(request))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  Object.assign(env, {
    PORT: (server.address() as AddressInfo).port,
    PAGOPA_FDR_URL: undefined,
    PAGOPA_BIZ_EVENTS_URL: undefined,
  })
})
afterAll(() => server.close())

const now = () => Temporal.Now.instant()
const today = dayInRome(now())

/** Two payments of 20 euro, closed with a fault; then flows and bank are taken in, each twice. */
const aDay = async (fault: DayFault) => {
  const family = await aFamily()
  for (let index = 0; index < 2; index++) {
    const { noticeNumber } = await aTopUp(family)
    await payNotice({ noticeNumber }, now())
  }
  const name = await closeDay(fault, now())
  await Promise.all([fetchFlows(nodeCtx()), fetchFlows(nodeCtx())])
  await importBankFile(nodeCtx(), await bankStatement('camt', now()))
  const again = await importBankFile(nodeCtx(), await bankStatement('camt', now()))
  expect(again).toMatchObject({ taken: 0, errors: [] })
  const report = await reconcileDay(today, bankDaysAfter(today, 3))
  return {
    name,
    flow: report.flows.find((flow) => flow.fdr === name),
    lines: report.lines.filter((line) => line.fdr === name).map(({ outcome }) => outcome),
    credits: report.credits.filter((credit) => credit.fdr === name).length,
    report,
  }
}

test.each<[fault: DayFault, issues: string[] | null, lines: string[]]>([
  ['none', [], []],
  ['lineMissing', [], []],
  ['lineWithoutReceipt', ['linesOpen'], ['paidWithoutReceipt']],
  ['lineRevoked', ['linesOpen'], ['revoked']],
  ['lineAmountWrong', ['linesOpen'], ['amountDiffers']],
  ['totalWrong', ['totalDiffers'], []],
  ['flowMissing', null, []],
  ['creditMissing', ['bankMissing'], []],
  ['creditWrong', ['bankDiffers'], []],
  ['creditInTwoParts', [], []],
  ['newRevision', [], []],
])('a day closed with %s says exactly that', async (fault, issues, lines) => {
  const day = await aDay(fault)
  expect(day.flow?.issues ?? null).toEqual(issues)
  expect(day.lines).toEqual(lines)
  expect(day.credits).toBe(fault === 'flowMissing' ? 1 : 0)
  const meanwhile = await reconcileDay(today, bankDaysAfter(today, 2))
  const isMissing = fault === 'creditMissing'
  const flow = meanwhile.flows.find(({ fdr }) => fdr === day.name)
  expect(flow && [flow.isAwaited, flow.issues.includes('bankMissing')]).toEqual(flow && [isMissing, false])
  expect(meanwhile.credits.every(({ isAwaited }) => isAwaited)).toBe(true)
  if (fault === 'newRevision') expect(day.flow?.revision).toBe(2)
})

test('receipts that no flow reports are missed after three working days, and not before', async () => {
  const unreported = 3 // one line missing, and the two payments of the flow that is missing
  expect((await reconcileDay(today, today)).overdue).toHaveLength(0)
  const later = await reconcileDay(addDays(today, 8), addDays(today, 8))
  expect(later.overdue).toHaveLength(unreported)
  expect(later.isMatched).toBe(false)
})

describe('a notice that is paid more than once', () => {
  const judgedOf = async (name: string | null) => {
    const report = await reconcileDay(today, today)
    const flow = report.flows.find((flow) => flow.fdr === name)
    return {
      flow: flow && [flow.lineCount, flow.linesCents, flow.receiptsCents, flow.bankCents],
      issues: flow?.issues,
      lines: Object.fromEntries(
        report.lines.filter((line) => line.fdr === name).map((line) => [line.iur, line.outcome]),
      ),
    }
  }

  test('has each line judged by its own receipt, to the cent: credited, lost, in the queue, decided', async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    await payNotice({ noticeNumber }, now())
    const second = await sendUnaskedReceipt({ noticeNumber, cents: 2000, delivery: 'sent' }, now())
    const third = await sendUnaskedReceipt({ noticeNumber, cents: 2000, delivery: 'lost' }, now())
    const name = await closeDay('none', now())
    await fetchFlows(nodeCtx())
    await importBankFile(nodeCtx(), await bankStatement('camt', now()))
    expect(await judgedOf(name)).toEqual({
      flow: [3, 6000, 4000, 6000],
      issues: ['linesOpen'],
      lines: { [second]: 'queued', [third]: 'missingReceipt' },
    })
    // Its receipt is asked for although the notice has one already, and waits for the office as any second one.
    await recoverReceipts(nodeCtx())
    expect(await queueOf(noticeNumber)).toEqual(['secondReceipt', 'secondReceipt'])
    expect(await judgedOf(name)).toEqual({
      flow: [3, 6000, 6000, 6000],
      issues: ['linesOpen'],
      lines: { [second]: 'queued', [third]: 'queued' },
    })
    const { entries } = await unmatchedMoney(clerk(), { isDecided: false, page: 1 })
    for (const { id } of entries.filter((entry) => entry.noticeNumber === noticeNumber))
      await closeEntry(clerk(), {
        actId: randomUUID(),
        entryId: id,
        decision: 'returned',
        reason: 'Reso a chi ha pagato',
      })
    expect(await judgedOf(name)).toEqual({ flow: [3, 6000, 6000, 6000], issues: [], lines: {} })
    expect(await balanceOf(family.childId, family.serviceId)).toBe(2000)
  })

  test('shows a queued receipt of another amount than its line', async () => {
    const { noticeNumber } = await aTopUp(await aFamily())
    const iur = await sendUnaskedReceipt({ noticeNumber, cents: 1500, delivery: 'sent' }, now())
    const name = await closeDay('lineAmountWrong', now())
    await fetchFlows(nodeCtx())
    expect((await judgedOf(name)).lines).toEqual({ [iur]: 'amountDiffers' })
  })
})

describe('a line of another IUR than the receipt of its notice', () => {
  let flows = 0
  // The sandbox's own flow of these payments, so that no later one has them.
  afterAll(() => closeDay('none', now()))
  /** Takes in a flow of its own, with lines of 20 euro. */
  const report = async (...lines: { iuv: string; iur: string; payStatus: number }[]) => {
    const listed = { fdr: `2026-03-03P-${++flows}`, pspId: 'P', revision: 1, published: now() }
    const flow = {
      ...listed,
      regulation: 'TRN',
      regulationDate: civilDate('2026-03-03'),
      totPayments: lines.length,
      sumPayments: cents(2000 * lines.length),
      sender: { pspId: 'P', pspName: 'P' },
      payments: lines.map((line, index) => ({
        index: index + 1,
        idTransfer: 1,
        pay: cents(2000),
        payDate: civilDate('2026-03-02'),
        ...line,
      })),
    }
    await fetchFlows(nodeCtx(), { list: async () => [listed], read: async () => flow })
    return async () =>
      (await reconcileDay(civilDate('2026-03-03'), today)).lines
        .filter((line) => line.fdr === listed.fdr)
        .map(({ iur, outcome }) => [iur, outcome])
  }
  const paid = async () => {
    const { noticeNumber } = await aTopUp(await aFamily())
    const iur = await payNotice({ noticeNumber }, now())
    return { iuv: noticeNumber.slice(1), iur }
  }
  const isOverdue = async (iuv: string) =>
    (await reconcileDay(addDays(today, 8), addDays(today, 8))).overdue.some((receipt) => receipt.iuv === iuv)

  test('is another payment where it says that it was paid with a receipt', async () => {
    const { iuv } = await paid()
    const judged = await report({ iuv, iur: 'altro-0', payStatus: 0 })
    expect(await judged()).toEqual([['altro-0', 'missingReceipt']])
    expect(await isOverdue(iuv)).toBe(true)
  })

  test.each([8, 9])(
    'is that payment where it says, once, that it had no receipt (code %d), until the receipt has a line of its own',
    async (payStatus) => {
      const { iuv, iur } = await paid()
      expect(await isOverdue(iuv)).toBe(true)
      const judged = await report(
        { iuv, iur: `a-${payStatus}`, payStatus },
        { iuv, iur: `b-${payStatus}`, payStatus },
      )
      expect(await judged()).toEqual([[`b-${payStatus}`, 'paidWithoutReceipt']])
      expect(await isOverdue(iuv)).toBe(false)
      const own = await report({ iuv, iur, payStatus: 0 })
      expect(await own()).toEqual([])
      expect(await judged()).toEqual([
        [`a-${payStatus}`, 'paidWithoutReceipt'],
        [`b-${payStatus}`, 'paidWithoutReceipt'],
      ])
    },
  )
})

describe('a receipt that was lost', () => {
  test('is missed, asked for once, and credited once', async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    await payNotice({ noticeNumber, delivery: 'lost' }, now())
    const name = await closeDay('none', now())
    await fetchFlows(nodeCtx())
    await importBankFile(nodeCtx(), await bankStatement('csv', now()))
    const before = await reconcileDay(today, today)
    expect(before.lines.filter((line) => line.fdr === name).map(({ outcome }) => outcome)).toEqual([
      'missingReceipt',
    ])
    const credited = await Promise.all([recoverReceipts(nodeCtx()), recoverReceipts(nodeCtx())])
    expect(credited.toSorted()).toEqual([0, 1])
    expect(await balanceOf(family.childId, family.serviceId)).toBe(2000)
    expect((await reconcileDay(today, today)).flows.find((flow) => flow.fdr === name)?.issues).toEqual([])
  })

  test('is asked for at most ten times in an hour', async () => {
    await db.execute(sql`
      insert into portal.receipt_recovery (iur, iuv, asked_at) select 'x' || n, 'y', now() from generate_series(1, 10) n`)
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    await payNotice({ noticeNumber, delivery: 'lost' }, now())
    await closeDay('none', now())
    await fetchFlows(nodeCtx())
    expect(await recoverReceipts(nodeCtx())).toBe(0)
  })
})

test('the sandbox’s statement has the structure of camt.053 (its XSD is not beside the project)', async () => {
  const { noticeNumber } = await aTopUp(await aFamily())
  await payNotice({ noticeNumber }, now())
  await closeDay('none', now())
  expect(departuresOf(await bankStatement('camt', now()))).toEqual([])
})

test('a bank file with one wrong line is refused whole, and says which', async () => {
  const file =
    'riferimento;data;importo;causale\nA1;24/11/2026;10,00;x\nA2;32/11/2026;10,00;x\nA1;24/11/2026;1,00;x\n'
  const outcome = await importBankFile(nodeCtx(), file)
  expect(outcome.taken).toBe(0)
  expect(outcome.errors.map(({ line }) => line)).toEqual([3, 4])
})

test.each([
  ['/PUR/LGPE-RIVERSAMENTO/TXT/0/URI/2026-09-16SANDBOXPSP-1', '2026-09-16SANDBOXPSP-1'],
  ['/PUR/LGPE-RIVERSAMENTO/URI/2026-09-16SAND BOXPSP-1', '2026-09-16SANDBOXPSP-1'],
  ['BON. DA PROVA /PUR/LGPE-RIVERSA\nMENTO X/URI/2026-09-16P-1', '2026-09-16P-1'],
  ['Stipendi', null],
])('the causale %s names its flow', (causale, flow) => {
  const { movements } = readBankFile(`riferimento;data;importo;causale\nZ;24/11/2026;1,00;"${causale}"`)
  expect(movements[0]?.fdr).toBe(flow)
})

describe('flows by the Node’s older operations', () => {
  const bySoap = async () => {
    Object.assign(env, { PAGOPA_FDR_PROTOCOL: 'soap' })
    try {
      return await fetchFlows(nodeCtx())
    } finally {
      Object.assign(env, { PAGOPA_FDR_PROTOCOL: 'rest' })
    }
  }
  const flowsOf = (fdr: string | null) =>
    rows(
      db,
      z.object({ revision: z.number(), pspId: z.string(), lines: z.coerce.number() }),
      sql`select f.revision, f.psp_id as "pspId", count(l.flow_id) as lines from portal.flow f
          left join portal.flow_line l using (flow_id) where f.fdr = ${fdr} group by f.flow_id order by f.revision`,
    )

  test('are taken in once, by two at once, and are the same as by the FdR service', async () => {
    await fetchFlows(nodeCtx())
    const { noticeNumber } = await aTopUp(await aFamily())
    await payNotice({ noticeNumber }, now())
    const name = await closeDay('none', now())
    const taken = await Promise.all([bySoap(), bySoap()])
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await flowsOf(name)).toEqual([{ revision: 1, pspId: 'SANDBOXPSP', lines: 1 }])
    expect(await fetchFlows(nodeCtx())).toBe(0)
    expect(await bySoap()).toBe(0)
    expect((await reconcileDay(today, today)).flows.find(({ fdr }) => fdr === name)?.linesCents).toBe(2000)
  })

  test('one sent again under its name, later, is a new revision', async () => {
    const { noticeNumber } = await aTopUp(await aFamily())
    await payNotice({ noticeNumber }, now())
    const name = await closeDay('none', now())
    await bySoap()
    await db.execute(sql`
      update sandbox.fdr_flow set flow = jsonb_set(flow, '{fdrDate}', ${JSON.stringify(now().add({ minutes: 1 }).toString({ smallestUnit: 'second' }))}::jsonb)
      where fdr = ${name}`)
    expect(await bySoap()).toBe(1)
    expect(await bySoap()).toBe(0)
    expect((await flowsOf(name)).map(({ revision }) => revision)).toEqual([1, 2])
  })

  test('one that cannot be read does not keep the others out, and is said', async () => {
    const listed = (fdr: string) => ({ fdr, pspId: 'P', revision: 1, published: now() })
    const good = {
      ...listed('2026-03-02P-buono'),
      regulation: 'TRN',
      regulationDate: civilDate('2026-03-02'),
      totPayments: 0,
      sumPayments: cents(0),
      sender: { pspId: 'P', pspName: 'P' },
      payments: [],
    }
    const source = {
      list: async () => [listed('rotto'), listed(good.fdr)],
      read: async ({ fdr }: { fdr: string }) => {
        if (fdr !== good.fdr) throw new Error('illeggibile')
        return good
      },
    }
    await expect(fetchFlows(nodeCtx(), source)).rejects.toThrow(/1 flows/)
    expect(await flowsOf(good.fdr)).toHaveLength(1)
  })

  test.each([
    ['another station', 'PAGOPA_STATION_ID', 'altra_01'],
    ['another creditor', 'PAGOPA_CREDITOR_FISCAL_CODE', '11111111111'],
  ])('are refused to %s', async (_name, setting, value) => {
    const body = soapOf('nodoChiediElencoFlussiRendicontazione').replace(
      String(env[setting as 'PAGOPA_STATION_ID']).replace(/^/, '>'),
      `>${value}`,
    )
    expect(await answerNodeForPa(body)).toContain('<fault>')
  })

  test('what is no operation of the Node is a fault of SOAP', async () => {
    const answer = await nodeForPa(
      new Request('http://127.0.0.1/', {
        method: 'POST',
        headers: { 'ocp-apim-subscription-key': 'x' },
        body: soapOf('nodoInviaRPT'),
      }),
    )
    expect(answer.status).toBe(500)
  })
})

/** A question to the Node, as our station asks it. */
const soapOf = (operation: string, more = '') =>
  `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ppt="http://ws.pagamenti.telematici.gov/"><soapenv:Body><ppt:${operation}><identificativoIntermediarioPA>${env.PAGOPA_BROKER_FISCAL_CODE}</identificativoIntermediarioPA><identificativoStazioneIntermediarioPA>${env.PAGOPA_STATION_ID}</identificativoStazioneIntermediarioPA><password>password</password><identificativoDominio>${env.PAGOPA_CREDITOR_FISCAL_CODE}</identificativoDominio>${more}</ppt:${operation}></soapenv:Body></soapenv:Envelope>`

const contracts = ['../shared', '../../shared']
  .map((shared) => path.resolve(shared, 'contracts/pagopa'))
  .find((found) => existsSync(found))
if (!contracts) console.warn('SKIPPED: the published pagoPA files are not beside the project')
const isThere = contracts !== undefined
const folder = (name: string) => path.join(contracts ?? '', 'openapi', name)

describe.skipIf(!isThere)('the published schemas (skipped when they are not beside the project)', () => {
  const file = (name: string) => readFileSync(path.join(contracts ?? '', name), 'utf8')
  const errorsOf = async (schema: string, documents: string[]) => {
    const { errors } = await validateXML({
      xml: documents.map((contents, index) => ({ fileName: `d-${index}.xml`, contents })),
      schema: [{ fileName: 'schema.xsd', contents: schema }],
      preload: [{ fileName: 'sac.xsd', contents: file('xsd-common/sac-common-types-1.0.xsd') }],
    })
    return errors.map(({ rawMessage }) => rawMessage)
  }

  test('what is asked of the Node, its answers, and the flows in them are valid', async () => {
    const { noticeNumber } = await aTopUp(await aFamily())
    await payNotice({ noticeNumber }, now())
    const name = await closeDay('none', now())
    const asked: string[] = []
    const answers: string[] = []
    const { fetch } = globalThis
    globalThis.fetch = async (url, init) => {
      asked.push(String(init?.body))
      const response = await fetch(url, init)
      answers.push(await response.clone().text())
      return response
    }
    try {
      Object.assign(env, { PAGOPA_FDR_PROTOCOL: 'soap' })
      await fetchFlows(nodeCtx())
    } finally {
      Object.assign(env, { PAGOPA_FDR_PROTOCOL: 'rest' })
      globalThis.fetch = fetch
    }
    answers.push(
      await answerNodeForPa(
        soapOf('nodoChiediFlussoRendicontazione', '<identificativoFlusso>nessuno</identificativoFlusso>'),
      ),
    )
    expect(answers.join('')).toContain('PPT_ID_FLUSSO_SCONOSCIUTO')
    const bodies = [...asked, ...answers].map((message) =>
      (/<soapenv:Body>(<ppt:.*)<\/soapenv:Body>/s.exec(message)?.[1] ?? '').replace(
        /^<ppt:(\w+)/,
        '<ppt:$1 xmlns:ppt="http://ws.pagamenti.telematici.gov/"',
      ),
    )
    const schema = file('wsdl/xsd/nodeForPa.xsd').replace(
      '../../xsd-common/sac-common-types-1.0.xsd',
      'sac.xsd',
    )
    expect(await errorsOf(schema, bodies)).toEqual([])
    const flows = answers.flatMap((answer) => {
      const content = /<xmlRendicontazione>([^<]+)</.exec(answer)?.[1]
      return content ? [Buffer.from(content, 'base64').toString()] : []
    })
    expect(flows.some((flow) => flow.includes(`>${name}<`))).toBe(true)
    expect(
      await errorsOf(file('xsd-common/FlussoRiversamento_1_0_4.xsd').replace(/^\ufeff/, ''), flows),
    ).toEqual([])
  })
})

test.skipIf(!isThere)(
  'the sandbox’s flows and receipts have the form that pagoPA publishes (skipped without its files)',
  async () => {
    const family = await aFamily()
    const { noticeNumber } = await aTopUp(family)
    const iur = await payNotice({ noticeNumber, delivery: 'lost' }, now())
    const name = (await closeDay('none', now())) ?? ''
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true })
    addFormats(ajv)
    for (const file of ['fdr_organization.json', 'biz_events.json'])
      ajv.addSchema(JSON.parse(readFileSync(folder(file), 'utf8')) as object, file)
    const check = (file: string, schema: string, value: unknown) => {
      const validate = ajv.compile({ $ref: `${file}#/components/schemas/${schema}` })
      // The published patterns of amounts stand on numbers, where they mean nothing.
      expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
    }
    const base = ['organizations', env.PAGOPA_CREDITOR_FISCAL_CODE, 'fdrs']
    const flow = [...base, name, 'revisions', '1', 'psps', 'SANDBOXPSP']
    const query = new URLSearchParams()
    check('fdr_organization.json', 'PaginatedFlowsResponse', await answerFdr(base, query))
    check('fdr_organization.json', 'SingleFlowResponse', await answerFdr(flow, query))
    check('fdr_organization.json', 'PaginatedPaymentsResponse', await answerFdr([...flow, 'payments'], query))
    check(
      'biz_events.json',
      'CtReceiptModelResponse',
      await answerBizEvents([
        'organizations',
        env.PAGOPA_CREDITOR_FISCAL_CODE,
        'receipts',
        iur,
        'paymentoptions',
        noticeNumber.slice(1),
      ]),
    )
  },
)
