// Guarantee: a statement of the bank is read as the bank means it, in both versions and any encoding, or refused whole.
import { describe, expect, test } from 'vitest'
import { readBankFile } from './bank-file'

const FLOW = '/PUR/LGPE-RIVERSAMENTO/URI/2026-09-16P-1'
const statement = (version: '02' | '08', ...entries: string[]) =>
  `<?xml version="1.0" encoding="ISO-8859-1"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt>${entries.join('')}</Stmt></BkToCstmrStmt></Document>`
const entry = (amount: string, state: string, details: string, more = '') =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>${state}</Sts><BookgDt><Dt>2026-09-17</Dt></BookgDt>${more || '<AcctSvcrRef>R1</AcctSvcrRef>'}<NtryDtls>${details}</NtryDtls></Ntry>`
const text = (remittance: string) => `<RmtInf><Ustrd>${remittance}</Ustrd></RmtInf>`

describe.each([
  {
    version: '02' as const,
    booked: 'BOOK',
    pending: 'PDNG',
    amount: (euro: string) => `<AmtDtls><TxAmt><Amt Ccy="EUR">${euro}</Amt></TxAmt></AmtDtls>`,
  },
  {
    version: '08' as const,
    booked: '<Cd>BOOK</Cd>',
    pending: '<Cd>PDNG</Cd>',
    amount: (euro: string) => `<Amt Ccy="EUR">${euro}</Amt><CdtDbtInd>CRDT</CdtDbtInd>`,
  },
])('camt.053.001.$version', ({ version, booked, pending, amount }) => {
  test('an entry is a movement, one that is not booked is none', () => {
    const { movements, errors } = readBankFile(
      statement(
        version,
        entry('20.00', booked, `<TxDtls>${text(FLOW)}</TxDtls>`),
        entry('1.00', pending, `<TxDtls>${text('x')}</TxDtls>`, '<AcctSvcrRef>R2</AcctSvcrRef>'),
      ),
    )
    expect(errors).toEqual([])
    expect(movements).toEqual([
      { reference: 'R1', bookedOn: '2026-09-17', cents: 2000, remittance: FLOW, fdr: '2026-09-16P-1' },
    ])
  })

  test('transactions booked together are a movement each', () => {
    const { movements } = readBankFile(
      statement(
        version,
        entry(
          '30.00',
          booked,
          `<TxDtls><Refs><AcctSvcrRef>A</AcctSvcrRef></Refs>${amount('20.00')}${text(FLOW)}</TxDtls><TxDtls>${amount('10.00')}${text(`${FLOW}bis`)}</TxDtls>`,
        ),
      ),
    )
    expect(movements.map(({ reference, cents, fdr }) => [reference, cents, fdr])).toEqual([
      ['R1/A', 2000, '2026-09-16P-1'],
      ['R1/2', 1000, '2026-09-16P-1bis'],
    ])
  })

  test('transactions that do not add up refuse the file', () => {
    const { movements, errors } = readBankFile(
      statement(
        version,
        entry('30.00', booked, `<TxDtls>${amount('20.00')}</TxDtls><TxDtls>${amount('10.01')}</TxDtls>`),
      ),
    )
    expect(movements).toEqual([])
    expect(errors).toEqual([{ line: 1, message: 'gli importi dei dettagli non danno quello del movimento' }])
  })
})

test('a debit is negative', () => {
  const source = statement('02', entry('5.00', 'BOOK', '<TxDtls/>').replace('>CRDT<', '>DBIT<'))
  expect(readBankFile(source).movements[0]?.cents).toBe(-500)
})

const CSV = `riferimento;data;importo;causale\nR1;17/09/2026;1.020,50;Città\n`
const XML = statement('02', entry('20.00', 'BOOK', `<TxDtls>${text('Città')}</TxDtls>`))

test.each([
  ['CSV in UTF-8', new TextEncoder().encode(`\ufeff${CSV}`), 102050],
  ['CSV of Excel', Buffer.from(CSV, 'latin1'), 102050],
  ['XML in ISO-8859-1, as declared', Buffer.from(XML, 'latin1'), 2000],
  ['XML in UTF-8, whatever it declares', new TextEncoder().encode(XML), 2000],
])('%s is read by what its bytes are', (_name, bytes, amount) => {
  expect(readBankFile(bytes).movements).toMatchObject([{ cents: amount, remittance: 'Città' }])
})

test.each([
  ['UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le'), 'UTF-16'],
  ['a workbook', Buffer.from('PK\u0003\u0004'), 'cartella di lavoro'],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'servono le colonne'],
  ['half an XML', Buffer.from(XML.slice(0, 300)), 'non è leggibile'],
  ['another XML', Buffer.from('<a/>'), 'non è un estratto conto'],
  ['an XML with a DTD', Buffer.from('<!DOCTYPE a><a/>'), 'non è leggibile'],
])('%s is refused in words', (_name, bytes, words) => {
  const { movements, errors } = readBankFile(bytes)
  expect(movements).toEqual([])
  expect(errors[0]?.message).toContain(words)
})
