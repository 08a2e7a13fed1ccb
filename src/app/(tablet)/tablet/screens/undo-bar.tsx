'use client'
import { useEffect, useState } from 'react'
import type { Tablet, TabletState, Undo } from '../core/tablet'
import { classHref } from './navigation'

/** The bar comes up where the finger just was: a tap that bounces must not take back what it sent. */
const ARMED_AFTER_MS = 600

/** For ten seconds after something was sent: takes it back. Then says what came of it. */
export function UndoBar({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  const { undo } = state
  const [armed, setArmed] = useState<Undo | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setArmed(undo), ARMED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [undo])
  if (!undo) return null
  const takeBack = async () => {
    const classId = await tablet.undo()
    if (classId !== null) window.location.hash = classHref(classId)
  }
  return (
    <section aria-label="Ultima azione" className="undo">
      <p>{undo.text}</p>
      {!undo.isDone && (
        <button
          className="button large"
          disabled={armed !== undo}
          onClick={() => void takeBack()}
          type="button"
        >
          Annulla
        </button>
      )}
      {!undo.isDone && <span aria-hidden="true" className="clock" key={undo.text} />}
    </section>
  )
}
