import { formatNoticeNumber } from '@/modules/payments'
import { formatDay, formatMoment } from '@/shared/dates'
import { cents, formatEuro } from '@/shared/money'
import type { ReceiptRow } from './documents.sql'
import { pagopaLogo } from './logos'
import { bytesOf, mm, openPdf } from './pdf'

/** What is known of a payment: the stored receipt, of a provider or of the counter, and whom it was for. */
export type Attestation = Omit<ReceiptRow, 'topUpId' | 'serviceId'> & {
  creditor: { name: string; fiscalCode: string }
  description: string
}

const METHODS = { cash: 'Contanti', pos: 'POS' } as const

/** The fields of the receipt by name; what the receipt does not say is left out. */
const fieldsOf = (of: Attestation): [label: string, value: string | null][] => [
  ['Data e ora dell’operazione', of.paidAt && formatMoment(of.paidAt)],
  ['Pagamento arrivato il', of.receivedAt && formatMoment(of.receivedAt)],
  ['Abbinato dall’ufficio il', of.assignedAt && formatMoment(of.assignedAt)],
  ['Data di applicazione', of.applicationDate && formatDay(of.applicationDate)],
  ['Ente creditore', of.creditor.name],
  ['Codice fiscale dell’ente creditore', of.creditor.fiscalCode],
  ['Ufficio', of.counterNumber === null && of.assignedAt === null ? null : of.office],
  ['Causale', of.description],
  ['Importo', formatEuro(of.cents)],
  ['Commissione', of.feeCents === null ? null : formatEuro(of.feeCents)],
  ['Totale pagato', of.feeCents === null ? null : formatEuro(cents(of.cents + of.feeCents))],
  [
    'Codice avviso',
    of.provider === 'pagopa' && of.noticeNumber ? formatNoticeNumber(of.noticeNumber as never) : null,
  ],
  [
    'IUV (identificativo univoco di versamento)',
    of.provider === 'pagopa' ? (of.noticeNumber?.slice(1) ?? null) : null,
  ],
  ['Numero del pagamento', of.receiptId],
  ['Ricevuta dello sportello n.', of.counterNumber],
  ['Modo di pagamento', of.counterMethod && METHODS[of.counterMethod]],
  ['Prestatore di servizi di pagamento', of.pspName],
  ['Codice fiscale del prestatore', of.pspFiscalCode],
  ['Servizio', of.serviceName],
  ['Bambino', of.childName],
  ['Credito aggiornato il', of.creditedAt && formatMoment(of.creditedAt)],
  ['Restituito in seguito a chi ha pagato', of.repaidCents > 0 ? formatEuro(of.repaidCents) : null],
]

/** The "attestazione di pagamento" as a PDF of one page. */
export const attestationPdf = (of: Attestation): Promise<Uint8Array<ArrayBuffer>> => {
  const pdf = openPdf({
    title: 'Attestazione di pagamento',
    subject: `Pagamento ${of.receiptId ?? of.counterNumber}`,
  })
  const x = mm(20)
  const width = mm(170)
  pdf.addPage()
  pdf.part('Sect', () => {
    if (of.provider === 'pagopa') pagopaLogo(pdf, { x, y: mm(20), width: mm(40), height: mm(10) })
    let y = pdf.text('H1', 'Attestazione di pagamento', { x, y: mm(34), width }, { weight: 'bold', size: 22 })
    y = pdf.text(
      'P',
      `${of.creditor.name} attesta di aver ricevuto il pagamento qui descritto.`,
      { x, y: y + mm(2), width },
      { size: 11 },
    )
    y += mm(6)
    pdf.part('L', () => {
      for (const [label, value] of fieldsOf(of)) {
        if (!value) continue
        const top = y
        pdf.part('LI', () => {
          const labelEnd = pdf.text('Lbl', label, { x, y: top, width: mm(68) }, { size: 10 })
          const valueEnd = pdf.text(
            'LBody',
            value,
            { x: x + mm(72), y: top, width: width - mm(72) },
            { weight: 'bold', size: 10 },
          )
          y = Math.max(labelEnd, valueEnd)
        })
        pdf.rule(x, y + mm(1), x + width, '#D9D9D9')
        y += mm(2.5)
      }
    })
    if (of.provider === 'pagopa' && of.paidAt)
      pdf.text(
        'P',
        'Il pagamento tramite pagoPA libera chi ha pagato dal momento indicato come data e ora dell’operazione.',
        { x, y: y + mm(4), width },
        { size: 9 },
      )
  })
  pdf.end()
  return bytesOf(pdf)
}
