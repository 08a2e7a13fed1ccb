import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { formatNoticeNumber } from '@/modules/payments'
import { formatDay } from '@/shared/dates'
import { type Cents, centsToDecimal } from '@/shared/money'
import { dataMatrix, postalText, qrMatrix, qrText } from './codes'
import { creditorLogo, pagopaLogo } from './logos'
import { contactLine, cut, inSentenceCase, LIMITS, type Notice } from './notice'
import { bytesOf, GREY_BACKGROUND, mm, openPdf, type Pdf } from './pdf'

/*
 * The notice of the guidelines "Avvisi di pagamento": A4, margins of 10 mm, at least 6 mm between the modules, in this
 * order. The fixed sentences are theirs, to the letter.
 */
const LEFT = mm(10)
const RIGHT = mm(200)
const WIDTH = RIGHT - LEFT
const GAP = mm(6)
const HALF = (WIDTH - GAP) / 2
const SECOND = LEFT + HALF + GAP
const QR = mm(25)

const CHANGING_AMOUNT =
  'In fase di pagamento l’importo potrebbe subire aumenti (per sanzioni, interessi, costi di notifica o altri fattori) o riduzioni (per sgravi o note di credito).'
const ONLINE = (creditor: string) =>
  `oppure sul sito di ${creditor}, dal tuo Home Banking, con la tua app di pagamento o con gli altri canali abilitati.`
const ON_THE_GROUND =
  'presso Banche e Sportelli ATM, negli Uffici Postali e Punti Postali, nei Bar, Edicole, Ricevitorie, Supermercati, Tabaccherie e altri Esercenti Convenzionati.'
const QR_CAPTION = 'Inquadra il codice QR con la tua app di pagamento o usa i dati accanto.'

/** `102099` -> `1.020,99`, as the guidelines write amounts; the word "Euro" stands beside it. */
const amountOf = (cents: Cents): string => {
  const [euros = '', decimals = ''] = centsToDecimal(cents).split('.')
  return `${euros.replace(/\B(?=(\d{3})+$)/g, '.')},${decimals}`
}

/** The texts of a notice within their limits. */
const textsOf = (notice: Notice) => ({
  description: inSentenceCase(cut(notice.description, LIMITS.description)),
  creditorName: cut(notice.creditor.name, LIMITS.creditorName),
  office: cut(notice.creditor.office ?? '', LIMITS.office),
  contacts: contactLine(notice.creditor.contacts),
  debtorName: cut(notice.debtor?.name ?? '', LIMITS.debtorName),
  debtorFiscalCode: notice.debtor?.fiscalCode?.toUpperCase() ?? null,
  noticeNumber: formatNoticeNumber(notice.noticeNumber as never),
  amount: `${amountOf(notice.cents)} Euro`,
  until: `entro il ${formatDay(notice.expiresOn)}`,
})
type Texts = ReturnType<typeof textsOf>

/** The grey bar that opens a module. */
const bar = (pdf: Pdf, title: string, x: number, y: number, width: number): number => {
  const height = mm(8)
  pdf.fill({ x, y, width, height }, GREY_BACKGROUND)
  pdf.text(
    'H2',
    title,
    { x: x + mm(3), y: y + mm(1.4), width: width - mm(6), lines: 1 },
    { weight: 'bold', size: 12 },
  )
  return y + height + mm(3)
}

/** A label with what it names under it; answers where it ends. */
const named = (
  pdf: Pdf,
  label: string,
  value: string,
  place: { x: number; y: number; width: number; lines?: number },
  size = 10,
): number => {
  let bottom = place.y
  if (value !== '')
    pdf.part('LI', () => {
      const { x, y, width, lines = 2 } = place
      const below = pdf.text('Lbl', label, { x, y, width, lines: 1 }, { size: 8 })
      bottom = pdf.text('LBody', value, { x, y: below, width, lines }, { weight: 'bold', size })
    })
  return bottom
}

const intestazione = (pdf: Pdf, texts: Texts, notice: Notice): void => {
  const top = mm(10)
  const logo = creditorLogo()
  pagopaLogo(pdf, { x: LEFT, y: top, width: mm(24), height: mm(10) })
  const width = WIDTH - mm(36)
  pdf.text(
    'H1',
    'Avviso di pagamento',
    { x: LEFT + mm(28), y: top, width: width - mm(28), lines: 1 },
    { weight: 'bold', size: 22 },
  )
  pdf.text(
    'P',
    texts.description,
    { x: LEFT, y: top + mm(14), width, lines: 2 },
    { weight: 'bold', size: 14 },
  )
  if (logo) {
    const box = { x: RIGHT - mm(30), y: top, width: mm(30), height: mm(30) }
    pdf.figure(`Logo di ${notice.creditor.name}`, box, () =>
      pdf.doc.image(logo as never, box.x, box.y, { fit: [box.width, box.height], align: 'right' }),
    )
  }
}

