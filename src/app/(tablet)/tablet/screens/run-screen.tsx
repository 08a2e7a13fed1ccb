'use client'
import { useRef } from 'react'
import { AbsentIcon, BackIcon, EmptyIcon, PresentIcon, WarningIcon } from '../../icons'
import { placeOf } from '../core/api'
import { formatDay, formatTime } from '../core/day'
import { type RideMark, type Rider, RUN_WORDS, type Run, type RunStop, ridersOf } from '../core/rides'
import type { Tablet, TabletState } from '../core/tablet'
import { CLASSES_HREF, useScreenHeading } from './navigation'
import { Outbox } from './outbox'

/** What a tap says of somebody, in the words of the buttons. */
const SAID: Record<RideMark['state'], string> = {
  boarded: 'salito',
  left: 'sceso',
  notSeen: 'non visto',
  waiting: 'di nuovo atteso',
}

type Say = (riders: readonly Rider[], state: RideMark['state'], text?: string) => void

/** One run of the line: its stops in order, who gets on and off at each, and who is missing. */
export function RunScreen({ tablet, state, run }: { tablet: Tablet; state: TabletState; run: Run }) {
  const heading = useScreenHeading()
  const end = useRef<HTMLDialogElement>(null)
  const view = tablet.run(run)
  const say: Say = (riders, said, text = riders.map(({ name }) => `${name}: ${SAID[said]}`).join(', ')) =>
    void tablet.ride(run, riders, said, text)
  const riders = view ? ridersOf(view) : []
  const onBoard = riders.filter((rider) => rider.state === 'boarded')
  const unmarked = riders.filter((rider) => rider.expected && rider.state === null)
  const finish = () => {
    if (onBoard.length > 0 || unmarked.length > 0) end.current?.showModal()
    else window.location.hash = CLASSES_HREF
  }
  return (
    <>
      <header className="top">
        <div className="line">
          <a className="back" href={CLASSES_HREF}>
            <BackIcon />
            Corse
          </a>
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {RUN_WORDS[run]}
            </h1>
            <p className="day">
              {state.device && placeOf(state.device)}, {formatDay(state.day)}
            </p>
          </div>
        </div>
      </header>
      <main className="screen roll-call ride">
        <Outbox state={state} tablet={tablet} />
        {state.refusedRides.length > 0 && <Refused state={state} tablet={tablet} />}
        {!view && <p className="empty">Oggi questa linea non fa questa corsa.</p>}
        {view && (
          <>
            <dl className="ride-counts">
              <Count label="Attesi" value={view.counts.awaited} />
              <Count label="A bordo" value={view.counts.onBoard} />
              <Count isAlarm={view.counts.notSeen > 0} label="Non visti" value={view.counts.notSeen} />
              <Count label="Scesi" value={view.counts.left} />
            </dl>
            <Missing riders={riders} />
            {run === 'return' && unmarked.length > 1 && (
              <section aria-labelledby="school-title" className="stop">
                <h2 id="school-title">Partenza da scuola</h2>
                <p className="how">Conta i bambini sul mezzo, poi segna chi non c’è.</p>
                <button
                  className="button main large"
                  onClick={() => say(unmarked, 'boarded', `${unmarked.length} bambini saliti.`)}
                  type="button"
                >
                  Saliti tutti ({unmarked.length})
                </button>
              </section>
            )}
            {view.stops.map((stop) => (
              <StopSection key={stop.id} run={run} say={say} stop={stop} />
            ))}
            {run === 'outward' && onBoard.length > 0 && (
              <section aria-labelledby="arrival-title" className="stop arrival">
                <h2 id="arrival-title">Arrivo a scuola: {onBoard.length} a bordo</h2>
                <p>{onBoard.map(({ name }) => name).join(' · ')}</p>
                <button
                  className="button main large"
                  onClick={() => say(onBoard, 'left', `Scesi tutti: ${onBoard.length}.`)}
                  type="button"
                >
                  Scesi tutti ({onBoard.length})
                </button>
              </section>
            )}
            <div className="send">
              <p>
                <strong className="counts">{view.counts.onBoard} a bordo</strong>
                {unmarked.length > 0 && (
                  <span>
                    {unmarked.length} {unmarked.length === 1 ? 'atteso' : 'attesi'}
                  </span>
                )}
              </p>
              <button className="button main large" onClick={finish} type="button">
                Fine corsa
              </button>
            </div>
            <dialog aria-labelledby="end-title" ref={end}>
              <h2 id="end-title">
                {onBoard.length > 0 ? 'Attenzione: c’è ancora qualcuno a bordo' : 'Qualcuno non è segnato'}
              </h2>
              {onBoard.length > 0 && (
                <div className="notice alarm">
                  <WarningIcon />
                  <p>
                    <strong>
                      {onBoard.length === 1
                        ? '1 bambino risulta a bordo: '
                        : `${onBoard.length} bambini risultano a bordo: `}
                    </strong>
                    {onBoard.map(({ name }) => name).join(', ')}. Controlla tutti i sedili prima di lasciare
                    il mezzo.
                  </p>
                </div>
              )}
              {unmarked.length > 0 && (
                <div className="notice alarm">
                  <WarningIcon />
                  <p>
                    <strong>Attesi e non segnati: </strong>
                    {unmarked.map(({ name }) => name).join(', ')}.
                  </p>
                </div>
              )}
              <div className="actions">
                <button className="button" onClick={() => end.current?.close()} type="button">
                  Torna alla corsa
                </button>
                {unmarked.length > 0 && (
                  <button
                    className="button danger"
                    onClick={() => {
                      end.current?.close()
                      say(unmarked, 'notSeen')
                    }}
                    type="button"
                  >
                    Segna non visti ({unmarked.length})
                  </button>
                )}
                {onBoard.length > 0 && (
                  <button
                    className="button main"
                    onClick={() => {
                      end.current?.close()
                      say(onBoard, 'left', `Scesi tutti: ${onBoard.length}.`)
                    }}
                    type="button"
                  >
                    Controllato: scesi tutti
                  </button>
                )}
              </div>
            </dialog>
          </>
        )}
      </main>
    </>
  )
}

