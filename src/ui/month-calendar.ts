import { type CivilDate, formatMonth } from '@/shared/dates'
import { type Cents, formatEuro } from '@/shared/money'
import { type Html, html } from './html'
import { iconHtml } from './icon'
import { neighbourMonth, weeksOf } from './month-grid'

/** What a day says of a service: each has its own shape, letter and words, so that colour is never alone. */
const dayStates = {
  present: { label: 'Presente', letter: 'P' },
  absent: { label: 'Assente', letter: 'A' },
  cancelled: { label: 'Disdetto', letter: 'D' },
  light: { label: 'Pasto in bianco', letter: 'B' },
  expected: { label: 'Non ancora rilevato', letter: '?' },
  closed: { label: 'Servizio chiuso', letter: 'C' },
} as const
export type DayState = keyof typeof dayStates

/** One service on one day. `service` is needed only when a calendar shows several. */
export type DayMark = {
  state: DayState
  service?: { name: string; initial: string } | undefined
  priceCents?: Cents | null | undefined
  note?: string | undefined
}

const WEEKDAYS = ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato', 'domenica']
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const shape = (state: DayState) =>
  html`<span class="shape ${state}" aria-hidden="true">${dayStates[state].letter}</span>`

const mark = ({ state, service, priceCents, note }: DayMark) => {
  const said = [service?.name, dayStates[state].label.toLowerCase(), note].filter(Boolean).join(', ')
  return html`<span class="day-mark">${service && html`<span class="initial" aria-hidden="true">${service.initial}</span>`}${shape(state)}<span class="visually-hidden"> ${said}</span>${typeof priceCents === 'number' && html`<span class="price"><span class="visually-hidden">, </span>${formatEuro(priceCents)}</span>`}</span>`
}

const cell = (
  day: CivilDate | null,
  today: CivilDate,
  marks: readonly DayMark[],
  href: string | undefined,
) => {
  if (day === null) return html`<td></td>`
  const number = html`<time datetime="${day}">${Number(day.slice(8))}</time>`
  const content = html`${number}${day === today && html`<span class="today-label">oggi</span>`}${marks.map(mark)}`
  const linked = href === undefined ? content : html`<a class="day-link" href="${href}">${content}</a>`
  return day === today ? html`<td class="today" aria-current="date">${linked}</td>` : html`<td>${linked}</td>`
}

const monthLink = (month: CivilDate, text: string, icon: 'chevron-left' | 'chevron-right', href: string) =>
  html`<a class="month-link" href="${href}" aria-label="${text}: ${formatMonth(month)}">${iconHtml(icon, 'icon icon-primary')}</a>`

/** A child’s month, for a phone of 360 px and for a screen reader: links to its neighbours, a table with a cell per day, the legend. */
export const monthCalendar = ({
  month,
  today,
  days,
  hrefOf,
  dayHrefs,
  from,
  to,
}: MonthCalendarProps): Html => {
  const title = capitalised(formatMonth(month))
  const [before, after] = [neighbourMonth(month, -1), neighbourMonth(month, 1)]
  const states = new Set([...days.values()].flat().map(({ state }) => state))
  const services = new Map(
    [...days.values()]
      .flat()
      .flatMap(({ service }) => (service ? [[service.initial, service.name] as const] : [])),
  )
  return html`<section class="month-calendar" aria-labelledby="mese"><div class="month-nav">${(!from || before >= from) && monthLink(before, 'Mese precedente', 'chevron-left', hrefOf(before))}<h2 class="h4" id="mese">${title}</h2>${(!to || after <= to) && monthLink(after, 'Mese successivo', 'chevron-right', hrefOf(after))}</div>
<table aria-labelledby="mese"><thead><tr>${WEEKDAYS.map(
    (weekday) =>
      html`<th scope="col"><span aria-hidden="true">${weekday.slice(0, 3)}</span><span class="visually-hidden">${weekday}</span></th>`,
  )}</tr></thead><tbody>${weeksOf(month).map(
    (week) =>
      html`<tr>${week.map((day) => cell(day, today, day ? (days.get(day) ?? []) : [], day ? dayHrefs?.get(day) : undefined))}</tr>`,
  )}</tbody></table>
<ul class="legend" aria-label="Legenda">${[...states].map((state) => html`<li>${shape(state)} ${dayStates[state].label}</li>`)}${[...services].map(([initial, name]) => html`<li><span class="initial">${initial}</span> ${name}</li>`)}</ul></section>`
}

export type MonthCalendarProps = {
  /** Any day of the month to show. */
  month: CivilDate
  today: CivilDate
  /** The marks of each day; a day without any stays empty. */
  days: ReadonlyMap<CivilDate, readonly DayMark[]>
  /** The address of another month, given its first day. */
  hrefOf: (month: CivilDate) => string
  /** The addresses of the days that have a page of their own. */
  dayHrefs?: ReadonlyMap<CivilDate, string>
  /** First days of the first and last months one may go to. */
  from?: CivilDate
  to?: CivilDate
}
