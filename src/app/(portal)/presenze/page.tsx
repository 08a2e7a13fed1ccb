import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { db } from '@/db/client'
import { requireGuardian } from '@/http/guardian-session'
import { type AttendanceMonth, attendanceMonth, type MonthDay } from '@/modules/family'
import { serviceCalendar } from '@/modules/service-calendar'
import { type CivilDate, formatDayLong, formatMonth } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { EmptyState } from '@/ui/feedback'
import { type Html, html, inner } from '@/ui/html'
import { type DayMark, MonthCalendar } from '@/ui/month-calendar'
import { PortalShell } from '@/ui/portal-shell'
import { Asked, readAddress } from '../asked'
import { ChildTabs, tabs } from '../child-tabs'
import { dayWords } from '../day-words'
import { loadFamily, loadFrame } from '../frame'
import { orAway } from '../or-away'

export const metadata: Metadata = { title: 'Presenze' }

const Address = z.object({
  figlio: Asked.figlio.optional(),
  servizio: Asked.servizio.optional(),
  mese: Asked.mese.optional(),
})

/** What the calendar shows of a day: nothing for a weekend, for days to come, for days without the service. */
const markOf = ({ day, status, cents }: MonthDay, today: CivilDate): DayMark | null => {
  if (status.state === 'closed') return status.note === null ? null : { state: 'closed', note: status.note }
  if (status.state === 'notPlanned') return null
  if (status.state === 'expected') return day > today ? null : { state: 'expected' }
  return { state: status.state, priceCents: cents }
}

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
  const item = (term: string, value: string | number) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`
  return html`<h2 class="h4">Totali di ${formatMonth(shown.month)}</h2><dl class="definition-list">${item('Giorni di presenza', shown.presentDays)}${item('Giorni di assenza', shown.absentDays)}${item('Giorni non ancora rilevati', pending.length)}${item('Speso nel mese', formatEuro(shown.spentCents))}</dl>${closures(shown.days)}`
}

const todayLine = ({ service, days, today }: AttendanceMonth): Html | null => {
  const now = days.find(({ day }) => day === today)
  return html`<p>${now && html`Oggi: <strong>${dayWords(now.status)}</strong>. `}${
    service?.priceCents != null &&
    html`Prezzo di un giorno: <strong>${formatEuro(service.priceCents)}</strong>.`
  }</p>`
}

export default orAway(async function AttendancePage({ searchParams }: PageProps<'/presenze'>) {
  const ctx = await requireGuardian('/presenze')
  const asked = readAddress(Address, await searchParams)
  const [frame, family, shown] = await Promise.all([
    loadFrame(),
    loadFamily(ctx),
    serviceCalendar().then((calendar) =>
      attendanceMonth(
        db,
        ctx,
        { childId: asked.figlio, service: asked.servizio, month: asked.mese },
        calendar,
      ),
    ),
  ])
  if (!shown) notFound()
  const { child, service, month } = shown
  const address = (day: CivilDate, code = service?.code) =>
    `/presenze?figlio=${child.id}${code ? `&servizio=${code}` : ''}&mese=${day.slice(0, 7)}`
  const days = new Map(
    shown.days.flatMap((day) => {
      const mark = markOf(day, shown.today)
      return mark ? [[day.day, [mark]] as const] : []
    }),
  )
  return (
    <PortalShell
      frame={frame}
      family={family}
      current="presenze"
      breadcrumb={[{ label: 'Presenze' }]}
      title={`Presenze di ${child.name}`}
      {...(child.className ? { lead: `Classe ${child.className}, ${child.school}` } : {})}
    >
      <ChildTabs
        items={shown.children}
        current={child.id}
        hrefOf={(id) => `/presenze?figlio=${id}&mese=${month.slice(0, 7)}`}
      />
      {service ? (
        <>
          {shown.services.length > 1 && (
            <nav
              className="tabs-nav"
              aria-label="Servizi"
              {...inner(
                tabs(
                  shown.services.map(({ code, name }) => ({
                    label: name,
                    href: address(month, code),
                    current: code === service.code,
                  })),
                ),
              )}
            />
          )}
          <div {...inner(html`${todayLine(shown)}`)} />
          <MonthCalendar
            month={month}
            today={shown.today}
            days={days}
            hrefOf={address}
            from={shown.from}
            to={shown.to}
          />
          <section {...inner(summary(shown))} />
        </>
      ) : (
        <EmptyState title="Nessun servizio">
          <p>{child.name} non è iscritto a mensa o trasporto. Per iscriversi si contatta l’ufficio.</p>
        </EmptyState>
      )}
    </PortalShell>
  )
})
