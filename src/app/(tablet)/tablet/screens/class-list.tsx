'use client'
import { useState } from 'react'
import { AbsentIcon, EmptyIcon, PresentIcon, WaitingIcon, WarningIcon } from '../../icons'
import { placeOf } from '../core/api'
import { formatDay, formatTime } from '../core/day'
import {
  idleReason,
  isOnTrip,
  type Progress,
  progressOf,
  type RosterClass,
  unresolvedDiets,
} from '../core/roster'
import type { Tablet, TabletState } from '../core/tablet'
import { Footer } from './footer'
import { ListProblem } from './list-problem'
import { classHref, useScreenHeading } from './navigation'
import { Outbox } from './outbox'
import { UnsafeNotice } from './pairing'
import { ServiceSwitch } from './service-switch'

const SEARCH_FROM = 7

/** Said of a class that is out, on the list and over its roll call. */
export const TRIP_WORDS = 'In gita: pranzo al sacco'

type Item = { group: RosterClass; progress: Progress; unresolved: number }

/** Today's classes of the school, each with how far its roll call is. */
export function ClassList({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  const heading = useScreenHeading()
  const [search, setSearch] = useState('')
  const [isOnlyToDo, setOnlyToDo] = useState(false)
  const { roster, device } = state
  const items: Item[] = (roster?.classes ?? []).map((group) => {
    const rows = tablet.rows(group.id)
    return {
      group,
      progress: progressOf(rows, tablet.draftOf(group.id)),
      unresolved: roster && state.service ? unresolvedDiets(roster, group, state.service, rows) : 0,
    }
  })
  const counted = items.filter(({ progress }) => progress.state !== 'none')
  const done = counted.filter(({ progress }) => progress.state === 'sent').length
  const expected = items.reduce((total, { progress }) => total + progress.expected, 0)
  const wanted = search.trim().toLocaleLowerCase('it')
  const shown = items.filter(
    ({ group, progress }) =>
      group.name.toLocaleLowerCase('it').includes(wanted) &&
      (!isOnlyToDo || ['to-do', 'partial', 'waiting'].includes(progress.state)),
  )
  const service = roster?.services.find((each) => each.code === state.service)
  const idle = roster && service ? idleReason(roster, service.code) : null

  return (
    <>
      <header className="top">
        <p className="school">{device && placeOf(device)}</p>
        <h1 ref={heading} tabIndex={-1}>
          <span className="for-screen-readers">Presenze di </span>
          {formatDay(state.day)}
        </h1>
        {roster && <ServiceSwitch roster={roster} selected={state.service} tablet={tablet} />}
      </header>
      <main className="screen">
        {!state.isSafe && <UnsafeNotice isFull={state.isFull} />}
        <Outbox state={state} tablet={tablet} />
        <ListProblem state={state} tablet={tablet} />
        {!roster && !state.rosterProblem && <p className="empty">Lettura dell’elenco in corso…</p>}
        {service && idle ? (
          <NoService name={service.name} reason={idle} />
        ) : (
          roster && (
            <>
              <section aria-label="Avanzamento" className="progress">
                <p>
                  <strong>
                    {done} di {counted.length}
                  </strong>{' '}
                  {counted.length === 1 ? 'classe inviata' : 'classi inviate'}
                </p>
                <p>
                  <strong>{expected}</strong> bambini previsti
                </p>
                {roster.cutoffAt && (
                  <p>
                    Invio entro le <strong>{formatTime(roster.cutoffAt)}</strong>
                  </p>
                )}
                <span aria-hidden="true" className="bar">
                  <span
                    className="done"
                    style={{ inlineSize: `${counted.length ? (100 * done) / counted.length : 0}%` }}
                  />
                </span>
              </section>
              {items.length >= SEARCH_FROM && (
                <div className="filters">
                  <div className="field">
                    <label htmlFor="class-search">Cerca una classe</label>
                    <input
                      autoComplete="off"
                      id="class-search"
                      onChange={(event) => setSearch(event.target.value)}
                      type="search"
                      value={search}
                    />
                  </div>
                  <button
                    aria-pressed={isOnlyToDo}
                    className="button toggle"
                    onClick={() => setOnlyToDo(!isOnlyToDo)}
                    type="button"
                  >
                    Solo da inviare
                  </button>
                </div>
              )}
              {shown.length > 0 ? (
                <ul className="classes">
                  {shown.map(({ group, progress, unresolved }) => (
                    <li key={group.id}>
                      <a
                        className={`class ${progress.state} ${unresolved > 0 ? 'flagged' : ''}`}
                        href={classHref(group.id)}
                      >
                        <span className="name">
                          <span className="for-screen-readers">Classe </span>
                          {group.name}
                        </span>
                        <ClassState progress={progress} />
                        {isOnTrip(group, state.service) && <span className="trip">{TRIP_WORDS}</span>}
                        {unresolved > 0 && (
                          <span className="flag">
                            <WarningIcon size={24} />
                            {unresolved === 1
                              ? '1 dieta da chiarire: chiama l’ufficio'
                              : `${unresolved} diete da chiarire: chiama l’ufficio`}
                          </span>
                        )}
                      </a>
                    </li>
                  ))}
                </ul>
              ) : (
                <p className="empty">
                  {items.length === 0
                    ? 'In questa scuola oggi non ci sono classi con bambini iscritti ai servizi.'
                    : 'Nessuna classe corrisponde alla ricerca.'}
                </p>
              )}
            </>
          )
        )}
        <Footer state={state} tablet={tablet} />
      </main>
    </>
  )
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

function ClassState({ progress }: { progress: Progress }) {
  const { state, expected, present, absent, missing, taps } = progress
  const counts = `${plural(present, 'presente', 'presenti')}, ${plural(absent, 'assente', 'assenti')}`
  const line = {
    none: { icon: <EmptyIcon size={28} />, title: 'Nessuno previsto', text: '' },
    'to-do': {
      icon: <EmptyIcon size={28} />,
      title: 'Da inviare',
      text: plural(expected, 'previsto', 'previsti'),
    },
    partial: {
      icon: <AbsentIcon size={28} />,
      title: missing === 1 ? 'Manca 1 bambino' : `Mancano ${missing} bambini`,
      text: counts,
    },
    waiting: { icon: <WaitingIcon />, title: 'In attesa di invio', text: counts },
    sent: { icon: <PresentIcon size={28} />, title: 'Inviata', text: counts },
  }[state]
  return (
    <span className="state">
      {line.icon}
      <span>
        <span className="title">{line.title}</span>
        {line.text && <span className="detail">{line.text}</span>}
        {taps > 0 && (
          <span className="detail unsent">{plural(taps, 'modifica', 'modifiche')} non ancora inviate</span>
        )}
      </span>
    </span>
  )
}

/** Nothing to send for a service in the whole school; saying why spares a phone call. */
export function NoService({ name, reason }: { name: string; reason: 'closed' | 'nobody' }) {
  return (
    <div className="closed">
      <EmptyIcon size={56} />
      <h2>
        {reason === 'closed' ? `${name}: oggi servizio chiuso` : `${name}: oggi nessun bambino previsto`}
      </h2>
      <p>
        {reason === 'closed'
          ? 'In questa data il servizio non si svolge in questa scuola. Non c’è nulla da inviare.'
          : 'In questa data nessuna classe usa il servizio. Non c’è nulla da inviare.'}
      </p>
    </div>
  )
}
