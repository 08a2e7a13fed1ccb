'use client'
import type { Tablet, TabletState } from '../core/tablet'
import { classHref } from './navigation'

/** For ten seconds after something was sent: takes it back. Then says what came of it. */
export function UndoBar({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  const { undo } = state
  if (!undo) return null
  const takeBack = async () => {
    const classId = await tablet.undo()
    if (classId !== null) window.location.hash = classHref(classId)
  }
  return (
    <section aria-label="Ultima azione" className="undo">
      <p>{undo.text}</p>
      {!undo.isDone && (
        <button className="button large" onClick={() => void takeBack()} type="button">
          Annulla
        </button>
      )}
      {!undo.isDone && <span aria-hidden="true" className="clock" key={undo.text} />}
    </section>
  )
}
