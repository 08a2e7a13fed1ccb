import type { ClassList, SchoolLists } from '@/modules/school-day'
import { type CivilDate, formatDayLong } from '@/shared/dates'
import type { ServiceCode } from '@/shared/ids'
import { bytesOf, GREY_BACKGROUND, mm, openPdf } from './pdf'

const LEFT = mm(15)
const WIDTH = mm(180)
const NAME_WIDTH = mm(64)
const DIET_WIDTH = mm(30)
const ROW = mm(8)
const HEADING = mm(11)
const BOTTOM = mm(276)
const BOX = mm(4)

/** What is known of a child's day before the roll call, in a word; nothing for who is simply awaited. */
const wordOf = (services: ClassList['children'][number]['services'], code: ServiceCode): string => {
  const service = services.find((one) => one.code === code)
  if (!service) return 'non iscritto'
  if (service.wish === 'cancel') return 'disdetto'
  if (!service.isExpected) return 'non atteso'
  return service.wish === 'light' ? 'in bianco' : ''
}

/**
 * The class lists of a school for a day without tablets: one class a page, two boxes to cross for each child and
 * service, and lines for the adults. Diet codes stand there only when the lists carry them.
 */
export const classListsPdf = (lists: SchoolLists, day: CivilDate): Promise<Uint8Array<ArrayBuffer>> => {
  const pdf = openPdf({ title: `Elenchi di classe, ${lists.school.name}`, subject: formatDayLong(day) })
  const services = lists.services.filter(({ isOpen }) => isOpen)
  const hasDiets = lists.classes.some(({ children }) => children.some(({ dietCode }) => dietCode !== null))
  const first = LEFT + mm(8) + NAME_WIDTH + (hasDiets ? DIET_WIDTH : 0)
  const serviceWidth = (LEFT + WIDTH - first) / Math.max(1, services.length)
  const bold = { size: 10, weight: 'bold' } as const

  for (const group of lists.classes) {
    let y = 0
    const heading = () => {
      pdf.fill({ x: LEFT, y, width: WIDTH, height: HEADING }, GREY_BACKGROUND)
      pdf.part('TR', () => {
        const cell = (label: string, x: number, width: number, draw?: () => void) =>
          pdf.part(
            'TH',
            () => {
              pdf.text('Span', label, { x, y: y + mm(1.2), width, lines: 1 }, bold)
              draw?.()
            },
            { scope: 'Column' },
          )
        cell('Bambino', LEFT + mm(8), NAME_WIDTH)
        if (hasDiets) cell('Dieta', LEFT + mm(8) + NAME_WIDTH, DIET_WIDTH)
        for (const [index, { name }] of services.entries()) {
          const x = first + index * serviceWidth
          cell(name, x + mm(1), serviceWidth - mm(2), () => {
            // Over the two boxes of each child.
            for (const [letter, left] of [
              ['P', mm(2)],
              ['A', mm(11)],
            ] as const)
              pdf.text('Span', letter, { x: x + left, y: y + mm(6), width: mm(4), lines: 1 }, bold)
          })
        }
      })
      y += HEADING
    }
    const page = (isFirst: boolean) => {
      pdf.addPage()
      y = mm(15)
      y = pdf.text(
        isFirst ? 'H1' : 'P',
        `Classe ${group.name}${isFirst ? '' : ' (segue)'}`,
        { x: LEFT, y, width: WIDTH },
        { weight: 'bold', size: 18 },
      )
      y = pdf.text(
        'P',
        `${lists.school.name}, ${formatDayLong(day)}. P presente, A assente.`,
        { x: LEFT, y, width: WIDTH },
        { size: 10 },
      )
      y = pdf.text(
        'P',
        'Ora dell’appello ____:____   Firma ______________________',
        { x: LEFT, y: y + mm(2), width: WIDTH },
        { size: 11 },
      )
      y += mm(3)
    }
    page(true)
    pdf.part('Table', () => {
      heading()
      for (const [place, child] of group.children.entries()) {
        if (y + ROW > BOTTOM) {
          page(false)
          heading()
        }
        pdf.part('TR', () => {
          pdf.part(
            'TH',
            () =>
              void pdf.text(
                'Span',
                `${place + 1}. ${child.name}`,
                { x: LEFT + mm(1), y: y + mm(1.6), width: NAME_WIDTH + mm(5), lines: 1 },
                { size: 11 },
              ),
            { scope: 'Row' },
          )
          if (hasDiets) {
            const code = (child.dietCode ?? '').replaceAll('+', ' + ')
            const place = { x: LEFT + mm(8) + NAME_WIDTH, width: DIET_WIDTH - mm(1) }
            const isLong = pdf.widthOf(code, bold) > place.width
            pdf.part(
              'TD',
              () =>
                void pdf.text(
                  'Span',
                  code,
                  { ...place, y: y + mm(isLong ? 0.6 : 1.6), lines: isLong ? 2 : 1 },
                  isLong ? { ...bold, size: 8.5 } : bold,
                ),
            )
          }
          for (const [index, { code }] of services.entries()) {
            const x = first + index * serviceWidth
            const word = wordOf(child.services, code)
            pdf.part(
              'TD',
              () =>
                void pdf.text(
                  'Span',
                  word,
                  { x: x + mm(18), y: y + mm(1.8), width: serviceWidth - mm(18), lines: 1 },
                  { size: 9 },
                ),
            )
            if (word !== 'non iscritto')
              pdf.artifact(() => {
                for (const left of [x + mm(1), x + mm(10)])
                  pdf.doc
                    .rect(left, y + mm(2), BOX, BOX)
                    .lineWidth(0.8)
                    .stroke('#000000')
              })
          }
        })
        y += ROW
        pdf.rule(LEFT, y, LEFT + WIDTH, '#D0D0D0')
      }
    })
    if (y + mm(14) > BOTTOM) page(false)
    pdf.text(
      'P',
      'Pasti degli adulti: docenti in servizio ____  sostegno ____  collaboratori ____  a pagamento ____',
      { x: LEFT, y: y + mm(5), width: WIDTH },
      { size: 11 },
    )
  }
  if (lists.classes.length === 0) {
    pdf.addPage()
    pdf.text(
      'P',
      `${lists.school.name}: nessun bambino iscritto in questo giorno.`,
      { x: LEFT, y: mm(20), width: WIDTH },
      { size: 12 },
    )
  }
  pdf.end()
  return bytesOf(pdf)
}
