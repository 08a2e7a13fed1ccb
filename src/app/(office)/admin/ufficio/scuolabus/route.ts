import { z } from 'zod'
import {
  type AlarmKind,
  type BoardChild,
  type BoardRun,
  type BusBoard,
  boardOfSchool,
  boardStatus,
  loadBoard,
  type RideAlarm,
  RUN_WORDS,
  rideAlarmsOfDay,
} from '@/modules/bus'
import { holdsRole } from '@/modules/identity'
import { ownSchool } from '@/modules/school-day'
import { CivilDate, dayInRome, formatDayLong, formatTime } from '@/shared/dates'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import { form, submitButton, textField } from '@/ui/forms'
import { attributes, type Html, html } from '@/ui/html'
import { schoolDayPage } from '../../../office-page'

const RUN_TITLES = { outward: 'Andata', return: 'Ritorno' } as const

const ALARM_WORDS: Record<RideAlarm, string> = {
  notSeen: 'atteso e non visto',
  noNews: 'atteso, nessuna notizia',
  onBoard: 'salito e non sceso',
}
const RAISED_WORDS: Record<AlarmKind, string> = { ...ALARM_WORDS, silent: 'Nessuna notizia dal tablet' }

const at = (instant: BoardChild['stateAt']) => (instant ? ` alle ${formatTime(instant)}` : '')

const stateOf = (child: BoardChild): Html => {
  const { alarm, state, stateAt, boardedAt, isExpected, cancelledAt } = child
  if (alarm === 'noNews') return badge('Nessuna notizia', 'danger')
  if (alarm === 'onBoard') return html`${badge('Non sceso', 'danger')} salito${at(boardedAt ?? stateAt)}`
  if (state === 'notSeen') return html`${badge('Non visto', alarm ? 'danger' : 'neutral')}${at(stateAt)}`
  if (state === 'boarded') return html`${badge('A bordo', 'success')} salito${at(boardedAt ?? stateAt)}`
  if (state === 'left')
    return html`${badge('Sceso', 'success')}${at(stateAt)}${boardedAt && `, salito alle ${formatTime(boardedAt)}`}`
  if (cancelledAt) return badge('Disdetto dalla famiglia', 'warning')
  if (child.run === 'return' && child.isAwayFromSchool) return badge('Assente da scuola')
  return badge(isExpected ? 'Atteso' : 'Non atteso')
}

/** The office goes from a name to the child, to find whom to call. */
const nameOf = ({ childId, name }: BoardChild, isOffice: boolean) =>
  isOffice ? html`<a href="/admin/collections/children/${childId}">${name}</a>` : name

const countsOf = ({ counts }: BoardRun): Html => {
  const figures: [number, string][] = [
    [counts.expected, 'attesi'],
    [counts.waiting, 'da vedere'],
    [counts.onBoard, 'a bordo'],
    [counts.left, 'scesi'],
    [counts.notSeen, 'non visti'],
  ]
  return html`<ul class="list-inline">${figures.map(([count, label]) => html`<li class="list-inline-item me-3"><strong>${count}</strong> ${label}</li>`)}</ul>`
}

const runPart = (line: BusBoard['lines'][number], run: BoardRun, isOffice: boolean): Html => {
  const title = RUN_TITLES[run.run]
  return html`<h3 class="h5 mt-3">${title}</h3>${countsOf(run)}${dataTable(
    `${line.name}, ${title.toLowerCase()}: bambini per fermata`,
    [{ label: 'Bambino' }, { label: 'Fermata' }, { label: 'Stato' }, { label: 'Scuola' }],
    run.children.map((child) => [
      nameOf(child, isOffice),
      html`${child.time && html`<span class="text-nowrap">${child.time}</span> `}${child.stop}`,
      stateOf(child),
      child.school,
    ]),
  )}`
}

