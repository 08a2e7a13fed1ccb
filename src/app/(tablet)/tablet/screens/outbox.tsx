'use client'
import { useRef } from 'react'
import { WaitingIcon, WarningIcon } from '../../icons'
import { formatDay } from '../core/day'
import { sendingMessage } from '../core/problem'
import type { Batch } from '../core/roster'
import type { Tablet, TabletState } from '../core/tablet'

const countMarks = (batches: readonly Batch[]) =>
  batches.reduce((total, batch) => total + batch.marks.length, 0)

const plural = (count: number) =>
  count === 1 ? '1 presenza in attesa di invio' : `${count} presenze in attesa di invio`

/** What was not answered yet and why; of one class only when `classId` says so. Silent while all goes well. */
export function Outbox({ tablet, state, classId }: { tablet: Tablet; state: TabletState; classId?: number }) {
  const schoolId = state.device?.school.id
  const own = state.outbox.filter(
    (batch) => batch.schoolId === schoolId && (classId === undefined || batch.classId === classId),
  )
  const foreign = classId === undefined ? state.outbox.filter((batch) => batch.schoolId !== schoolId) : []
  const held = own.filter((batch) => batch.failure?.held)
  const waiting = own.filter((batch) => batch.failure && !batch.failure.held)
  const elsewhere = [...new Set(waiting.filter((batch) => batch.day !== state.day).map((batch) => batch.day))]
  return (
    <>
      {waiting.length > 0 && (
        <div className="notice warn">
          <WaitingIcon />
          <div>
            <p>
              <strong>{plural(countMarks(waiting))}</strong>
              {elsewhere.length > 0 && ` (anche di ${elsewhere.map(formatDay).join(', ')})`}
            </p>
            <p>{sendingMessage(waiting[0]?.failure?.kind ?? '')}</p>
          </div>
          <button
            aria-disabled={state.isSending}
            className="button"
            onClick={() => void tablet.retryNow()}
            type="button"
          >
            {state.isSending ? 'Invio in corso…' : 'Riprova ora'}
          </button>
        </div>
      )}
      {held.map((batch) => (
        <Held batch={batch} isSending={state.isSending} key={batch.id} tablet={tablet}>
          <strong>
            Classe {batch.className}: {plural(batch.marks.length)}
          </strong>
          <br />
          {sendingMessage(batch.failure?.kind ?? '')}
        </Held>
      ))}
      {foreign.map((batch) => (
        <Held batch={batch} isSending={false} key={batch.id} tablet={tablet}>
          <strong>
            {plural(batch.marks.length)} di un’altra scuola, {formatDay(batch.day)}
          </strong>
          <br />
          Partiranno solo se questo tablet viene abbinato di nuovo a quella scuola.
        </Held>
      ))}
    </>
  )
}

function Held({
  tablet,
  batch,
  isSending,
  children,
}: {
  tablet: Tablet
  batch: Batch
  isSending: boolean
  children: React.ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = `discard-${batch.id}`
  return (
    <div className="notice alarm">
      <WarningIcon />
      <p>{children}</p>
      <div className="actions">
        {batch.failure?.held && (
          <button
            aria-disabled={isSending}
            className="button"
            onClick={() => void tablet.retryNow()}
            type="button"
          >
            {isSending ? 'Invio in corso…' : 'Riprova ora'}
          </button>
        )}
        <button className="button danger" onClick={() => dialog.current?.showModal()} type="button">
          Elimina
        </button>
      </div>
      <dialog aria-labelledby={titleId} ref={dialog}>
        <h2 id={titleId}>Eliminare queste presenze?</h2>
        <p>
          {plural(batch.marks.length)}: non saranno più inviate e vanno comunicate all’ufficio in altro modo.
        </p>
        <div className="actions">
          <button className="button" onClick={() => dialog.current?.close()} type="button">
            Annulla
          </button>
          <button className="button danger main" onClick={() => void tablet.discard(batch.id)} type="button">
            Elimina
          </button>
        </div>
      </dialog>
    </div>
  )
}
