// Guarantee: the XML of a flow is read whole and to the cent, or refused; never in part.
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { readFlowXml } from './flow-xml'

const line = (more = '') =>
  `<datiSingoliPagamenti><identificativoUnivocoVersamento>01202600000012332</identificativoUnivocoVersamento><identificativoUnivocoRiscossione>abc</identificativoUnivocoRiscossione>${more || '<indiceDatiSingoloPagamento>2</indiceDatiSingoloPagamento><singoloImportoPagato>20.50</singoloImportoPagato><codiceEsitoSingoloPagamento>0</codiceEsitoSingoloPagamento>'}<dataEsitoSingoloPagamento>2026-09-15</dataEsitoSingoloPagamento></datiSingoliPagamenti>`
const flow = ({
  lines = line(),
  head = '',
  namespace = 'http://www.digitpa.gov.it/schemas/2011/Pagamenti/',
} = {}) =>
  `<?xml version="1.0" encoding="ISO-8859-1"?><p:FlussoRiversamento xmlns:p="${namespace}"><versioneOggetto>1.0</versioneOggetto><identificativoFlusso>2026-09-1660000000001-0000000001</identificativoFlusso><dataOraFlusso>2026-09-16T10:00:00</dataOraFlusso>${head}<identificativoUnivocoRegolamento>TRN</identificativoUnivocoRegolamento><dataRegolamento>2026-09-16</dataRegolamento><istitutoMittente><identificativoUnivocoMittente><tipoIdentificativoUnivoco>B</tipoIdentificativoUnivoco><codiceIdentificativoUnivoco>PROVITMM</codiceIdentificativoUnivoco></identificativoUnivocoMittente><denominazioneMittente>Banca Città</denominazioneMittente></istitutoMittente><istitutoRicevente><identificativoUnivocoRicevente><tipoIdentificativoUnivoco>G</tipoIdentificativoUnivoco><codiceIdentificativoUnivoco>00272430414</codiceIdentificativoUnivoco></identificativoUnivocoRicevente></istitutoRicevente><numeroTotalePagamenti>1</numeroTotalePagamenti><importoTotalePagamenti>20.50</importoTotalePagamenti>${lines}</p:FlussoRiversamento>`.replace(
    /<(\/?)(?!p:|\?|\/p:)/g,
    '<$1p:',
  )

const utf8 = (text: string) => new TextEncoder().encode(text)

test('a flow in any of the encodings that banks use', () => {
  for (const bytes of [utf8(flow()), Buffer.from(flow(), 'latin1')]) {
    expect(readFlowXml(bytes)).toEqual({
      fdr: '2026-09-1660000000001-0000000001',
      revision: null,
      published: Temporal.Instant.from('2026-09-16T08:00:00Z'),
      regulation: 'TRN',
      regulationDate: '2026-09-16',
      totPayments: 1,
      sumPayments: 2050,
      sender: { pspId: '60000000001', pspName: 'Banca Città' },
      payments: [
        {
          index: 1,
          iuv: '01202600000012332',
          iur: 'abc',
          idTransfer: 2,
          pay: 2050,
          payStatus: 0,
          payDate: '2026-09-15',
        },
      ],
    })
  }
})

test.each([
  [
    'no index, outcome 8',
    '<singoloImportoPagato>1.00</singoloImportoPagato><codiceEsitoSingoloPagamento>8</codiceEsitoSingoloPagamento>',
    1,
    100,
    8,
  ],
  [
    'revoked, negative',
    '<singoloImportoPagato>-1.00</singoloImportoPagato><codiceEsitoSingoloPagamento>3</codiceEsitoSingoloPagamento>',
    1,
    100,
    3,
  ],
])('a line with %s is understood', (_name, more, idTransfer, pay, payStatus) => {
  expect(readFlowXml(utf8(flow({ lines: line(more) }))).payments[0]).toMatchObject({
    idTransfer,
    pay,
    payStatus,
  })
})

test.each([
  ['another namespace', flow({ namespace: 'urn:x' })],
  ['an element it does not know', flow({ head: '<altro>1</altro>' })],
  ['an element twice', flow({ head: '<dataOraFlusso>2026-09-16T10:00:00</dataOraFlusso>' })],
  ['no lines', flow({ lines: '' })],
  ['an amount with one decimal', flow().replace('20.50</p:singolo', '20.5</p:singolo')],
  ['an outcome of two digits', flow().replace('>0</p:codice', '>10</p:codice')],
  ['a day that is none', flow().replace('2026-09-15', '2026-09-31')],
  ['a DTD', flow().replace('?>', '?><!DOCTYPE x>')],
  ['half a file', flow().slice(0, 900)],
  ['another document', '<a/>'],
])('a flow with %s is refused', (_name, source) => {
  expect(() => readFlowXml(utf8(source))).toThrow()
})