/** Those to be looked for now, above everything else. */
const alarmsNow = (board: BusBoard, isOffice: boolean): Html | false => {
  const runs = board.lines.flatMap((line) => line.runs.map((run) => ({ line, run })))
  const silent = runs.filter(({ run }) => run.isSilent)
  const children = runs.flatMap(({ line, run }) =>
    run.isSilent ? [] : run.children.filter(({ alarm }) => alarm).map((child) => ({ line, child })),
  )
  if (silent.length === 0 && children.length === 0) return false
  return alert(
    'danger',
    html`<ul class="mb-0">${children.map(
      ({ line, child }) =>
        html`<li><strong>${nameOf(child, isOffice)}</strong>: ${child.alarm && ALARM_WORDS[child.alarm]}, ${line.name}, ${RUN_WORDS[child.run]}, ${child.stop}${child.time && ` (${child.time})`}</li>`,
    )}${silent.map(
      ({ line, run }) =>
        html`<li><strong>${line.name}, ${RUN_WORDS[run.run]}</strong>: nessuna notizia dal tablet, attesi: ${run.counts.expected}</li>`,
    )}</ul>`,
    { title: 'Bambini da cercare subito', announce: true },
  )
}

/** The runs of a day, live: who is awaited, on board, off, not seen. The staff of a school sees its own children. */
export const { GET, POST } = schoolDayPage(
  { allow: 'staff', address: z.object({ giorno: CivilDate.optional().catch(undefined) }) },
  async (ctx, { asked }) => {
    const day = asked.giorno ?? dayInRome(ctx.now)
    const isOffice = holdsRole(ctx.actor.roles, 'office')
    const schoolId = ownSchool(ctx)
    const [whole, raised] = await Promise.all([loadBoard(day, ctx.now), rideAlarmsOfDay(day, schoolId)])
    const board = boardOfSchool(whole, schoolId)
    const live = attributes({ 'data-live': `/api/v1/bus/live?day=${day}`, 'data-state': boardStatus(board) })
    return {
      title: 'Scuolabus',
      lead: `Corse di ${formatDayLong(day)}. La pagina si aggiorna da sola.`,
      content: html`
<div class="mb-4">${form([textField({ name: 'giorno', label: 'Giorno', type: 'date', value: day }), submitButton('Mostra')], { method: 'get' })}</div>
<div data-part="corse"${live}>${alarmsNow(board, isOffice)}${
        board.lines.length === 0
          ? emptyState(
              isOffice ? 'Nessuna linea attiva' : 'Nessun bambino sugli scuolabus',
              isOffice
                ? html`<p>Linee, fermate e fermate dei bambini si inseriscono nell’<a href="/admin/collections/bus-lines">amministrazione</a>.</p>`
                : html`<p>In questo giorno nessun bambino della scuola viaggia con lo scuolabus.</p>`,
            )
          : !board.isOpen
            ? emptyState(
                'Nessuna corsa',
                html`<p>In questo giorno il servizio è chiuso, o nessun bambino ha una fermata.</p>`,
              )
            : board.lines.map(
                (line) =>
                  html`<section class="mt-4"><h2 class="h4">${line.name}</h2>${
                    line.runs.length === 0
                      ? html`<p>Nessun bambino viaggia oggi su questa linea.</p>`
                      : line.runs.map((run) => runPart(line, run, isOffice))
                  }</section>`,
              )
      }${
        raised.length > 0 &&
        html`<h2 class="h4 mt-4">Allarmi inviati</h2>${dataTable(
          'Allarmi del giorno',
          [
            { label: 'Ora' },
            { label: 'Linea' },
            { label: 'Motivo' },
            { label: 'Bambino' },
            { label: 'E-mail' },
          ],
          raised.map((alarm) => [
            formatTime(alarm.raisedAt),
            `${alarm.line}, ${RUN_WORDS[alarm.run]}`,
            RAISED_WORDS[alarm.kind],
            alarm.child ?? 'Tutta la corsa',
            alarm.isMailed ? 'Inviata' : badge('Nessun indirizzo', 'warning'),
          ]),
        )}`
      }</div>${isOffice && html`<p class="mt-5"><a href="/admin/ufficio/scuolabus/statistiche">Statistiche di un periodo</a></p>`}`,
    }
  },
)
