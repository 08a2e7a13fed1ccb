'use client'
import { useState } from 'react'
import type { KitchenBoard } from '@/modules/kitchen'
import { AbsentIcon, EmptyIcon, PartialIcon, PresentIcon } from '../icons'
import { formatDay } from '../tablet/core/day'
import {
  type BoardSchool,
  type ClassLine,
  type Completeness,
  type Counts,
  classLines,
  completenessOf,
  dietTotals,
  schoolCounts,
  sharesOf,
  totalCounts,
} from './totals'
import { type Connection, useLiveBoard } from './use-live-board'

const number = new Intl.NumberFormat('it-IT', { useGrouping: 'always' })
const timeFormat = new Intl.DateTimeFormat('it-IT', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'Europe/Rome',
})
const plural = (count: number, one: string, many: string) =>
  `${number.format(count)} ${count === 1 ? one : many}`

/** The whole board: rendered by the server with the first counts, then kept up to date by the stream. */
export function LiveBoard({ initial }: { initial: KitchenBoard }) {
  const { board, connection } = useLiveBoard(initial)
  const [chosen, setChosen] = useState<string | null>(null)
  const [schoolId, setSchoolId] = useState<number | null>(null)
  const [isOnlyIncomplete, setOnlyIncomplete] = useState(false)

  const service =
    board.services.find((each) => each.code === chosen) ??
    board.services.find((each) => each.expected > 0) ??
    board.services[0]
  const code = service?.code ?? ''
  const serving = board.schools.filter((school) => classLines(school, code).length > 0)
  const selected = serving.filter((school) => schoolId === null || school.id === schoolId)
  const counts = totalCounts(selected, code)
  const diets = dietTotals(selected, code)
  const shown = selected.filter(
    (school) =>
      !isOnlyIncomplete || !['complete', 'none'].includes(completenessOf(schoolCounts(school, code))),
  )
  const complete = selected.filter(
    (school) => completenessOf(schoolCounts(school, code)) === 'complete',
  ).length

  return (
    <>
      <div className="board-head">
        <h1>
          <span className="for-screen-readers">Cucina, </span>
          {formatDay(board.day)}
        </h1>
        <ConnectionState connection={connection} updatedAt={board.updatedAt} />
      </div>

      {board.services.length > 1 && (
        <fieldset className="tabs">
          <legend className="for-screen-readers">Servizio</legend>
          {board.services.map((each) => (
            <label key={each.code}>
              <input
                checked={each.code === code}
                name="service"
                onChange={() => setChosen(each.code)}
                type="radio"
                value={each.code}
              />
              <span>
                {each.name} <b>{number.format(each.present)}</b>
              </span>
            </label>
          ))}
        </fieldset>
      )}

      <div className="summary" key={`${code}/${schoolId}`}>
        <section aria-labelledby="totals-title" className="panel">
          <h2 id="totals-title">
            {service?.name ?? 'Nessun servizio'}
            {schoolId !== null && selected[0] ? ` · ${selected[0].name}` : ''}
          </h2>
          {counts.expected === 0 ? (
            <p className="quiet">Oggi non è previsto nessun bambino.</p>
          ) : (
            <>
              <dl className="figures">
                <Figure kind="present" label="Presenti" value={counts.present} />
                <Figure kind="missing" label="Da segnare" value={counts.missing} />
                <Figure kind="absent" label="Assenti" value={counts.absent} />
                <Figure kind="expected" label="Previsti" value={counts.expected} />
              </dl>
              <Bar counts={counts} />
              <p className="quiet">
                {complete} di {plural(selected.length, 'scuola completa', 'scuole complete')}
              </p>
            </>
          )}
        </section>

        <section aria-labelledby="diets-title" className="panel diets">
          <h2 id="diets-title">Diete speciali</h2>
          {diets.length === 0 ? (
            <p className="quiet">Nessuna dieta speciale per oggi.</p>
          ) : (
            <table>
              <thead>
                <tr>
                  <th scope="col">Dieta</th>
                  <th scope="col">Presenti</th>
                  <th scope="col">Previste</th>
                </tr>
              </thead>
              <tbody>
                {diets.map((diet) => (
                  <tr key={diet.code}>
                    <th scope="row">
                      <b className="diet-code">{diet.code}</b> {diet.label}
                    </th>
                    <td>
                      <Changing value={diet.present} />
                    </td>
                    <td className="soft">{number.format(diet.expected)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      </div>

      <section aria-labelledby="schools-title" className="schools">
        <div className="schools-head">
          <h2 id="schools-title">Scuole</h2>
          <div className="field">
            <label htmlFor="school-filter">Scuola</label>
            <select
              id="school-filter"
              onChange={(event) => setSchoolId(event.target.value === '' ? null : Number(event.target.value))}
              value={schoolId ?? ''}
            >
              <option value="">Tutte le scuole</option>
              {serving.map((school) => (
                <option key={school.id} value={school.id}>
                  {school.name}
                </option>
              ))}
            </select>
          </div>
          <button
            aria-pressed={isOnlyIncomplete}
            className="button toggle"
            onClick={() => setOnlyIncomplete(!isOnlyIncomplete)}
            type="button"
          >
            Solo da completare
          </button>
        </div>
        {shown.length === 0 && (
          <p className="quiet">
            {selected.length === 0
              ? 'Nessuna scuola usa questo servizio oggi.'
              : 'Tutte le scuole sono complete.'}
          </p>
        )}
        {shown.map((school) => (
          <School code={code} isOpen={schoolId !== null} key={school.id} school={school} />
        ))}
      </section>
    </>
  )
}

const CONNECTIONS: Record<Connection, string> = {
  connecting: 'collegamento…',
  live: 'in diretta',
  reconnecting: 'riconnessione…',
  'signed-out': 'sessione scaduta',
}

function ConnectionState({ connection, updatedAt }: { connection: Connection; updatedAt: string }) {
  return (
    <div className={`connection ${connection}`}>
      <p role="status">
        <span aria-hidden="true" className="lamp" />
        {CONNECTIONS[connection]}
      </p>
      <p className="updated">
        aggiornato alle <time dateTime={updatedAt}>{timeFormat.format(new Date(updatedAt))}</time>
      </p>
      {connection === 'signed-out' && (
        <a className="button" href="/cucina/accedi">
          Accedi di nuovo
        </a>
      )}
    </div>
  )
}

/** A number that flashes when it changes, not when the page opens; the key makes it a new element. */
function Changing({ value }: { value: number }) {
  const [first] = useState(value)
  return (
    <span className={value === first ? undefined : 'changing'} key={value}>
      {number.format(value)}
    </span>
  )
}

function Figure({ kind, label, value }: { kind: keyof Counts; label: string; value: number }) {
  return (
    <div className={kind}>
      <dt>{label}</dt>
      <dd>
        <Changing value={value} />
      </dd>
    </div>
  )
}

function Bar({ counts }: { counts: Counts }) {
  const { present, absent } = sharesOf(counts)
  const marked = counts.present + counts.absent
  return (
    <svg aria-hidden="true" className="bar" preserveAspectRatio="none" viewBox="0 0 100 10">
      <title>{`Segnati ${marked} di ${counts.expected}`}</title>
      <rect className="present" height="10" width={present} x="0" y="0" />
      <rect className="absent" height="10" width={absent} x={present} y="0" />
    </svg>
  )
}

const STATES: Record<Completeness, { icon: React.ReactNode; word: (counts: Counts) => string }> = {
  complete: { icon: <PresentIcon size={28} />, word: () => 'Completa' },
  partial: {
    icon: <PartialIcon size={28} />,
    word: ({ missing }) => `${missing === 1 ? 'Manca' : 'Mancano'} ${plural(missing, 'bambino', 'bambini')}`,
  },
  waiting: { icon: <EmptyIcon size={28} />, word: () => 'Non ancora iniziata' },
  none: { icon: <AbsentIcon size={28} />, word: () => 'Oggi nessuno previsto' },
}

function School({ school, code, isOpen }: { school: BoardSchool; code: string; isOpen: boolean }) {
  const counts = schoolCounts(school, code)
  const lines = classLines(school, code)
  const state = completenessOf(counts)
  const toDo = lines.filter((line) => line.counts.missing > 0).length
  return (
    <details className={`school ${state}`} open={isOpen || undefined}>
      <summary>
        {STATES[state].icon}
        <span className="who">
          <span className="name">{school.name}</span>
          <span className="state">
            {STATES[state].word(counts)}
            {toDo > 0 && ` · ${plural(toDo, 'classe', 'classi')} su ${lines.length}`}
          </span>
        </span>
        <span className="count">
          <Changing value={counts.present} />
          <span className="of">
            <span className="for-screen-readers"> presenti</span> su {number.format(counts.expected)}
          </span>
        </span>
      </summary>
      <section aria-label={`Classi di ${school.name}`} className="classes">
        <table>
          <thead>
            <tr>
              <th scope="col">Classe</th>
              <th scope="col">Presenti</th>
              <th scope="col">Da segnare</th>
              <th scope="col">Assenti</th>
              <th scope="col">Previsti</th>
              <th className="diets-apart" scope="col">
                Diete presenti
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr className={completenessOf(line.counts)} key={line.id}>
                <th scope="row">
                  {line.name}
                  {line.diets.length > 0 && <Diets diets={line.diets} />}
                </th>
                <td>
                  <Changing value={line.counts.present} />
                </td>
                <td className="to-mark">
                  {line.counts.missing > 0 ? number.format(line.counts.missing) : '✓'}
                </td>
                <td>{number.format(line.counts.absent)}</td>
                <td className="soft">{number.format(line.counts.expected)}</td>
                <td className="diets-apart">
                  {line.diets.length === 0 ? '–' : <Diets diets={line.diets} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

/** Diets of a class: in a column of their own, or under the name of the class where the screen is narrow. */
function Diets({ diets }: { diets: ClassLine['diets'] }) {
  return (
    <div className="diet-list">
      {diets.map((diet) => (
        <span className="diet-count" key={diet.code}>
          <b className="diet-code">{diet.code}</b> {number.format(diet.present)}
          <span className="soft">
            <span aria-hidden="true">/</span>
            <span className="for-screen-readers"> su </span>
            {number.format(diet.expected)}
          </span>
        </span>
      ))}
    </div>
  )
}
