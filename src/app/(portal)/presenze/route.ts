import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { notFound } from '@/http/problem'
import { type ChildRide, childRides } from '@/modules/bus'
import { type AttendanceMonth, attendanceMonth, type MonthDay } from '@/modules/family'
import { type CivilDate, formatDayLong, formatMonth } from '@/shared/dates'
import type { ChildId, ServiceCode } from '@/shared/ids'
import { formatEuro } from '@/shared/money'
import { definitionList } from '@/ui/definition-list'
import { emptyState } from '@/ui/feedback'
import { attributes, type Html, html } from '@/ui/html'
import { type DayMark, monthCalendar } from '@/ui/month-calendar'
import { childTabs, tabs } from '../child-tabs'
import { dayWords } from '../day-words'
import { portalPage } from '../portal-page'
import { addressOf, dayAddress } from './asking'
import { ridesPart } from './rides'

const Address = z.object({
  figlio: Asked.figlio.optional(),
  servizio: Asked.servizio.optional(),
  mese: Asked.mese.optional(),
})

/** What the calendar shows of a day: nothing for a weekend, for days to come, for days without the service. */
const markOf = ({ day, status, cents }: MonthDay, today: CivilDate): DayMark | null => {
  if (status.state === 'closed') return status.note === null ? null : { state: 'closed', note: status.note }
  if (status.state === 'notPlanned') return null
  if (status.state === 'cancelled') return { state: 'cancelled', priceCents: cents }
  if (status.state === 'expected') {
    const note = status.isPackedLunch ? 'pranzo al sacco' : undefined
    if (status.isLight) return { state: 'light', note }
    return day > today ? null : { state: 'expected', note }
  }
  return { state: status.state, priceCents: cents }
}

/** Days that have a page of their own: what happened on them, or what may still be asked. */
const hasPage = ({ status }: MonthDay) => status.state !== 'closed' && status.state !== 'notPlanned'

const closures = (days: readonly MonthDay[]): Html | null => {
  const closed = days.filter(({ status }) => status.state === 'closed' && status.note !== null)
  return closed.length === 0
    ? null
    : html`<h2 class="h4">Giorni di chiusura</h2><ul>${closed.map(
        ({ day, status }) =>
          html`<li><time datetime="${day}">${formatDayLong(day)}</time>: ${status.state === 'closed' && status.note}</li>`,
      )}</ul>`
}

const summary = (shown: AttendanceMonth): Html => {
  const pending = shown.days.filter(({ day, status }) => status.state === 'expected' && day <= shown.today)
  return html`<h2 class="h4">Totali di ${formatMonth(shown.month)}</h2>${definitionList([
    { term: 'Giorni di presenza', value: String(shown.presentDays) },
    { term: 'Giorni di assenza', value: String(shown.absentDays) },
    { term: 'Giorni non ancora rilevati', value: String(pending.length) },
    ...(shown.spentCents === null ? [] : [{ term: 'Speso nel mese', value: formatEuro(shown.spentCents) }]),
  ])}${closures(shown.days)}`
}

const todayLine = ({ service, days, today }: AttendanceMonth, rides: readonly ChildRide[]): Html | null => {
  const now = days.find(({ day }) => day === today)
  return html`<p>${now && html`Oggi: <strong>${dayWords(now.status, { servesMeals: service?.servesMeals ?? true })}</strong>. `}${
    service?.priceCents != null &&
    html`Prezzo di un giorno: <strong>${formatEuro(service.priceCents)}</strong>.`
  }</p>${
    now &&
    now.status.state !== 'closed' &&
    ridesPart(rides, {
      isExpected: now.status.state === 'expected' || now.status.state === 'present',
      level: 'none',
    })
  }`
}

/** What the family may ask from here. */
const asking = (
  of: { figlio: ChildId; servizio: ServiceCode },
  { per, isGuardian, servesMeals }: { per: string; isGuardian: boolean; servesMeals: boolean },
): Html =>
  html`<p>Tocca un giorno da oggi in poi per ${servesMeals ? 'disdire il pasto o chiederlo in bianco' : 'vedere le corse o disdirle'}.</p><ul data-per="${per}"${attributes({ 'data-rides': !servesMeals })}><li><a href="${addressOf('periodo', of)}">Disdici più giorni</a></li>${isGuardian && html`<li><a href="${addressOf('settimana', of)}">Settimana tipo</a></li>`}<li><a href="/presenze/conferme">Conferme</a></li>${isGuardian && servesMeals && html`<li><a href="${`/menu?figlio=${of.figlio}&servizio=${of.servizio}`}">Menù della settimana</a></li>`}</ul>`

export const { GET, POST } = portalPage({ allow: 'family', address: Address }, async (ctx, { asked }) => {
  const shown = await attendanceMonth(db, ctx, {
    childId: asked.figlio,
    service: asked.servizio,
    month: asked.mese,
  })
  if (!shown) throw notFound()
  const { child, service, services, month } = shown
  const isThisMonth = month.slice(0, 7) === shown.today.slice(0, 7)
  const rides =
    service && !service.servesMeals && isThisMonth
      ? await childRides(ctx, { childId: child.id, day: shown.today })
      : []
  const address = (day: CivilDate, code = service?.code) =>
    `/presenze?figlio=${child.id}${code ? `&servizio=${code}` : ''}&mese=${day.slice(0, 7)}`
  const days = new Map(
    shown.days.flatMap((day) => {
      const mark = markOf(day, shown.today)
      return mark ? [[day.day, [mark]] as const] : []
    }),
  )
  const of = service && { figlio: child.id, servizio: service.code }
  const dayHrefs = new Map(
    of ? shown.days.filter(hasPage).map(({ day }) => [day, dayAddress(of, day)] as const) : [],
  )
  const serviceTabs =
    services.length > 1 &&
    tabs(
      'Servizi',
      services.map(({ code, name }) => ({
        label: name,
        href: address(month, code),
        current: code === service?.code,
      })),
    )
  return {
    current: 'presenze',
    breadcrumb: [{ label: 'Presenze' }],
    title: `Presenze di ${child.name}`,
    documentTitle: 'Presenze',
    copyAs: address(month),
    lead: child.className ? `Classe ${child.className}, ${child.school}` : undefined,
    content: [
      childTabs(shown.children, child.id, (id) => `/presenze?figlio=${id}&mese=${month.slice(0, 7)}`),
      service
        ? [
            serviceTabs,
            todayLine(shown, rides),
            monthCalendar({
              month,
              today: shown.today,
              days,
              hrefOf: address,
              dayHrefs,
              from: shown.from,
              to: shown.to,
            }),
            of &&
              asking(of, {
                per: `${child.name}, ${service.name}`,
                isGuardian: ctx.actor.kind === 'guardian',
                servesMeals: service.servesMeals,
              }),
            html`<section>${summary(shown)}</section>`,
          ]
        : emptyState(
            'Nessun servizio',
            html`<p>${child.name} non è iscritto a mensa o trasporto. Per iscriversi si contatta l’ufficio.</p>`,
          ),
    ],
  }
})
