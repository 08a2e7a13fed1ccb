'use client'
import { useId, useRef, useState } from 'react'
import { AbsentIcon, EmptyIcon, PresentIcon, WarningIcon } from '../../icons'
import { isCountUnsent } from '../core/adults'
import { formatTime } from '../core/day'
import {
  idleReason,
  isListed,
  isOnTrip,
  isUnsent,
  type RosterClass,
  type Row,
  type Said,
} from '../core/roster'
import { Adults } from './adults'
import { ChildSheet, DETAIL_WORDS, SUGGESTIONS } from './child-sheet'
import { NoService, TRIP_WORDS } from './class-list'
import { type ClassScreenProps, ClassTop } from './class-screen'
import { resultHref, useScreenHeading } from './navigation'
import { Outbox } from './outbox'
import { ServiceSwitch } from './service-switch'

/** Why marks come after the cut-off; the first is proposed, so that sending stays one tap. */
const REASONS = ['Appello fatto in ritardo', 'Arrivo o uscita dopo l’orario', 'Correzione di un errore']

/** The roll call of one class: everybody expected is present until tapped. */
export function RollCall({ tablet, state, group }: ClassScreenProps) {
  const heading = useScreenHeading()
  const [isNothingToSend, setNothingToSend] = useState(false)
  const [reason, setReason] = useState(REASONS[0] ?? '')
  const rows = tablet.rows(group.id)
  const listed = rows.filter(isListed)
  const others = rows.filter((row) => !isListed(row))
  const present = rows.filter((row) => row.choice === 'present').length
  const absent = rows.filter((row) => row.choice === 'absent').length
  const adults = tablet.adults(group.id)
  const unsent = rows.filter(isUnsent).length + adults.filter(isCountUnsent).length
  const isCorrection = rows.some((row) => row.recorded !== null || row.waiting !== null)
  const counts = `${present} ${present === 1 ? 'presente' : 'presenti'}, ${absent} ${absent === 1 ? 'assente' : 'assenti'}`
  const service = state.roster?.services.find((each) => each.code === state.service)
  const idle = state.roster && service ? idleReason(state.roster, service.code) : null

  const classes = state.roster?.classes ?? []
  const guests = (group.guests ?? []).filter((guest) => guest.service === state.service)
  const lateSince = tablet.lateSince()

  const send = async () => {
    if (await tablet.send(group.id, lateSince ? reason.trim() : ''))
      window.location.hash = resultHref(group.id)
    else setNothingToSend(true)
  }
  const tap = (row: Row) => {
    setNothingToSend(false)
    void tablet.tap(group.id, row.id)
  }
  const say = (row: Row, said: Said) => {
    setNothingToSend(false)
    void tablet.say(group.id, row.id, said)
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
        {isOnTrip(group, state.service) && <p className="trip">{TRIP_WORDS}</p>}
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
                <Child classes={classes} key={row.id} onSay={say} onTap={tap} ownClass={group.id} row={row} />
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
                <Child classes={classes} key={row.id} onSay={say} onTap={tap} ownClass={group.id} row={row} />
              ))}
            </ul>
          </details>
        )}
        {guests.length > 0 && (
          <section aria-labelledby="guests-title">
            <h2 id="guests-title">Ospiti di altre classi</h2>
            <ul>
              {guests.map((guest) => (
                <li key={guest.childId}>
                  <strong>{guest.name}</strong> ({guest.className})
                  {guest.diet && `, dieta ${guest.diet.code}`}
                  {guest.dietUnresolved && (
                    <span className="flag">
                      <WarningIcon size={20} /> Dieta da chiarire: non servire il pasto standard, chiama
                      l’ufficio
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
        {adults.length > 0 && !idle && (
          <Adults
            onCount={(kind, count) => {
              setNothingToSend(false)
              void tablet.count(group.id, kind, count)
            }}
            rows={adults}
          />
        )}
        {lateSince && unsent > 0 && (
          <fieldset className="reasons">
            <legend>L’orario limite era alle {formatTime(lateSince)}: motivo dell’invio</legend>
            <p>
              {service?.afterCutoff === 'charge'
                ? 'Il pasto di chi era presente si paga comunque.'
                : service?.excuseUntil
                  ? `Un’assenza segnalata entro le ${formatTime(service.excuseUntil)} non si paga.`
                  : 'Un’assenza segnalata adesso non si paga.'}
            </p>
            <div className="choices">
              {REASONS.map((text) => (
                <button
                  aria-pressed={reason === text}
                  className="button toggle"
                  key={text}
                  onClick={() => setReason(text)}
                  type="button"
                >
                  {text}
                </button>
              ))}
            </div>
            <div className="field">
              <label htmlFor="reason">Altro motivo (senza dati sulla salute)</label>
              <input
                id="reason"
                maxLength={200}
                onChange={(event) => setReason(event.target.value)}
                value={REASONS.includes(reason) ? '' : reason}
              />
            </div>
          </fieldset>
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

function Child({
  row,
  classes,
  ownClass,
  onTap,
  onSay,
}: {
  row: Row
  classes: readonly RosterClass[]
  ownClass: number
  onTap: (row: Row) => void
  onSay: (row: Row, said: Said) => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const nameId = useId()
  const guestOf = classes.find(({ id }) => id === row.said?.classId)
  const isAdding = !row.expected && row.recorded === null && row.waiting === null
  const word = row.choice
    ? row.said?.detail
      ? DETAIL_WORDS[row.said.detail]
      : STATE_WORDS[row.choice]
    : row.cancelledAt
      ? 'Disdetto'
      : 'Non previsto'
  return (
    <li className="child-row">
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
          <span className="name" id={nameId}>
            {row.name}
          </span>
          {row.dietUnresolved && (
            <span className="note unresolved">
              <WarningIcon size={20} /> Dieta da chiarire: non servire il pasto standard, chiama l’ufficio
            </span>
          )}
          {row.suggestion && (
            <span className="note">Registro elettronico: {SUGGESTIONS[row.suggestion.says].text}</span>
          )}
          {guestOf && <span className="note">Mangia in {guestOf.name}</span>}
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
      <button
        aria-describedby={nameId}
        aria-label="Altre segnalazioni"
        className="button more"
        onClick={() => dialog.current?.showModal()}
        type="button"
      >
        ⋯
      </button>
      <ChildSheet classes={classes} dialog={dialog} onSay={onSay} ownClass={ownClass} row={row} />
    </li>
  )
}
