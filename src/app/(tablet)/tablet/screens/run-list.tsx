'use client'
import { EmptyIcon, WarningIcon } from '../../icons'
import { placeOf } from '../core/api'
import { formatDay } from '../core/day'
import { likelyRun, RUN_WORDS, type Run, type RunView, ridersOf } from '../core/rides'
import type { Tablet, TabletState } from '../core/tablet'
import { Footer } from './footer'
import { ListProblem } from './list-problem'
import { runHref, useScreenHeading } from './navigation'
import { Outbox } from './outbox'
import { UnsafeNotice } from './pairing'

/** The first screen of an escort: today's runs of the line, the one that is due now on top. */
export function RunList({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  const heading = useScreenHeading()
  const { rides, device } = state
  const likely = rides && likelyRun(rides, tablet.time())
  const views = (rides?.runs ?? []).flatMap(({ run }) => tablet.run(run) ?? [])
  const ordered = [...views.filter(({ run }) => run === likely), ...views.filter(({ run }) => run !== likely)]
  return (
    <>
      <header className="top">
        <p className="school">{device && placeOf(device)}</p>
        <h1 ref={heading} tabIndex={-1}>
          <span className="for-screen-readers">Corse di </span>
          {formatDay(state.day)}
        </h1>
      </header>
      <main className="screen">
        {!state.isSafe && <UnsafeNotice isFull={state.isFull} />}
        <Outbox state={state} tablet={tablet} />
        <ListProblem state={state} tablet={tablet} />
        {!rides && !state.rosterProblem && <p className="empty">Lettura dell’elenco in corso…</p>}
        {rides && ordered.length === 0 && (
          <p className="empty">Questa linea non ha ancora fermate. Chiedi all’ufficio.</p>
        )}
        {rides && !rides.isOpen && (
          <div className="closed">
            <EmptyIcon size={56} />
            <h2>Oggi lo scuolabus non è in servizio</h2>
            <p>Per nessuno dei bambini di questa linea è previsto il servizio in questa data.</p>
          </div>
        )}
        {rides?.isOpen && ordered.length > 0 && (
          <ul className="runs">
            {ordered.map((view) => (
              <li key={view.run}>
                <RunCard isLikely={view.run === likely} view={view} />
              </li>
            ))}
          </ul>
        )}
        <Footer state={state} tablet={tablet} />
      </main>
    </>
  )
}

/** "07:35 – 08:05", of the stops that have a time. */
const hoursOf = (view: RunView): string => {
  const times = view.stops.flatMap(({ time }) => (time ? [time] : []))
  const [first, last] = [times[0], times.at(-1)]
  return first && last ? (first === last ? first : `${first} – ${last}`) : ''
}

const whatToDo = (run: Run) => (run === 'outward' ? 'verso la scuola' : 'verso casa')

function RunCard({ view, isLikely }: { view: RunView; isLikely: boolean }) {
  const { awaited, onBoard, notSeen, left } = view.counts
  const overlooked = ridersOf(view).filter(({ isOverlooked }) => isOverlooked).length
  const alarms = [
    ...(notSeen > 0 ? [`${notSeen} non ${notSeen === 1 ? 'visto' : 'visti'}`] : []),
    ...(overlooked > 0 ? [`${overlooked} senza segnalazione`] : []),
    ...(onBoard > 0 ? [`${onBoard} ancora a bordo`] : []),
  ]
  return (
    <a className={`class run ${isLikely ? 'likely' : ''}`} href={runHref(view.run)}>
      <span className="name">
        {RUN_WORDS[view.run]} <small>{whatToDo(view.run)}</small>
      </span>
      <span className="hours">{hoursOf(view)}</span>
      <span>
        {awaited} {awaited === 1 ? 'atteso' : 'attesi'}, {onBoard} a bordo, {left}{' '}
        {left === 1 ? 'sceso' : 'scesi'}
      </span>
      {alarms.length > 0 && (
        <span className="flag">
          <WarningIcon size={24} />
          {alarms.join(', ')}
        </span>
      )}
      {isLikely && <span className="now">Corsa di adesso</span>}
    </a>
  )
}