const whoAndWhom = (pdf: Pdf, texts: Texts, notice: Notice, y: number): void => {
  const person = (title: string, fiscalCode: string | null, x: number, lines: readonly string[]): void => {
    pdf.text('H2', title, { x, y, width: HALF / 2, lines: 1 }, { weight: 'bold', size: 10 })
    if (fiscalCode)
      pdf.text(
        'P',
        `Cod. Fiscale ${fiscalCode}`,
        { x: x + HALF / 3, y, width: (HALF * 2) / 3, lines: 1 },
        { size: 10, align: 'right' },
      )
    pdf.rule(x, y + mm(5.4), x + HALF)
    let at = y + mm(7)
    for (const [index, line] of lines.entries())
      at = pdf.text(
        'P',
        line,
        { x, y: at, width: HALF, lines: index === 0 ? 3 : 2 },
        index === 0 ? { weight: 'bold', size: 11 } : { size: 9 },
      )
  }
  person('Ente Creditore', notice.creditor.fiscalCode, LEFT, [
    texts.creditorName,
    texts.office,
    texts.contacts,
  ])
  person('Destinatario', texts.debtorFiscalCode, SECOND, [texts.debtorName])
}

const howMuch = (pdf: Pdf, texts: Texts, y: number): void => {
  let at = bar(pdf, 'Quanto e quando pagare?', LEFT, y, HALF)
  at = pdf.text(
    'P',
    texts.amount,
    { x: LEFT + mm(3), y: at, width: HALF - mm(6), lines: 1 },
    { weight: 'bold', size: 20 },
  )
  at = pdf.text(
    'P',
    texts.until,
    { x: LEFT + mm(3), y: at, width: HALF - mm(6), lines: 1 },
    { weight: 'bold', size: 14 },
  )
  pdf.text('P', CHANGING_AMOUNT, { x: LEFT + mm(3), y: at + mm(3), width: HALF - mm(6) }, { size: 9 })
}

const where = (pdf: Pdf, texts: Texts, y: number): void => {
  const place = { x: SECOND + mm(3), width: HALF - mm(6) }
  let at = bar(pdf, 'Dove pagare?', SECOND, y, HALF)
  at = pdf.text('H3', 'Paga con l’app IO', { ...place, y: at }, { weight: 'bold', size: 11 })
  at = pdf.text('P', ONLINE(texts.creditorName), { ...place, y: at }, { size: 9 })
  at = pdf.text('H3', 'Paga sul territorio', { ...place, y: at + mm(2) }, { weight: 'bold', size: 11 })
  pdf.text('P', ON_THE_GROUND, { ...place, y: at }, { size: 9 })
}

/** The single instalment: code, amount, and the data for who has no camera. Answers where it ends. */
const paymentData = (pdf: Pdf, texts: Texts, notice: Notice, y: number): number => {
  const start = bar(pdf, 'Dati per il pagamento', LEFT, y, WIDTH)
  const left = LEFT + mm(3)
  const first = pdf.text(
    'H3',
    `Rata unica ${texts.until}`,
    { x: left, y: start, width: WIDTH / 2, lines: 1 },
    { weight: 'bold', size: 12 },
  )
  const top = first + mm(2)
  const qr = qrText({ ...notice, creditorFiscalCode: notice.creditor.fiscalCode })
  pdf.figure(`Codice QR dell’avviso ${texts.noticeNumber}`, { x: left, y: top, width: QR, height: QR }, () =>
    pdf.modules(qrMatrix(qr), { x: left, y: top, width: QR, height: QR }),
  )
  const captionEnd = pdf.text('P', QR_CAPTION, { x: left, y: top + QR + mm(3), width: mm(34) }, { size: 8 })
  const x = LEFT + mm(44)
  const width = RIGHT - x - mm(3)
  pdf.text(
    'P',
    texts.amount,
    { x: RIGHT - mm(73), y: start, width: mm(70), lines: 1 },
    { weight: 'bold', size: 14, align: 'right' },
  )
  let at = top
  pdf.part('L', () => {
    at = named(pdf, 'Destinatario', texts.debtorName, { x, y: at, width }) + mm(1.5)
    at = named(pdf, 'Ente Creditore', texts.creditorName, { x, y: at, width }) + mm(1.5)
    at = named(pdf, 'Oggetto del pagamento', texts.description, { x, y: at, width }) + mm(2.5)
    pdf.rule(x, at, RIGHT - mm(3))
    at += mm(2)
    const columns: [string, string, number][] = [
      ['Codice CBILL', notice.creditor.cbillCode?.toUpperCase() ?? '', 0.2],
      ['Codice Avviso', texts.noticeNumber, 0.42],
      ['Codice Fiscale Ente Creditore', notice.creditor.fiscalCode, 0.38],
    ]
    let column = x
    let bottom = at
    for (const [label, value, share] of columns) {
      if (value === '') continue
      bottom = named(pdf, label, value, { x: column, y: at, width: width * share, lines: 1 }, 11)
      column += width * share
    }
    at = bottom
  })
  return Math.max(at, captionEnd)
}

