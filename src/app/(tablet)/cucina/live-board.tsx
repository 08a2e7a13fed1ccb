'use client'
import { type ReactNode, useState } from 'react'
import type { KitchenBoard } from '@/modules/kitchen'
import { WarningIcon } from '../icons'
import { formatDay } from '../tablet/core/day'
import { MenuPanel, TripsPanel } from './menu-panel'
import { OrdersPanel } from './orders-panel'
import { Bar, Changing, ConnectionState, formatTime, number, plural, STATES } from './parts'
import {
  type BoardSchool,
  type ClassLine,
  type Counts,
  classLines,
  completenessOf,
  dietTotals,
  mealTotals,
  schoolCounts,
  totalCounts,
  type Warning,
  warningsOf,
} from './totals'
import { useLiveBoard } from './use-live-board'
import { WallDisplay } from './wall-display'

/** How an address names the schools without a kitchen; as in the module, whose code stays on the server. */
const NO_KITCHEN = 'nessuno'

type Choice = { kitchen: string | null; service: string | null; isWall: boolean }

/** Keeps in the address what was chosen, so that a screen switched on again shows the same. */
const remember = ({ kitchen, service, isWall }: Choice): void => {
  const query = new URLSearchParams()
  if (kitchen !== null) query.set('centro', kitchen)
  if (service !== null) query.set('servizio', service)
  if (isWall) query.set('schermo', 'grande')
  const text = query.toString()
  window.history.replaceState(null, '', text === '' ? '/cucina' : `/cucina?${text}`)
}

