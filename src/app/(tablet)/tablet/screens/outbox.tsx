'use client'
import { useRef } from 'react'
import { WaitingIcon, WarningIcon } from '../../icons'
import { ownerOf } from '../core/api'
import { type Batch, isOf, sizeOf } from '../core/batches'
import { formatDay } from '../core/day'
import { sendingMessage } from '../core/problem'
import type { Tablet, TabletState } from '../core/tablet'

/** "3 presenze in attesa di invio": marks and, apart, counts of adults and what happened on rides. */
const waitingWords = (batches: readonly Batch[]): string => {
  const count = (kind: Batch['kind']) =>
    batches.filter((batch) => batch.kind === kind).reduce((total, batch) => total + sizeOf(batch), 0)
  const words = (
    [
      [count('marks'), 'presenza', 'presenze'],
      [count('adults'), 'conteggio di adulti', 'conteggi di adulti'],
      [count('rides'), 'segnalazione', 'segnalazioni'],
    ] as const
  ).flatMap(([number, one, many]) => (number > 0 ? [`${number} ${number === 1 ? one : many}`] : []))
  return `${words.join(' e ')} in attesa di invio`
}

/** What was not answered yet and why; of one class only when `classId` says so. Silent while all goes well. */
export function Outbox({ tablet, state, classId }: { tablet: Tablet; state: TabletState; classId?: number }) {
  const { device } = state
  const isOwn = (batch: Batch) => device !== null && isOf(batch, ownerOf(device))
  const own = state.outbox.filter(
    (batch) =>
      isOwn(batch) && (classId === undefined || (batch.kind !== 'rides' && batch.classId === classId)),
  )
  const foreign = classId === undefined ? state.outbox.filter((batch) => !isOwn(batch)) : []
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
              <strong>{waitingWords(waiting)}</strong>
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
            {batch.kind === 'rides' ? 'Corse' : `Classe ${batch.className}`}: {waitingWords([batch])}
          </strong>
          <br />
          {sendingMessage(batch.failure?.kind ?? '')}
        </Held>
      ))}
      {foreign.map((batch) => (
        <Held batch={batch} isSending={false} key={batch.id} tablet={tablet}>
          <strong>
            {waitingWords([batch])} di un’altra {batch.kind === 'rides' ? 'linea' : 'scuola'},{' '}
            {formatDay(batch.day)}
          </strong>
          <br />
          Partiranno solo se questo tablet viene abbinato di nuovo a quella{' '}
          {batch.kind === 'rides' ? 'linea' : 'scuola'}.
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
        <h2 id={titleId}>Eliminare quello che non è partito?</h2>
        <p>{waitingWords([batch])}: non partirà più nulla, e va comunicato all’ufficio in altro modo.</p>
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
