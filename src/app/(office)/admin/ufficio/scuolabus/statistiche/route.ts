import { z } from 'zod'
import {
  isStatisticsPeriod,
  type RideStatistic,
  RUN_WORDS,
  rideStatistics,
  STATISTICS_DAYS_MAX,
} from '@/modules/bus'
import { CivilDate, civilDate, dayInRome, formatDay } from '@/shared/dates'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import { form, submitButton, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { officePage } from '../../../../office-page'

const sum = (of: readonly RideStatistic[], what: 'riders' | 'boarded' | 'notSeen') =>
  of.reduce((total, each) => total + each[what], 0)

/** The period by line and run; day by day it is in the file. */
const totals = (statistics: readonly RideStatistic[]): Html =>
  dataTable(
    'Corse del periodo per linea',
    [
      { label: 'Linea e corsa' },
      { label: 'Giorni', align: 'end' },
      { label: 'Iscritti, in media', align: 'end' },
      { label: 'Saliti, in media', align: 'end' },
      { label: 'Non visti, in tutto', align: 'end' },
    ],
    [...Map.groupBy(statistics, ({ code, run }) => `${code}/${run}`).values()].map((days) => {
      const [first] = days
      const mean = (total: number) => String(Math.round((total / days.length) * 10) / 10).replace('.', ',')
      return [
        first && `${first.line}, ${RUN_WORDS[first.run]}`,
        days.length,
        mean(sum(days, 'riders')),
        mean(sum(days, 'boarded')),
        sum(days, 'notSeen'),
      ]
    }),
  )

const Day = CivilDate.optional().catch(undefined)

/** How many ride the buses over a period: numbers, no names. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ dal: Day, al: Day }) },
  async (ctx, { asked }) => {
    const to = asked.al ?? dayInRome(ctx.now)
    const from = asked.dal ?? civilDate(`${to.slice(0, 7)}-01`)
    const isPeriod = isStatisticsPeriod(from, to)
    const statistics = isPeriod ? await rideStatistics(from, to) : []
    return {
      title: 'Statistiche dello scuolabus',
      lead: `Dal ${formatDay(from)} al ${formatDay(to)}.`,
      content: html`
<div class="mb-4">${form(
        [
          textField({ name: 'dal', label: 'Dal', type: 'date', value: from }),
          textField({ name: 'al', label: 'Al', type: 'date', value: to }),
          submitButton('Mostra'),
        ],
        { method: 'get' },
      )}</div>${
        !isPeriod
          ? alert(
              'warning',
              html`<p class="mb-0">La fine viene prima dell’inizio, o il periodo supera ${STATISTICS_DAYS_MAX} giorni: correggi le date.</p>`,
            )
          : statistics.length === 0
            ? emptyState(
                'Nessuna corsa',
                html`<p>In questo periodo gli accompagnatori non hanno segnato nulla.</p>`,
              )
            : html`${totals(statistics)}<p class="mt-3"><a class="btn btn-outline-primary" href="/admin/ufficio/scuolabus/csv?dal=${from}&al=${to}">Scarica giorno per giorno (CSV)</a></p>`
      }`,
    }
  },
)
