import { isOfAdults, type KitchenOrder, type OrderLine, totalsOf } from '@/modules/kitchen'
import { formatDay, formatDayLong, formatMoment, formatTime } from '@/shared/dates'
import { bytesOf, GREY_BACKGROUND, mm, openPdf, type Type } from './pdf'

const LEFT = mm(15)
const WIDTH = mm(180)
const BOTTOM = mm(278)
const PAD = mm(1)
const COLUMNS = [
  { label: 'Classe', x: LEFT + PAD, width: mm(40), align: 'left' },
  { label: 'Standard', x: LEFT + mm(42), width: mm(15), align: 'right' },
  { label: 'In bianco', x: LEFT + mm(58), width: mm(16), align: 'right' },
  { label: 'Cestini', x: LEFT + mm(75), width: mm(14), align: 'right' },
  { label: 'Diete', x: LEFT + mm(92), width: mm(52), align: 'left' },
  { label: 'Adulti', x: LEFT + mm(146), width: mm(14), align: 'right' },
  { label: 'Totale', x: LEFT + mm(162), width: mm(16), align: 'right' },
] as const
type Cells = readonly [string, string, string, string, string, string, string]

/** Special trays of the lines, summed by what they are: "GF 2, GF in bianco 1, GF cestino 1". */
const trays = (lines: readonly OrderLine[]): string => {
  const counts = new Map<string, number>()
  for (const { meal, variant, quantity } of lines) {
    if (meal === 'unresolved' || isOfAdults({ meal }) || variant === '') continue
    const tray =
      meal === 'light' ? `${variant} in bianco` : meal === 'packed' ? `${variant} cestino` : variant
    counts.set(tray, (counts.get(tray) ?? 0) + quantity)
  }
  return (
    [...counts]
      .sort(([one], [other]) => one.localeCompare(other))
      // The count stays beside its tray.
      .map(([tray, count]) => `${tray} ${count}`.replaceAll(' ', '\u00a0'))
      .join(', ')
  )
}

const cellsOf = (name: string, lines: readonly OrderLine[]): Cells => {
  const { standard, light, packed, adults, all, unresolved } = totalsOf(lines)
  const count = (value: number) => (value === 0 ? '' : String(value))
  const unclear = unresolved === 0 ? '' : `DA CHIARIRE ${unresolved}`
  return [
    name,
    count(standard),
    count(light),
    count(packed),
    [trays(lines), unclear].filter((text) => text !== '').join(', '),
    count(adults),
    String(all),
  ]
}

