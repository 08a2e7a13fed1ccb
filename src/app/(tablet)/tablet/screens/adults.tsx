'use client'
import { ADULTS_MAX, type AdultRow, isCountUnsent } from '../core/adults'
import type { AdultKind } from '../core/roster'

/** Meals for adults of a class: a number of each kind, no names. Sent with the class. */
export function Adults({
  rows,
  onCount,
}: {
  rows: readonly AdultRow[]
  onCount: (kind: AdultKind, count: number) => void
}) {
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  return (
    <details className="others adults" open={rows.some(isCountUnsent) || undefined}>
      <summary>
        Pasti degli adulti <span className="count">{total}</span>
      </summary>
      <ul className="steppers">
        {rows.map((row) => (
          <li key={row.kind}>
            <span className="what" id={`adults-${row.kind}`}>
              {row.text}
              {row.isWaiting && !isCountUnsent(row) && <small className="unsent">in attesa</small>}
              {isCountUnsent(row) && <small className="unsent">da inviare</small>}
            </span>
            <button
              aria-describedby={`adults-${row.kind}`}
              aria-disabled={row.count === 0}
              aria-label={`Uno in meno: ${row.text}`}
              className="button"
              onClick={() => row.count > 0 && onCount(row.kind, row.count - 1)}
              type="button"
            >
              −
            </button>
            <output aria-label={row.text}>{row.count}</output>
            <button
              aria-describedby={`adults-${row.kind}`}
              aria-disabled={row.count === ADULTS_MAX}
              aria-label={`Uno in più: ${row.text}`}
              className="button"
              onClick={() => row.count < ADULTS_MAX && onCount(row.kind, row.count + 1)}
              type="button"
            >
              +
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
