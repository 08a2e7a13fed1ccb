// Guarantee: the sandbox's page offers every act with a form, keeps what was typed when it is wrong, and shows the journal.
import { balanceOf } from '@tests/support/builders'
import { aFamily, aTopUp, queueOf } from '@tests/support/payments'
import { startSandbox } from '@tests/support/sandbox-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET, POST } from '@/app/(sandbox)/sandbox/pagopa/route'
import { env } from '@/env'
import { lastPayments } from '@/modules/sandbox'

let sandbox: Awaited<ReturnType<typeof startSandbox>>
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const BASE = 'http://portale.test'
const none = { params: Promise.resolve({}) }
const page = async (address = '/sandbox/pagopa') => {
  const response = await GET(new Request(BASE + address), none)
  return { status: response.status, markup: await response.text() }
}
const send = async (fields: Record<string, string>) => {
  const response = await POST(
    new Request(`${BASE}/sandbox/pagopa`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: BASE, host: 'portale.test' },
    }),
    none,
  )
  return { status: response.status, to: response.headers.get('location'), markup: await response.text() }
}

const aNotice = async () => {
  const family = await aFamily()
  const topUp = await aTopUp(family, { channel: 'notice' })
  return { ...topUp, balance: () => balanceOf(family.childId, family.serviceId) }
}
const COUNTER = { azione: 'sportello', sportello: 'post', esito: 'paid', ricevuta: 'sent', versione: '2' }
const RECEIPT = { azione: 'ricevuta', attestata: 'ordinaria', versione: '2' }

test('a notice is verified, left, concluded at a counter; the journal shows it', async () => {
  const { noticeNumber, balance } = await aNotice()
  const avviso = noticeNumber.replace(/(\d{4})/g, '$1 ')
  const verified = await send({ ...COUNTER, avviso, cosa: 'verifica' })
  expect((await page(verified.to ?? '')).markup).toContain('L’avviso si può pagare: 20,00')
  const left = await send({ ...COUNTER, avviso, esito: 'abandoned' })
  expect((await page(left.to ?? '')).markup).toContain('lasciato a metà')
  const [payment] = await lastPayments(1)
  await send({ azione: 'pagamento', token: payment?.token ?? '', versione: '2', cosa: 'concludi' })
  expect(await balance()).toBe(20_00)
  await send({ azione: 'pagamento', token: payment?.token ?? '', versione: '2', cosa: 'altra-versione' })
  const { markup } = await page()
  for (const shown of ['Giornale del Nodo', 'paGetPaymentV2', 'PAA_RECEIPT_DUPLICATA', 'paSendRT<'])
    expect(markup).toContain(shown)
  expect(markup).not.toMatch(/Bianchi|BNC/)
})

test('a receipt nobody asked for is sent; a refusal is told with its codes', async () => {
  const { noticeNumber, balance } = await aNotice()
  expect((await send({ ...RECEIPT, numero: noticeNumber, importo: '19,99' })).to).toContain('fatto=ricevuta')
  expect(await queueOf(noticeNumber)).toEqual(['wrongAmount'])
  expect(await balance()).toBe(0)
  const { to } = await send({ ...COUNTER, avviso: '300000000000000003' })
  expect((await page(to ?? '')).markup).toContain('PPT_ERRORE_EMESSO_DA_PAA (PAA_PAGAMENTO_SCONOSCIUTO)')
})

test('wrong input comes back with what was typed and what to write', async () => {
  const counter = await send({ ...COUNTER, avviso: '12 34', sportello: 'tobacconist' })
  expect(counter.status).toBe(422)
  expect(counter.markup).toContain('Inserisci le 18 cifre del codice avviso')
  expect(counter.markup).toContain('value="12 34"')
  expect(counter.markup).toMatch(/value="tobacconist" selected/)
  const receipt = await send({ ...RECEIPT, numero: '300000000000000003', importo: 'venti' })
  expect([receipt.status, receipt.markup]).toEqual([422, expect.stringContaining('Inserisci un importo')])
})

test('outside a demo there is no page and no form', async () => {
  Object.assign(env, { PORTALE_DEMO: false })
  try {
    expect((await page()).status).toBe(404)
    expect((await send({ ...COUNTER, avviso: '300000000000000003' })).status).not.toBe(303)
  } finally {
    Object.assign(env, { PORTALE_DEMO: true })
  }
})