/** The whole board: rendered by the server with the first counts, then kept up to date by the stream. */
export function LiveBoard({
  initial,
  service: asked,
  isWall: isWallFirst,
  isCook,
  signOut,
}: {
  initial: KitchenBoard
  service: string | null
  isWall: boolean
  isCook: boolean
  signOut: ReactNode
}) {
  const [choice, setChoice] = useState<Choice>({
    kitchen: initial.kitchen,
    service: asked,
    isWall: isWallFirst,
  })
  const { board, connection } = useLiveBoard(initial, choice.kitchen)
  const [schoolId, setSchoolId] = useState<number | null>(null)
  const [isOnlyIncomplete, setOnlyIncomplete] = useState(false)

  const choose = (change: Partial<Choice>) => {
    const next = { ...choice, ...change }
    setChoice(next)
    remember(next)
  }
  const enterWall = () => {
    choose({ isWall: true })
    // Browsers may refuse: the page alone is large enough.
    void document.documentElement.requestFullscreen?.().catch(() => undefined)
  }
  const leaveWall = () => {
    choose({ isWall: false })
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined)
  }

  const service =
    board.services.find((each) => each.code === choice.service) ??
    board.services.find((each) => each.expected > 0) ??
    board.services[0]
  const code = service?.code ?? ''
  const serving = board.schools.filter((school) => classLines(school, code).length > 0)
  const selected = serving.filter((school) => schoolId === null || school.id === schoolId)
  const counts = totalCounts(selected, code)
  const meals = mealTotals(selected, code)
  const diets = dietTotals(selected, code)
  const warnings = warningsOf(selected, code, formatTime)
  const shown = selected.filter(
    (school) =>
      !isOnlyIncomplete || !['complete', 'none'].includes(completenessOf(schoolCounts(school, code))),
  )
  const complete = selected.filter(
    (school) => completenessOf(schoolCounts(school, code)) === 'complete',
  ).length
  const kitchenName =
    choice.kitchen === null
      ? null
      : choice.kitchen === NO_KITCHEN
        ? 'Senza cucina'
        : (board.kitchens.find((each) => each.code === choice.kitchen)?.name ?? 'Centro cottura sconosciuto')

  if (choice.isWall)
    return (
      <WallDisplay
        board={board}
        connection={connection}
        onLeave={leaveWall}
        schools={serving}
        service={code}
        title={[kitchenName ?? 'Cucina', service?.name].filter((word) => word).join(' · ')}
        warnings={warningsOf(serving, code, formatTime)}
      />
    )
  return (
    <>
      <header className="kitchen-top">
        <p>
          <strong>Portale Genitori</strong> · Cucina
        </p>
        <div className="actions">
          <button className="button on-dark if-wide" onClick={enterWall} type="button">
            Schermo grande
          </button>
          {signOut}
        </div>
      </header>
      <main className="board">
        <div className="board-head">
          <h1>
            <span className="for-screen-readers">Cucina, </span>
            {formatDay(board.day)}
          </h1>
          <ConnectionState connection={connection} updatedAt={board.updatedAt} />
        </div>

        <div className="choices">
          {board.kitchens.length > 0 && (
            <div className="field">
              <label htmlFor="kitchen-filter">Centro cottura</label>
              <select
                id="kitchen-filter"
                onChange={({ target }) => {
                  setSchoolId(null)
                  choose({ kitchen: target.value === '' ? null : target.value })
                }}
                value={choice.kitchen ?? ''}
              >
                <option value="">Tutti i centri</option>
                {board.kitchens.map((each) => (
                  <option key={each.code} value={each.code}>
                    {each.name}
                  </option>
                ))}
                <option value={NO_KITCHEN}>Senza cucina</option>
              </select>
            </div>
          )}
          {board.services.length > 1 && (
            <fieldset className="tabs">
              <legend className="for-screen-readers">Servizio</legend>
              {board.services.map((each) => (
                <label key={each.code}>
                  <input
                    checked={each.code === code}
                    name="service"
                    onChange={() => choose({ service: each.code })}
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
        </div>

        {warnings.length > 0 && <Warnings warnings={warnings} />}

        <div className="summary" key={`${choice.kitchen}/${code}/${schoolId}`}>
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
                <dl className="meals">
                  <Meals label="Da cucinare" value={meals.all} />
                  <Meals label="Standard" value={meals.standard} />
                  <Meals label="In bianco" value={meals.light} />
                  {meals.packed > 0 && <Meals label="Cestini" value={meals.packed} />}
                  <Meals label="Diete" value={meals.diets} />
                  <Meals label="Adulti" value={meals.adults} />
                </dl>
                {counts.missing > 0 && (
                  <p className="quiet">
                    Chi non è ancora segnato è compreso: stimato dove una classe non ha inviato nulla.
                  </p>
                )}
              </>
            )}
          </section>

          <OrdersPanel
            chosen={choice.kitchen}
            isCook={isCook}
            kitchens={board.kitchens}
            orders={board.orders.filter((order) => order.service === code)}
            service={code}
          />

          <TripsPanel trips={board.trips.filter((trip) => trip.service === code)} />

          <MenuPanel menus={board.menus.filter((menu) => menu.service === code)} />

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
                onChange={(event) =>
                  setSchoolId(event.target.value === '' ? null : Number(event.target.value))
                }
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
      </main>
    </>
  )
}

/** Warnings shown at once, so that the numbers stay on the screen; unclear diets are always shown. */
const WARNINGS_MAX = 4

/** What must not be overlooked, in words. */
function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  const unclear = warnings.filter(({ kind }) => kind === 'unresolved').length
  const shown = warnings.length > WARNINGS_MAX ? Math.max(unclear, WARNINGS_MAX - 1) : warnings.length
  const more = warnings.length - shown
  return (
    <section aria-labelledby="warnings-title" className="warnings">
      <h2 id="warnings-title">
        <WarningIcon size={32} /> Da sapere
      </h2>
      <WarningList warnings={warnings.slice(0, shown)} />
      {more > 0 && (
        <details>
          <summary>{more === 1 ? 'Un altro avviso' : `Altri ${more} avvisi`}</summary>
          <WarningList warnings={warnings.slice(shown)} />
        </details>
      )}
    </section>
  )
}

function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  return (
    <ul>
      {warnings.map(({ kind, where, what }) => (
        <li className={kind} key={`${kind}/${where}`}>
          <b>{where}</b>: {what}
        </li>
      ))}
    </ul>
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

function Meals({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Changing value={value} />
      </dd>
    </div>
  )
}

function School({ school, code, isOpen }: { school: BoardSchool; code: string; isOpen: boolean }) {
  const counts = schoolCounts(school, code)
  const lines = classLines(school, code)
  const state = completenessOf(counts)
  const toDo = lines.filter((line) => line.counts.missing > 0).length
  const hour = school.hours.find(({ service }) => service === code)
  const isUnclear = lines.some((line) => line.counts.totals.unresolved > 0)
  return (
    <details className={`school ${state}${isUnclear ? ' unclear' : ''}`} open={isOpen || undefined}>
      <summary>
        {STATES[state].icon}
        <span className="who">
          <span className="name">{school.name}</span>
          <span className="state">
            {STATES[state].word(counts)}
            {toDo > 0 && ` · ${plural(toDo, 'classe', 'classi')} su ${lines.length}`}
            {hour && toDo > 0 && ` · entro le ${formatTime(hour.cutoffAt)}`}
            {hour?.isExtended && ' (prorogato)'}
            {isUnclear && <b className="alarm-words"> · Dieta da chiarire</b>}
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
              <th className="if-wide" scope="col">
                Assenti
              </th>
              <th className="if-wide" scope="col">
                Previsti
              </th>
              <th scope="col">Adulti</th>
              <th scope="col">Da cucinare</th>
              <th className="diets-apart" scope="col">
                Diete presenti
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <ClassRow key={line.id} line={line} />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

function ClassRow({ line }: { line: ClassLine }) {
  const { counts } = line
  const { totals } = counts
  return (
    <tr className={`${completenessOf(counts)}${totals.unresolved > 0 ? ' unclear' : ''}`}>
      <th scope="row">
        {line.name}
        {totals.unresolved > 0 && (
          <span className="alarm-words">{plural(totals.unresolved, 'dieta', 'diete')} da chiarire</span>
        )}
        {counts.isDrop && <span className="warn-words">calo insolito, di solito {counts.usual}</span>}
        {totals.packed > 0 && (
          <span className="note">in gita: {plural(totals.packed, 'cestino', 'cestini')}</span>
        )}
        {counts.cancelled > 0 && (
          <span className="note">{plural(counts.cancelled, 'disdetta', 'disdette')}</span>
        )}
        {line.diets.length > 0 && <Diets diets={line.diets} />}
      </th>
      <td>
        <Changing value={counts.present} />
      </td>
      <td className="to-mark">{counts.missing > 0 ? number.format(counts.missing) : '✓'}</td>
      <td className="if-wide">{number.format(counts.absent)}</td>
      <td className="soft if-wide">{number.format(counts.expected)}</td>
      <td>{totals.adults === 0 ? '–' : number.format(totals.adults)}</td>
      <td>
        <b>{number.format(totals.all)}</b>
        {counts.isEstimated && <span className="note">stimato</span>}
      </td>
      <td className="diets-apart">{line.diets.length === 0 ? '–' : <Diets diets={line.diets} />}</td>
    </tr>
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
