import {
  allergenLabel,
  allergenWords,
  type ChildMenu,
  excludedIn,
  type MenuDayOfChild,
  withoutMenu,
} from '@/modules/menu'
import { formatDayLong, formatMonth } from '@/shared/dates'
import { bytesOf, GREY_BACKGROUND, mm, openPdf } from './pdf'

const LEFT = mm(15)
const WIDTH = mm(180)
const DAY = { x: LEFT + mm(1), width: mm(40) }
const DISHES = { x: LEFT + mm(44), width: mm(135) }
const BOTTOM = mm(277)
const PAD = mm(1.5)
const TEXT = { size: 10 } as const
const BOLD = { size: 10, weight: 'bold' } as const

type Line = { text: string; isWarning: boolean }

const linesOf = (day: MenuDayOfChild): Line[] => {
  const { isPlanned, diet, dishes } = day
  const without = withoutMenu(day)
  if (without) return [{ text: without, isWarning: false }]
  return [
    ...(isPlanned ? [] : [{ text: 'Per la classe il pasto non è previsto', isWarning: false }]),
    ...dishes.flatMap((dish): Line[] => {
      const excluded = excludedIn(dish, diet)
      const line = { text: `${dish.name} (${allergenWords(dish)})`, isWarning: false }
      if (excluded === 'unknown')
        return [line, { text: 'ATTENZIONE: può contenere un allergene escluso dalla dieta', isWarning: true }]
      if (excluded.length === 0) return [line]
      const names = excluded.map((one) => allergenLabel(one).toLowerCase()).join(', ')
      return [line, { text: `ATTENZIONE: contiene ${names}, escluso dalla dieta`, isWarning: true }]
    }),
  ]
}

/** A child's menu of a month for printing, with the allergens of each dish and the warnings of the child's diet. */
export const menuPdf = (
  menu: ChildMenu,
  days: readonly MenuDayOfChild[],
  municipality: string,
): Promise<Uint8Array<ArrayBuffer>> => {
  const month = formatMonth(menu.from)
  const service = menu.service?.name ?? ''
  const pdf = openPdf({ title: `Menù di ${month}: ${service}`, subject: menu.school ?? municipality })
  let page = 0
  let y = 0
  const newPage = () => {
    pdf.addPage()
    page += 1
    pdf.footer(`${municipality} - Menù di ${month}, ${service}`, page, { x: LEFT, y: mm(284), width: WIDTH })
    y = mm(15)
  }
  const row = (day: MenuDayOfChild) => {
    const lines = linesOf(day)
    const name = formatDayLong(day.day).replace(/ \d{4}$/, '')
    const heightOf = (text: string, width: number, isBold: boolean) =>
      pdf.wrap(text, isBold ? BOLD : TEXT, width).length * TEXT.size * 1.25
    const height =
      Math.max(
        heightOf(name, DAY.width, true),
        lines.reduce((sum, line) => sum + heightOf(line.text, DISHES.width, line.isWarning), 0),
      ) +
      2 * PAD
    if (y + height > BOTTOM) newPage()
    pdf.part('TR', () => {
      pdf.part('TH', () => void pdf.text('Span', name, { ...DAY, y: y + PAD }, BOLD), { scope: 'Row' })
      pdf.part('TD', () => {
        let at = y + PAD
        for (const { text, isWarning } of lines)
          at = pdf.text('P', text, { ...DISHES, y: at }, isWarning ? BOLD : TEXT)
      })
    })
    y += height
    pdf.rule(LEFT, y, LEFT + WIDTH, '#D0D0D0')
  }

  newPage()
  y = pdf.text('H1', `Menù di ${month}`, { x: LEFT, y, width: WIDTH }, { weight: 'bold', size: 22 })
  y = pdf.text(
    'P',
    [municipality, service, menu.school].filter((part) => part).join(' - '),
    { x: LEFT, y, width: WIDTH },
    TEXT,
  )
  y = pdf.text('P', menu.child.name, { x: LEFT, y: y + mm(2), width: WIDTH }, { weight: 'bold', size: 13 })
  const diet = days.findLast((day) => day.diet)?.diet
  if (diet) y = pdf.text('P', `Dieta: ${diet.label}`, { x: LEFT, y, width: WIDTH }, TEXT)
  y += mm(3)
  pdf.part('Table', () => {
    pdf.fill({ x: LEFT, y, width: WIDTH, height: mm(6) }, GREY_BACKGROUND)
    pdf.part('TR', () => {
      for (const [label, place] of [
        ['Giorno', DAY],
        ['Piatti', DISHES],
      ] as const)
        pdf.part('TH', () => void pdf.text('Span', label, { ...place, y: y + mm(1) }, BOLD), {
          scope: 'Column',
        })
    })
    y += mm(6)
    for (const day of days) row(day)
  })
  if (y + mm(12) > BOTTOM) newPage()
  pdf.text(
    'P',
    'Sono indicati i 14 allergeni del regolamento (UE) 1169/2011, allegato II. Chi ha una dieta speciale riceve il pasto della sua dieta.',
    { x: LEFT, y: y + mm(3), width: WIDTH },
    { size: 9 },
  )
  pdf.end()
  return bytesOf(pdf)
}
