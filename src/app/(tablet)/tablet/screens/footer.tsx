'use client'
import { useRef } from 'react'
import { sizeOf } from '../core/batches'
import { formatTime } from '../core/day'
import type { Tablet, TabletState } from '../core/tablet'

/** What concerns the whole tablet: the list again, another operator, unpairing. */
export function Footer({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const unsent = state.outbox.reduce((total, batch) => total + sizeOf(batch), 0)
  return (
    <footer className="foot">
      <p>
        {state.device?.name}
        {state.rosterReadAt !== null && ` · elenco delle ${formatTime(state.rosterReadAt)}`}
      </p>
      <div className="actions">
        <button
          aria-disabled={state.isReading}
          className="button"
          onClick={() => void tablet.refresh()}
          type="button"
        >
          {state.isReading ? 'Aggiornamento…' : 'Aggiorna l’elenco'}
        </button>
        {state.operator && (
          <button className="button" onClick={() => tablet.lock()} type="button">
            Blocca o cambia operatore ({state.operator.name})
          </button>
        )}
        <button className="button danger" onClick={() => dialog.current?.showModal()} type="button">
          Scollega questo tablet
        </button>
      </div>
      <dialog aria-labelledby="unpair-title" ref={dialog}>
        <h2 id="unpair-title">Scollegare questo tablet?</h2>
        <p>
          Tutti i dati saranno cancellati da questo dispositivo. Per usarlo di nuovo servirà un nuovo codice
          dell’ufficio.
        </p>
        {unsent > 0 && (
          <p className="notice alarm">
            <strong>
              {unsent === 1
                ? '1 segnalazione non ancora inviata andrà persa.'
                : `${unsent} segnalazioni non ancora inviate andranno perse.`}
            </strong>
          </p>
        )}
        <div className="actions">
          <button className="button" onClick={() => dialog.current?.close()} type="button">
            Annulla
          </button>
          <button className="button danger main" onClick={() => void tablet.unpair()} type="button">
            Scollega
          </button>
        </div>
      </dialog>
    </footer>
  )
}