/** The part for the post office; only who has a postal account may, and then must, print it. */
const postal = (pdf: Pdf, texts: Texts, notice: Notice, y: number): void => {
  const { creditor } = notice
  if (!creditor.postal) return
  const { account, holder, authorisation } = creditor.postal
  const start = bar(pdf, 'Bollettino Postale PA', LEFT, y, WIDTH)
  const left = LEFT + mm(3)
  const codeLeft = RIGHT - mm(3) - QR
  const width = codeLeft - left - mm(8)
  pdf.text(
    'P',
    `${texts.amount} ${texts.until}`,
    { x: left, y: start, width, lines: 1 },
    { weight: 'bold', size: 12 },
  )
  pdf.part('L', () => {
    let at = start + mm(7)
    const half = width / 2 - mm(2)
    named(pdf, 'sul C/C n.', cut(account, LIMITS.postalAccount), { x: left, y: at, width: half, lines: 1 })
    at =
      named(pdf, 'intestato a', cut(holder, LIMITS.postalHolder), {
        x: left + half + mm(4),
        y: at,
        width: half,
      }) + mm(1)
    at = named(pdf, 'Destinatario', texts.debtorName, { x: left, y: at, width }) + mm(1)
    at = named(pdf, 'Oggetto del pagamento', texts.description, { x: left, y: at, width }) + mm(1)
    named(pdf, 'Codice Avviso', texts.noticeNumber, { x: left, y: at, width: width * 0.42, lines: 1 })
    named(pdf, 'Tipo', 'P1', { x: left + width * 0.44, y: at, width: width * 0.1, lines: 1 })
    named(pdf, 'Codice Fiscale Ente Creditore', creditor.fiscalCode, {
      x: left + width * 0.56,
      y: at,
      width: width * 0.44,
      lines: 1,
    })
  })
  const code = postalText({
    ...notice,
    creditorFiscalCode: creditor.fiscalCode,
    account,
    debtorFiscalCode: texts.debtorFiscalCode ?? '',
    debtorName: texts.debtorName,
  })
  const box = { x: codeLeft, y: start + mm(4), width: QR, height: QR }
  pdf.figure(`Codice Data Matrix dell’avviso ${texts.noticeNumber}`, box, () =>
    pdf.modules(dataMatrix(code), box),
  )
  pdf.text(
    'P',
    authorisation,
    { x: codeLeft - mm(2), y: start + QR + mm(6), width: QR + mm(2), lines: 3 },
    { size: 7, colour: '#4D4D4D', align: 'right' },
  )
}

/** Adds one notice, on a page of its own. */
const drawNotice = (pdf: Pdf, notice: Notice): void => {
  const texts = textsOf(notice)
  pdf.addPage()
  pdf.part('Sect', () => {
    intestazione(pdf, texts, notice)
    whoAndWhom(pdf, texts, notice, mm(46))
    howMuch(pdf, texts, mm(86))
    where(pdf, texts, mm(86))
    const bottom = paymentData(pdf, texts, notice, mm(146))
    postal(pdf, texts, notice, bottom + GAP)
  })
}

const titleOf = (notice: Notice) => `Avviso di pagamento ${formatNoticeNumber(notice.noticeNumber as never)}`

/** The notice as a PDF of one page. */
export const noticePdf = (notice: Notice): Promise<Uint8Array<ArrayBuffer>> => {
  const pdf = openPdf({ title: titleOf(notice), subject: `Codice avviso ${notice.noticeNumber}` })
  drawNotice(pdf, notice)
  pdf.end()
  return bytesOf(pdf)
}

/** So many notices make a file: what a PDF keeps of its pages until its end stays small, however many there are. */
const NOTICES_PER_FILE = 250
/** Above this much waiting to be written, printing waits. */
const WAITING_BYTES = 1_000_000

/**
 * Prints many notices, one a page, as fast as they come and the files take them, into files of at most 250 pages that
 * `open` opens, numbered from 1: memory does not grow with their number. Answers how many notices and files there are.
 */
export const printNotices = async (
  notices: AsyncIterable<Notice>,
  open: (file: number) => Writable,
): Promise<{ notices: number; files: number }> => {
  let files = 0
  let count = 0
  let file: { pdf: Pdf; to: Writable; written: Promise<void> } | null = null
  const close = async () => {
    file?.pdf.end()
    await file?.written
    file = null
  }
  for await (const notice of notices) {
    if (!file) {
      files += 1
      const pdf = openPdf({ title: `Avvisi di pagamento, parte ${files}` })
      const to = open(files)
      pdf.doc.pipe(to)
      file = { pdf, to, written: finished(to) }
    }
    const { pdf, to } = file
    drawNotice(pdf, notice)
    count += 1
    while (pdf.doc.readableLength > WAITING_BYTES && !to.destroyed) await setImmediate()
    if (count % 20 === 0) await setImmediate()
    if (count % NOTICES_PER_FILE === 0) await close()
  }
  await close()
  return { notices: count, files }
}

/** The name of a notice's file: its number, nobody's name. */
export const noticeFileName = ({ noticeNumber }: Pick<Notice, 'noticeNumber'>): string =>
  `avviso-di-pagamento-${noticeNumber}.pdf`