/** A version of a kitchen's order for printing: by school and class, with what changed. Counts and codes, no names. */
export const orderPdf = (order: KitchenOrder): Promise<Uint8Array<ArrayBuffer>> => {
  const who = order.kitchen?.name ?? 'Scuole senza cucina'
  const pdf = openPdf({
    title: `Ordine pasti ${formatDay(order.day)}, versione ${order.version}`,
    subject: `${who}, ${order.service.name}`,
  })
  let page = 0
  let y = 0
  const newPage = () => {
    pdf.addPage()
    page += 1
    pdf.footer(`${who}, ${order.service.name}, ${formatDay(order.day)}, versione ${order.version}`, page, {
      x: LEFT,
      y: mm(284),
      width: WIDTH,
    })
    y = mm(15)
  }
  const headings = (draw: (label: string, column: (typeof COLUMNS)[number]) => void) => {
    pdf.fill({ x: LEFT, y, width: WIDTH, height: mm(6) }, GREY_BACKGROUND)
    for (const column of COLUMNS) draw(column.label, column)
    y += mm(6)
  }
  const row = (cells: Cells, weight: 'regular' | 'bold', background?: string) => {
    const typeOf = (column: (typeof COLUMNS)[number]): Type => ({ size: 9.5, align: column.align, weight })
    const lines = COLUMNS.map(
      (column, index) => pdf.wrap(cells[index] ?? '', typeOf(column), column.width).length,
    )
    const height = Math.max(1, ...lines) * 9.5 * 1.25 + 2 * PAD
    if (y + height > BOTTOM) {
      newPage()
      // Read aloud once, on the first page; shown on each.
      headings((label, { x, width, align }) =>
        pdf.artifact(
          () =>
            void pdf.drawText(label, { x, y: y + PAD, width, lines: 1 }, { size: 9, weight: 'bold', align }),
        ),
      )
    }
    if (background) pdf.fill({ x: LEFT, y, width: WIDTH, height }, background)
    pdf.part('TR', () => {
      COLUMNS.forEach((column, index) => {
        const text = cells[index] ?? ''
        const tag = index === 0 ? 'TH' : 'TD'
        pdf.part(
          tag,
          () => void pdf.text('Span', text, { x: column.x, y: y + PAD, width: column.width }, typeOf(column)),
          index === 0 ? { scope: 'Row' } : {},
        )
      })
    })
    y += height
    pdf.rule(LEFT, y, LEFT + WIDTH, '#E3E3E3')
  }

  newPage()
  y = pdf.text(
    'H1',
    `Ordine pasti, versione ${order.version}`,
    { x: LEFT, y, width: WIDTH },
    { weight: 'bold', size: 20 },
  )
  y = pdf.text(
    'P',
    `${who} - ${order.service.name}`,
    { x: LEFT, y, width: WIDTH },
    { weight: 'bold', size: 13 },
  )
  const read = order.ack
    ? `Presa visione il ${formatMoment(order.ack.at)}, ${order.ack.by}.`
    : 'Presa visione: non ancora.'
  y = pdf.text(
    'P',
    `${formatDayLong(order.day)}, situazione delle ${formatTime(order.madeAt)}. ${read}`,
    { x: LEFT, y, width: WIDTH },
    { size: 10 },
  )
  if (order.changes.length > 0) {
    y = pdf.text(
      'H2',
      `Variazioni rispetto alla versione ${order.version - 1}`,
      { x: LEFT, y: y + mm(3), width: WIDTH },
      { weight: 'bold', size: 12 },
    )
    pdf.part('L', () => {
      for (const change of order.changes) {
        if (y + mm(6) > BOTTOM) newPage()
        pdf.part('LI', () => {
          y = pdf.text(
            'LBody',
            change,
            { x: LEFT + mm(3), y, width: WIDTH - mm(3) },
            { size: 10, weight: 'bold' },
          )
        })
      }
    })
  }
  const unresolved = totalsOf(order.lines).unresolved
  if (unresolved > 0)
    y = pdf.text(
      'P',
      `Attenzione: ${unresolved === 1 ? 'per un bambino' : `per ${unresolved} bambini`} la dieta è da chiarire. Non servire il pasto comune prima di aver telefonato alla scuola. Questi pasti non sono nei totali.`,
      { x: LEFT, y: y + mm(2), width: WIDTH },
      { size: 10, weight: 'bold' },
    )
  if (order.lines.some(({ isEstimated }) => isEstimated))
    y = pdf.text(
      'P',
      'Le classi con un asterisco non hanno inviato tutte le presenze: i loro pasti sono stimati.',
      { x: LEFT, y: y + mm(2), width: WIDTH },
      { size: 10 },
    )
  y += mm(3)
  pdf.part('Table', () => {
    pdf.part('TR', () =>
      headings((label, { x, width, align }) => {
        pdf.part(
          'TH',
          () =>
            void pdf.text(
              'Span',
              label,
              { x, y: y + PAD, width, lines: 1 },
              { size: 9, weight: 'bold', align },
            ),
          { scope: 'Column' },
        )
      }),
    )
    for (const ofSchool of Map.groupBy(order.lines, ({ schoolId }) => schoolId).values()) {
      row(cellsOf(ofSchool[0]?.school ?? '', ofSchool), 'bold', '#F5F5F5')
      for (const ofClass of Map.groupBy(ofSchool, ({ classId }) => classId).values()) {
        const isEstimated = ofClass.some((line) => line.isEstimated)
        row(cellsOf(`   ${ofClass[0]?.className ?? ''}${isEstimated ? ' *' : ''}`, ofClass), 'regular')
      }
    }
    row(cellsOf('Tutte le scuole', order.lines), 'bold', GREY_BACKGROUND)
  })
  pdf.end()
  return bytesOf(pdf)
}
