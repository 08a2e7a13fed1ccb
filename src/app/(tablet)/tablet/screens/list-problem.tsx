'use client'
import { WarningIcon } from '../../icons'
import { formatTime } from '../core/day'
import { rosterMessage } from '../core/problem'
import type { Tablet, TabletState } from '../core/tablet'

/** Why the day's list could not be read, and of when the one on screen is; silent while all goes well. */
export function ListProblem({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  if (!state.rosterProblem) return null
  return (
    <div className="notice warn">
      <WarningIcon />
      <p>
        {rosterMessage(state.rosterProblem)}
        {state.rosterReadAt !== null && ` Ultimo aggiornamento alle ${formatTime(state.rosterReadAt)}.`}
      </p>
      <button className="button" onClick={() => void tablet.refresh()} type="button">
        Riprova
      </button>
    </div>
  )
}