function Count({ label, value, isAlarm = false }: { label: string; value: number; isAlarm?: boolean }) {
  return (
    <div className={isAlarm ? 'alarm' : ''}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** Who should be on the bus and is not: red, with names, above everything else. */
function Missing({ riders }: { riders: readonly Rider[] }) {
  const notSeen = riders.filter((rider) => rider.state === 'notSeen')
  const overlooked = riders.filter((rider) => rider.isOverlooked)
  if (notSeen.length + overlooked.length === 0) return null
  const names = (some: readonly Rider[]) =>
    some.map(({ name, stopName }) => `${name} (${stopName})`).join(', ')
  return (
    <div className="notice alarm" role="alert">
      <WarningIcon />
      <div>
        {notSeen.length > 0 && (
          <p>
            <strong>Attesi e non visti: </strong>
            {names(notSeen)}
          </p>
        )}
        {overlooked.length > 0 && (
          <p>
            <strong>Fermata passata, senza segnalazione: </strong>
            {names(overlooked)}
          </p>
        )}
      </div>
    </div>
  )
}

function StopSection({ run, stop, say }: { run: Run; stop: RunStop; say: Say }) {
  const onBoard = stop.riders.filter(({ state }) => state === 'boarded')
  return (
    <section aria-labelledby={`stop-${stop.id}`} className="stop">
      <h2 id={`stop-${stop.id}`}>
        {stop.time && <time>{stop.time}</time>} {stop.name}
      </h2>
      {stop.riders.length === 0 && <p className="how">Nessun bambino oggi.</p>}
      <ul>
        {stop.riders.map((rider) => (
          <RiderRow key={rider.id} rider={rider} say={say} />
        ))}
      </ul>
      {run === 'return' && onBoard.length > 1 && (
        <button
          className="button large"
          onClick={() => say(onBoard, 'left', `Scesi a ${stop.name}: ${onBoard.length}.`)}
          type="button"
        >
          Scesi tutti qui ({onBoard.length})
        </button>
      )}
    </section>
  )
}

/** What can be said next of a child, the likely first. */
const choicesOf = (rider: Rider): { state: RideMark['state']; text: string; look: string }[] => {
  switch (rider.state) {
    case null:
      return [
        { state: 'boarded', text: 'Salito', look: rider.expected ? 'main' : '' },
        ...(rider.expected ? [{ state: 'notSeen' as const, text: 'Non visto', look: 'danger' }] : []),
      ]
    case 'boarded':
      return [
        { state: 'left', text: 'Sceso', look: 'main' },
        { state: 'waiting', text: 'Correggi', look: '' },
      ]
    case 'notSeen':
      return [
        { state: 'boarded', text: 'Salito', look: 'main' },
        { state: 'waiting', text: 'Correggi', look: '' },
      ]
    case 'left':
      return [{ state: 'boarded', text: 'Di nuovo a bordo', look: '' }]
  }
}

function RiderRow({ rider, say }: { rider: Rider; say: Say }) {
  const at = rider.at ? ` alle ${formatTime(rider.at)}` : ''
  const words = {
    boarded: {
      icon: <PresentIcon size={32} />,
      text: `A bordo${rider.boardedAt ? ` dalle ${formatTime(rider.boardedAt)}` : ''}`,
    },
    left: { icon: <PresentIcon size={32} />, text: `Sceso${at}` },
    notSeen: { icon: <AbsentIcon size={32} />, text: `Non visto${at}` },
    none: rider.isOverlooked
      ? { icon: <WarningIcon size={32} />, text: 'Senza segnalazione' }
      : { icon: <EmptyIcon size={32} />, text: rider.expected ? 'Atteso' : 'Non previsto oggi' },
  }[rider.state ?? 'none']
  const look = rider.state ?? (rider.isOverlooked ? 'overlooked' : rider.expected ? 'awaited' : 'out')
  return (
    <li className={`rider ${look}`}>
      {words.icon}
      <div className="who">
        <strong className="name" id={`rider-${rider.id}`}>
          {rider.name}
        </strong>
        <span className="note">
          <b>{words.text}</b> · {rider.schoolName}
          {rider.isWaiting && ' · in attesa di invio'}
        </span>
        {rider.cancelledAt && (
          <span className="note">Disdetto dalla famiglia alle {formatTime(rider.cancelledAt)}</span>
        )}
      </div>
      <div className="choices">
        {choicesOf(rider).map(({ state, text, look: kind }) => (
          <button
            aria-describedby={`rider-${rider.id}`}
            className={`button large ${kind}`}
            key={state}
            onClick={() => say([rider], state)}
            type="button"
          >
            {text}
          </button>
        ))}
      </div>
    </li>
  )
}

/** What the portal did not take, until somebody read it. */
function Refused({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  return (
    <div className="notice alarm" role="alert">
      <WarningIcon />
      <ul>
        {state.refusedRides.map(({ markId, name, text }) => (
          <li key={markId}>
            <strong>{name}</strong> {text}
          </li>
        ))}
      </ul>
      <button className="button" onClick={() => tablet.dismissRefused()} type="button">
        Ho letto
      </button>
    </div>
  )
}
