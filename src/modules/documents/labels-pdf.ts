import type { TrayGroup } from '@/modules/kitchen'
import { type CivilDate, formatDay } from '@/shared/dates'
import { A4, BLACK, bytesOf, GREY_BACKGROUND, mm, openPdf } from './pdf'

/** The commonest sheet: 24 labels of 70 x 37 mm, edge to edge. */
const COLUMNS = 3
const ROWS = 8
const LABEL = { width: mm(70), height: mm(37) } as const
const TOP = (A4.height - ROWS * LABEL.height) / 2
/** Printers leave a margin; the text keeps away from it. */
const PADDING = { x: mm(6), y: mm(6) } as const
const TEXT_WIDTH = LABEL.width - 2 * PADDING.x

const trayCount = (count: number) => (count === 1 ? '1 vassoio' : `${count} vassoi`)

/**
 * Labels for the special trays of a day: code and child, nothing else. Before those of each class comes a grey label with
 * school and class, to stick on the crate; on a new sheet it comes again. A long name or code is printed smaller.
 */
export const labelsPdf = (
  groups: readonly TrayGroup[],
  { day, service }: { day: CivilDate; service: string },
): Promise<Uint8Array<ArrayBuffer>> => {
  const pdf = openPdf({ title: `Etichette delle diete, ${formatDay(day)}`, subject: service })
  let place = COLUMNS * ROWS
  const next = () => {
    if (place === COLUMNS * ROWS) {
      pdf.addPage()
      place = 0
    }
    const box = {
      x: (place % COLUMNS) * LABEL.width,
      y: TOP + Math.floor(place / COLUMNS) * LABEL.height,
      ...LABEL,
    }
    place += 1
    return box
  }
  /** The largest of the sizes at which the text fits the lines whole; the smallest cuts it. */
  const sizeFor = (
    text: string,
    sizes: readonly [number, ...number[]],
    lines: number,
    weight: 'regular' | 'bold',
  ) =>
    sizes.find((size) => {
      const found = pdf.wrap(text, { size, weight }, TEXT_WIDTH)
      // A word that was broken is as bad as a line too many.
      return found.length <= lines && found.join(' ') === text.trim().split(/\s+/).join(' ')
    }) ??
    sizes[sizes.length - 1] ??
    sizes[0]

  const separator = (group: TrayGroup, isAgain: boolean) => {
    const box = next()
    pdf.fill(box, GREY_BACKGROUND)
    const x = box.x + PADDING.x
    const school = sizeFor(group.school, [13, 11, 9], 2, 'bold')
    const below = pdf.text(
      'H1',
      group.school,
      { x, y: box.y + PADDING.y - mm(1), width: TEXT_WIDTH, lines: 2 },
      { size: school, weight: 'bold' },
    )
    const name = sizeFor(group.className, [18, 14, 11], 1, 'bold')
    const middle = pdf.text(
      'P',
      group.className,
      { x, y: below, width: TEXT_WIDTH, lines: 1 },
      { size: name, weight: 'bold' },
    )
    const what = isAgain ? 'segue' : trayCount(group.trays.length)
    pdf.text(
      'P',
      group.unresolved === 0 ? what : `${what}; ${group.unresolved} da chiarire: telefonare`,
      { x, y: middle, width: TEXT_WIDTH, lines: 2 },
      { size: 9 },
    )
  }

  for (const group of groups) {
    separator(group, false)
    for (const { code, child } of group.trays) {
      if (place === COLUMNS * ROWS) separator(group, true)
      const box = next()
      const x = box.x + PADDING.x
      pdf.part('Sect', () => {
        const shown = code.replaceAll('+', ' + ')
        const below = pdf.text(
          'P',
          shown,
          { x, y: box.y + PADDING.y - mm(1), width: TEXT_WIDTH, lines: 2 },
          {
            size: sizeFor(shown, [24, 20, 16, 13], shown.includes(' ') ? 2 : 1, 'bold'),
            weight: 'bold',
            colour: BLACK,
          },
        )
        pdf.text(
          'P',
          child,
          { x, y: Math.max(below, box.y + mm(17)), width: TEXT_WIDTH, lines: 2 },
          { size: sizeFor(child, [15, 13, 11, 9], 2, 'regular') },
        )
      })
    }
  }
  if (groups.length === 0) {
    pdf.addPage()
    pdf.text(
      'P',
      'Nessuna dieta speciale per questo giorno.',
      { x: mm(20), y: mm(20), width: mm(170) },
      { size: 14 },
    )
  }
  pdf.end()
  return bytesOf(pdf)
}
