'use client'
import { useState } from 'react'
import { AbsentIcon, EmptyIcon, PresentIcon } from '../../icons'
import { formatTime } from '../core/day'
import { idleReason, isListed, isUnsent, type Row } from '../core/roster'
import { NoService } from './class-list'
import { type ClassScreenProps, ClassTop } from './class-screen'
import { resultHref, useScreenHeading } from './navigation'
import { Outbox } from './outbox'
import { ServiceSwitch } from './service-switch'

/** The roll call of one class: everybody expected is present until tapped. */
export function RollCall({ tablet, state, group }: ClassScreenProps) {
  const heading = useScreenHeading()
  const [isNothingToSend, setNothingToSend] = useState(false)
  const rows = tablet.rows(group.id)
  const listed = rows.filter(isListed)
  const others = rows.filter((row) => !isListed(row))
  const present = rows.filter((row) => row.choice === 'present').length
  const absent = rows.filter((row) => row.choice === 'absent').length
  const unsent = rows.filter(isUnsent).length
  const isCorrection = rows.some((row) => row.recorded !== null || row.waiting !== null)
  const counts = `${present} ${present === 1 ? 'presente' : 'presenti'}, ${absent} ${absent === 1 ? 'assente' : 'assenti'}`
  const service = state.roster?.services.find((each) => each.code === state.service)
  const idle = state.roster && service ? idleReason(state.roster, service.code) : null

  const send = async () => {
    if (await tablet.send(group.id)) window.location.hash = resultHref(group.id)
    else setNothingToSend(true)
  }
  const tap = (row: Row) => {
    setNothingToSend(false)
    void tablet.tap(group.id, row.id)
  }

  return (
    <>
      <ClassTop
        day={state.day}
        title={
          <h1 ref={heading} tabIndex={-1}>
            <span className="for-screen-readers">Classe </span>
            {group.name}
          </h1>
        }
      >
        {state.roster && <ServiceSwitch roster={state.roster} selected={state.service} tablet={tablet} />}
      </ClassTop>
      <main className="screen roll-call">
        <Outbox classId={group.id} state={state} tablet={tablet} />
        {idle && service && <NoService name={service.name} reason={idle} />}
        {listed.length > 0 && (
          <>
            <p className="how">
              {isCorrection
                ? 'Presenze già inviate. Tocca un bambino per correggere, poi invia.'
                : 'Sono tutti presenti: tocca chi è assente, poi invia.'}
            </p>
            <ul className="children">
              {listed.map((row) => (
                <Child key={row.id} onTap={tap} row={row} />
              ))}
            </ul>
          </>
        )}
        {listed.length === 0 && !idle && (
          <p className="empty">Per questo servizio oggi nella classe non è previsto nessun bambino.</p>
        )}
        {others.length > 0 && (
          <details className="others">
            <summary>
              Iscritti non previsti oggi <span className="count">{others.length}</span>
            </summary>
            <p className="how">Tocca un bambino per aggiungerlo ai presenti.</p>
            <ul className="children">
              {others.map((row) => (
                <Child key={row.id} onTap={tap} row={row} />
              ))}
            </ul>
          </details>
        )}
        <div className="send">
          <p aria-live="polite" id="send-counts">
            <strong className="counts">{counts}</strong>
            {isNothingToSend && <span>Nessuna modifica da inviare.</span>}
            {!isNothingToSend && isCorrection && unsent > 0 && (
              <span>{unsent === 1 ? '1 modifica da inviare' : `${unsent} modifiche da inviare`}</span>
            )}
            {!isNothingToSend && isCorrection && unsent === 0 && <span>Tutto inviato</span>}
          </p>
          <button
            aria-describedby="send-counts"
            aria-disabled={unsent === 0}
            className="button main large"
            onClick={() => void send()}
            type="button"
          >
            Invia
          </button>
        </div>
      </main>
    </>
  )
}

const STATE_WORDS = { present: 'Presente', absent: 'Assente' } as const

function Child({ row, onTap }: { row: Row; onTap: (row: Row) => void }) {
  const isAdding = !row.expected && row.recorded === null && row.waiting === null
  const word = row.choice ? STATE_WORDS[row.choice] : row.cancelledAt ? 'Disdetto' : 'Non previsto'
  return (
    <li>
      <button
        aria-pressed={isAdding ? row.choice === 'present' : row.choice === 'absent'}
        className={`child ${row.choice ?? 'out'}`}
        onClick={() => onTap(row)}
        type="button"
      >
        {row.choice === 'present' ? (
          <PresentIcon />
        ) : row.choice === 'absent' ? (
          <AbsentIcon />
        ) : (
          <EmptyIcon />
        )}
        <span className="who">
          <span className="name">{row.name}</span>
          {row.diet && (
            <span className="diet">
              <span className="for-screen-readers">, dieta </span>
              <b>{row.diet.code}</b> {row.diet.label}
            </span>
          )}
          {row.cancelledAt && (
            <span className="note">
              <span className="for-screen-readers">, </span>
              Disdetto dalla famiglia alle {formatTime(row.cancelledAt)}
            </span>
          )}
        </span>
        <span className="for-screen-readers">, {isAdding ? 'aggiungi ai presenti' : 'segna assente'}</span>
        <span aria-hidden="true" className="word">
          {word}
          {row.waiting !== null && !isUnsent(row) && <small>in attesa</small>}
          {(row.recorded !== null || row.waiting !== null) && isUnsent(row) && <small>da inviare</small>}
        </span>
      </button>
    </li>
  )
}
