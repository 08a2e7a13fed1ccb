// Guarantee: a notice says what the guidelines ask, within their limits, and its codes carry the exact strings.
import { PassThrough } from 'node:stream'
import { readPdf } from '@tests/support/pdf'
import { readPrintedCodes } from '@tests/support/printed-codes'
import { describe, expect, test } from 'vitest'
import { civilDate } from '@/shared/dates'
import { cents } from '@/shared/money'
import { postalText, qrMatrix, qrText } from './codes'
import { contactLine, cut, inSentenceCase, type Notice } from './notice'
import { noticePdf, printNotices } from './notice-pdf'

const notice: Notice = {
  noticeNumber: '301202600000012332',
  cents: cents(102_099),
  expiresOn: civilDate('2027-01-23'),
  description: 'Ricarica Refezione scolastica',
  debtor: { name: 'Zoë Đorđević è', fiscalCode: 'rssmra80a01h501u' },
  creditor: {
    name: 'Comune di Pesaro',
    fiscalCode: '00272430414',
    office: 'Servizio Politiche Educative',
    contacts: ['0721 387123', 'refezione@comune.example.it'],
    cbillCode: 'A0EDT',
    postal: null,
  },
}

test('the text of the QR code, with amounts under ten cents', () => {
  const of = { creditorFiscalCode: '77777777777', noticeNumber: '301202600000012332' }
  expect(qrText({ ...of, cents: cents(2500) })).toBe('PAGOPA|002|301202600000012332|77777777777|2500')
  expect(qrText({ ...of, cents: cents(5) })).toBe('PAGOPA|002|301202600000012332|77777777777|05')
})

test('the QR code is version 4 also for the shortest and the longest amount', () => {
  for (const amount of [5, 99_999_999_999]) {
    const matrix = qrMatrix(qrText({ ...notice, creditorFiscalCode: '00272430414', cents: cents(amount) }))
    expect([matrix.columns, matrix.dark.length]).toEqual([33, 33 * 33])
  }
})

test('the post office’s code has 256 characters, whatever it is given', () => {
  const of = {
    ...notice,
    creditorFiscalCode: '00272430414',
    account: '12345',
    debtorFiscalCode: 'RSSMRA80A01H501U',
  }
  for (const name of ['Rossi', 'Đorđević '.repeat(9)]) {
    const text = postalText({ ...of, debtorName: name, description: `${name} è qui` })
    expect(text).toHaveLength(256)
    expect(text).toMatch(
      /^codfase=NBPA;18301202600000012332120000000123451000001020993896(1P1)00272430414RSSMRA80A01H501U[A-Z0-9 ]{162}A$/,
    )
  }
})

test('long texts are cut by rule', () => {
  expect(cut('a'.repeat(91), 90)).toBe(`${'a'.repeat(89)}…`)
  expect(cut('a'.repeat(90), 90)).toHaveLength(90)
  expect(inSentenceCase('RICARICA MENSA')).toBe('Ricarica mensa')
  expect(inSentenceCase('Ricarica Mensa')).toBe('Ricarica Mensa')
  expect(contactLine(['0721 1', 'x'.repeat(99), 'y'])).toBe('0721 1')
})

