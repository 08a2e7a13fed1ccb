import type { WalletStatement } from '@/modules/family'
import { formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { bytesOf, GREY_BACKGROUND, mm, openPdf } from './pdf'
import { movementLabel } from './statement-words'

const LEFT = mm(20)
const WIDTH = mm(170)
const ROW = mm(6)
const BOTTOM = mm(275)
const COLUMNS = [
  { label: 'Data', x: LEFT + mm(2), width: mm(26), align: 'left' },
  { label: 'Movimento', x: LEFT + mm(30), width: mm(76), align: 'left' },
  { label: 'Importo', x: LEFT + mm(108), width: mm(29), align: 'right' },
  { label: 'Saldo', x: LEFT + mm(139), width: mm(29), align: 'right' },
] as const

/** The statement of a wallet as a PDF, on as many pages as its lines need. */
export const statementPdf = (
  statement: WalletStatement,
  municipality: string,
): Promise<Uint8Array<ArrayBuffer>> => {
  const { childName, serviceName, openingCents, inCents, outCents, closingCents } = statement
  const period = `Dal ${formatDay(statement.from)} al ${formatDay(statement.to)}`
  const pdf = openPdf({ title: `Estratto conto: ${serviceName}`, subject: period })
  let page = 0
  let y = 0

  const newPage = () => {
    pdf.addPage()
    page += 1
    pdf.footer(`${municipality} - Estratto conto ${serviceName}`, page, { x: LEFT, y: mm(282), width: WIDTH })
    y = mm(20)
  }
  const headings = (draw: (label: string, column: (typeof COLUMNS)[number]) => void) => {
    pdf.fill({ x: LEFT, y, width: WIDTH, height: ROW }, GREY_BACKGROUND)
    for (const column of COLUMNS) draw(column.label, column)
    y += ROW
  }
  const cell = (tag: string, text: string, column: (typeof COLUMNS)[number], weight?: 'bold') =>
    pdf.text(
      tag,
      text,
      { x: column.x, y: y + mm(1), width: column.width, lines: 1 },
      { size: 9, align: column.align, ...(weight ? { weight } : {}) },
    )
  const row = (texts: readonly [string, string, string, string], weight?: 'bold') => {
    if (y + ROW > BOTTOM) {
      newPage()
      // Read aloud once, on the first page; shown on each.
      headings((label, { x, width, align }) =>
        pdf.artifact(
          () =>
            void pdf.drawText(
              label,
              { x, y: y + mm(1), width, lines: 1 },
              { size: 9, weight: 'bold', align },
            ),
        ),
      )
    }
    pdf.part('TR', () => {
      COLUMNS.forEach((column, index) => {
        const text = texts[index]
        if (text) cell('TD', text, column, weight)
        else pdf.part('TD', () => undefined)
      })
    })
    y += ROW
    pdf.rule(LEFT, y, LEFT + WIDTH, '#E3E3E3')
  }

  newPage()
  y = pdf.text('H1', 'Estratto conto', { x: LEFT, y, width: WIDTH }, { weight: 'bold', size: 22 })
  y = pdf.text('P', municipality, { x: LEFT, y, width: WIDTH }, { size: 10 })
  y = pdf.text(
    'P',
    `${serviceName}, ${childName}`,
    { x: LEFT, y: y + mm(3), width: WIDTH },
    { weight: 'bold', size: 12 },
  )
  y = pdf.text('P', period, { x: LEFT, y, width: WIDTH }, { size: 11 }) + mm(3)
  pdf.part('L', () => {
    const totals: [string, string][] = [
      ['Saldo iniziale', formatEuro(openingCents)],
      ['Entrate', formatEuro(inCents)],
      ['Uscite', formatEuro(outCents)],
      ['Saldo finale', formatEuro(closingCents)],
    ]
    let below = y
    totals.forEach(([label, value], index) => {
      const x = LEFT + (WIDTH / totals.length) * index
      const width = WIDTH / totals.length - mm(2)
      pdf.part('LI', () => {
        const labelEnd = pdf.text('Lbl', label, { x, y, width }, { size: 9 })
        below = pdf.text('LBody', value, { x, y: labelEnd, width }, { weight: 'bold', size: 12 })
      })
    })
    y = below + mm(5)
  })
  pdf.part('Table', () => {
    pdf.part('TR', () =>
      headings((label, column) => {
        pdf.part('TH', () => void cell('Span', label, column, 'bold'), { scope: 'Column' })
      }),
    )
    row([formatDay(statement.from), 'Saldo all’inizio del periodo', '', formatEuro(openingCents)], 'bold')
    for (const line of statement.lines)
      row([formatDay(line.day), movementLabel(line), formatEuro(line.cents), formatEuro(line.balanceCents)])
    row([formatDay(statement.to), 'Saldo alla fine del periodo', '', formatEuro(closingCents)], 'bold')
  })
  pdf.end()
  return bytesOf(pdf)
}
