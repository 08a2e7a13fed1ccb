import { z } from 'zod'
import { parseXml, type XmlElement, XmlRefused } from '@/modules/payments'
import { CivilDate, momentOf } from '@/shared/dates'
import { decodeText } from '@/shared/decode-text'
import { cents } from '@/shared/money'
import type { ReportedFlow } from '../flow-source'

const PAY_I = 'http://www.digitpa.gov.it/schemas/2011/Pagamenti/'
const LINES = 'datiSingoliPagamenti'

type Node = string | Node[] | { [name: string]: Node }

/** An element as texts by name; its lines as a list. What is repeated otherwise, or of another namespace, is refused. */
const nodeOf = ({ namespace, children, text }: XmlElement): Node => {
  if (namespace !== PAY_I) throw new XmlRefused('Not of the flow’s namespace')
  if (children.length === 0) return text.trim()
  const node: { [name: string]: Node } = {}
  for (const child of children) {
    const { [child.name]: earlier } = node
    if (child.name === LINES) node[LINES] = [...(Array.isArray(earlier) ? earlier : []), nodeOf(child)]
    else if (earlier !== undefined) throw new XmlRefused(`Repeated ${child.name}`)
    else node[child.name] = nodeOf(child)
  }
  return node
}

const text = (min: number, max: number) => z.string().min(min).max(max)
// The schema knows no negative amounts; the rules that came after it let a revoked line be negative.
const Amount = z
  .string()
  .regex(/^-?\d{1,9}\.\d{2}$/)
  .transform((amount) => cents(Number(amount.replace('.', ''))))
const Day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?$/)
  .transform((day) => day.slice(0, 10))
  .pipe(CivilDate)
const Moment = z.string().transform((at, refused) => {
  const moment = momentOf(at)
  if (moment) return moment
  refused.addIssue('not a moment')
  return z.NEVER
})
const Subject = z.strictObject({
  tipoIdentificativoUnivoco: z.enum(['G', 'A', 'B']),
  codiceIdentificativoUnivoco: text(1, 35),
})

/** `FlussoRiversamento` 1.0.4, with the outcomes 4 and 8 that came after it. */
const Flow = z.strictObject({
  versioneOggetto: z.enum(['1.0', '1.1']),
  identificativoFlusso: z.string().regex(/^[a-zA-Z0-9_-]{1,35}$/),
  dataOraFlusso: Moment,
  identificativoUnivocoRegolamento: text(1, 35),
  dataRegolamento: Day,
  istitutoMittente: z.strictObject({
    identificativoUnivocoMittente: Subject,
    denominazioneMittente: text(3, 70).optional(),
  }),
  codiceBicBancaDiRiversamento: text(1, 35).optional(),
  istitutoRicevente: z.strictObject({
    identificativoUnivocoRicevente: Subject,
    denominazioneRicevente: text(1, 140).optional(),
  }),
  numeroTotalePagamenti: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  importoTotalePagamenti: Amount,
  [LINES]: z
    .strictObject({
      identificativoUnivocoVersamento: text(1, 35),
      identificativoUnivocoRiscossione: text(1, 35),
      indiceDatiSingoloPagamento: z
        .string()
        .regex(/^[1-5]$/)
        .transform(Number)
        .default(1),
      singoloImportoPagato: Amount.transform((amount) => cents(Math.abs(amount))),
      codiceEsitoSingoloPagamento: z.string().regex(/^\d$/).transform(Number),
      dataEsitoSingoloPagamento: Day,
    })
    .array()
    .min(1),
})

/** The payment service in the name of a flow: `2026-09-1660000000001-0000000001` is of `60000000001`. */
const pspIn = (fdr: string): string | null => /^\d{4}-\d\d-\d\d([^-]+)-/.exec(fdr)?.[1] ?? null

/** Reads the XML of a flow. Throws for what is no flow of the schema. */
export const readFlowXml = (bytes: Uint8Array): ReportedFlow => {
  // The bytes are read by what they are; what the declaration says of them does not matter any more.
  const source = decodeText(bytes)
    .text.replace(/^\ufeff/, '')
    .replace(/^<\?xml[^>]*\?>/, '')
  const root = parseXml(source)
  if (root.name !== 'FlussoRiversamento') throw new XmlRefused('Not a flow')
  const flow = Flow.parse(nodeOf(root))
  const { codiceIdentificativoUnivoco: senderId } = flow.istitutoMittente.identificativoUnivocoMittente
  return {
    fdr: flow.identificativoFlusso,
    revision: null,
    published: flow.dataOraFlusso,
    regulation: flow.identificativoUnivocoRegolamento,
    regulationDate: flow.dataRegolamento,
    totPayments: flow.numeroTotalePagamenti,
    sumPayments: flow.importoTotalePagamenti,
    sender: {
      pspId: pspIn(flow.identificativoFlusso) ?? senderId,
      pspName: flow.istitutoMittente.denominazioneMittente ?? senderId,
    },
    payments: flow[LINES].map((line, index) => ({
      index: index + 1,
      iuv: line.identificativoUnivocoVersamento,
      iur: line.identificativoUnivocoRiscossione,
      idTransfer: line.indiceDatiSingoloPagamento,
      pay: line.singoloImportoPagato,
      payStatus: line.codiceEsitoSingoloPagamento,
      payDate: line.dataEsitoSingoloPagamento,
    })),
  }
}
