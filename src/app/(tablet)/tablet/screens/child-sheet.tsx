'use client'
import { type RefObject, useId } from 'react'
import type { Detail, RosterClass, Row, Said } from '../core/roster'

/** The words for what a mark adds. */
export const DETAIL_WORDS: Record<Detail, string> = {
  lateArrival: 'In ritardo',
  lightMeal: 'Pasto in bianco',
  earlyExit: 'Uscita anticipata',
  justified: 'Assenza giustificata',
}

const CHOICES: { said: Said; text: string }[] = [
  { said: { status: 'present' }, text: 'Presente' },
  { said: { status: 'present', detail: 'lateArrival' }, text: 'In ritardo' },
  { said: { status: 'present', detail: 'lightMeal' }, text: 'Pasto in bianco oggi' },
  { said: { status: 'absent' }, text: 'Assente' },
  { said: { status: 'absent', detail: 'earlyExit' }, text: 'Uscita anticipata' },
  { said: { status: 'absent', detail: 'justified' }, text: 'Assenza giustificata' },
]

/** What the e-register says, as a hint, and what applying it would say. */
export const SUGGESTIONS: Record<
  NonNullable<NonNullable<Row['suggestion']>['says']>,
  { text: string; said: Said }
> = {
  absent: { text: 'assente', said: { status: 'absent' } },
  lateArrival: { text: 'in ritardo', said: { status: 'present', detail: 'lateArrival' } },
  earlyExit: { text: 'uscita anticipata', said: { status: 'absent', detail: 'earlyExit' } },
  present: { text: 'presente', said: { status: 'present' } },
}

/** All that can be said of one child, beyond the tap: opened by the second button of its row. */
export function ChildSheet({
  row,
  classes,
  ownClass,
  dialog,
  onSay,
}: {
  row: Row
  classes: readonly RosterClass[]
  ownClass: number
  dialog: RefObject<HTMLDialogElement | null>
  onSay: (row: Row, said: Said) => void
}) {
  const titleId = useId()
  const selectId = useId()
  const choose = (said: Said) => {
    onSay(row, said)
    dialog.current?.close()
  }
  const suggested = row.suggestion ? SUGGESTIONS[row.suggestion.says] : null
  return (
    <dialog aria-labelledby={titleId} className="sheet" ref={dialog}>
      <h2 id={titleId}>{row.name}</h2>
      {suggested && (
        <div className="notice">
          <p>Il registro elettronico dice: {suggested.text}.</p>
          <button className="button" onClick={() => choose(suggested.said)} type="button">
            Applica
          </button>
        </div>
      )}
      <div className="choices">
        {CHOICES.map(({ said, text }) => (
          <button
            aria-pressed={
              row.said?.status === said.status && (row.said.detail ?? null) === (said.detail ?? null)
            }
            className="button toggle"
            key={text}
            onClick={() => choose(said)}
            type="button"
          >
            {text}
          </button>
        ))}
      </div>
      {classes.length > 1 && (
        <div className="field">
          <label htmlFor={selectId}>Mangia in un’altra classe</label>
          <select
            id={selectId}
            onChange={(event) =>
              choose({
                status: 'present',
                classId: event.target.value === '' ? null : Number(event.target.value),
              })
            }
            value={row.said?.classId ?? ''}
          >
            <option value="">Nella sua classe</option>
            {classes
              .filter(({ id }) => id !== ownClass)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </select>
        </div>
      )}
      <div className="actions">
        <button className="button" onClick={() => dialog.current?.close()} type="button">
          Chiudi
        </button>
      </div>
    </dialog>
  )
}