describe('the PDF', () => {
  test('carries number, amounts and the fixed sentences, in reading order', async () => {
    const { text, pages } = await readPdf(await noticePdf(notice))
    expect(pages).toBe(1)
    const inOrder = [
      'Avviso di pagamento',
      'Ricarica Refezione scolastica',
      'Ente Creditore',
      'Destinatario',
      'RSSMRA80A01H501U',
      'Zoë Đorđević è',
      'Quanto e quando pagare?',
      '1.020,99 Euro',
      'entro il 23/01/2027',
      'In fase di pagamento l’importo potrebbe subire aumenti (per sanzioni, interessi, costi di notifica o altri fattori) o riduzioni (per sgravi o note di credito).',
      'Dove pagare?',
      'Paga con l’app IO',
      'oppure sul sito di Comune di Pesaro, dal tuo Home Banking, con la tua app di pagamento o con gli altri canali abilitati.',
      'Paga sul territorio',
      'presso Banche e Sportelli ATM, negli Uffici Postali e Punti Postali, nei Bar, Edicole, Ricevitorie, Supermercati, Tabaccherie e altri Esercenti Convenzionati.',
      'Dati per il pagamento',
      'Rata unica',
      'Inquadra il codice QR con la tua app di pagamento o usa i dati accanto.',
      'A0EDT',
      '3012 0260 0000 0123 32',
      '00272430414',
    ]
    let from = 0
    for (const part of inOrder) {
      const at = text.indexOf(part, from)
      expect(at, `${part} in ${text.slice(from)}`).toBeGreaterThanOrEqual(0)
      from = at + part.length
    }
    expect(text).not.toContain('Bollettino')
  })

  test('is tagged, with language, title and a text for each picture', async () => {
    const { tags, alts, title, language } = await readPdf(await noticePdf(notice))
    expect(title).toBe('Avviso di pagamento 3012 0260 0000 0123 32')
    expect(language).toBe('it-IT')
    expect(new Set(tags)).toEqual(
      new Set(['Root', 'Document', 'Sect', 'H1', 'H2', 'H3', 'P', 'L', 'LI', 'Lbl', 'LBody', 'Figure']),
    )
    expect(alts).toEqual(['pagoPA', 'Codice QR dell’avviso 3012 0260 0000 0123 32'])
  })

  test('has the post office’s part only with a postal account', async () => {
    const postal = {
      account: '12345',
      holder: 'Comune di Pesaro',
      authorisation: 'AUT. DB/A/B 12345 DEL 01/01/2026',
    }
    const { text, alts } = await readPdf(
      await noticePdf({ ...notice, creditor: { ...notice.creditor, postal } }),
    )
    for (const part of ['Bollettino Postale PA', 'sul C/C n.', '12345', 'P1', 'DEL 01/01/2026'])
      expect(text).toContain(part)
    expect(alts).toContain('Codice Data Matrix dell’avviso 3012 0260 0000 0123 32')
  })

  test('printed, its QR code reads back what the notice says, and there is no other code', async () => {
    const codes = await readPrintedCodes(await noticePdf(notice))
    expect(codes).toMatchObject([
      {
        format: 'QRCode',
        text: 'PAGOPA|002|301202600000012332|00272430414|102099',
        version: '4',
        ecLevel: 'M',
      },
    ])
  })

  test('printed, the post office’s Data Matrix reads back its 256 characters', async () => {
    const postal = { account: '1234567', holder: 'Comune di Pesaro', authorisation: 'AUT. DB/1' }
    const codes = await readPrintedCodes(
      await noticePdf({ ...notice, creditor: { ...notice.creditor, postal } }),
    )
    const read = new Map(codes.map(({ format, text }) => [format, text]))
    expect([...read.keys()].toSorted()).toEqual(['DataMatrix', 'QRCode'])
    expect(read.get('QRCode')).toBe('PAGOPA|002|301202600000012332|00272430414|102099')
    expect(read.get('DataMatrix')).toHaveLength(256)
    expect(read.get('DataMatrix')).toMatch(
      /^codfase=NBPA;183012026000000123321200000123456710000010209938961P100272430414RSSMRA80A01H501UZOE .{36}RICARICA REFEZIONE SCOLASTICA +A$/,
    )
  })

  test('keeps to one page with the longest texts, and leaves out what is unknown', async () => {
    const long = {
      ...notice,
      cents: cents(99_999_999_999),
      description: 'W'.repeat(200),
      debtor: { name: 'Ş W'.repeat(60), fiscalCode: null },
      creditor: { ...notice.creditor, name: 'Unione '.repeat(30), office: 'W'.repeat(90) },
    }
    expect((await readPdf(await noticePdf(long))).pages).toBe(1)
    const { text } = await readPdf(
      await noticePdf({ ...notice, debtor: null, creditor: { ...notice.creditor, cbillCode: null } }),
    )
    expect(text).not.toContain('CBILL')
    expect(text).not.toContain('null')
  })

  test('many are files of 250 pages, each whole, one page a notice', async () => {
    const files: Buffer[][] = []
    const open = () => {
      const sink = new PassThrough()
      const chunks: Buffer[] = []
      files.push(chunks)
      sink.on('data', (chunk: Buffer) => chunks.push(chunk))
      return sink
    }
    const many = async function* (count: number) {
      for (let index = 0; index < count; index++) yield notice
    }
    expect(await printNotices(many(0), open)).toEqual({ notices: 0, files: 0 })
    expect(await printNotices(many(260), open)).toEqual({ notices: 260, files: 2 })
    const pages = await Promise.all(files.map(async (chunks) => (await readPdf(Buffer.concat(chunks))).pages))
    expect(pages).toEqual([250, 10])
  }, 20_000)
})
