import type { ReactNode } from 'react'

export type AlertKind = 'success' | 'info' | 'warning' | 'danger'

/** A notice in the page; `announce` makes a screen reader say it when it appears, for what follows an action. */
export const Alert = ({
  kind,
  title,
  announce = false,
  children,
}: {
  kind: AlertKind
  title?: string
  announce?: boolean
  children: ReactNode
}) => (
  <div
    className={`alert alert-${kind}`}
    role={announce ? (kind === 'danger' ? 'alert' : 'status') : undefined}
  >
    {title && <h2 className="alert-heading h5">{title}</h2>}
    {children}
  </div>
)

/** Says that a list has nothing yet, and what to do. */
export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty-state">
    <p className="h5">{title}</p>
    {children}
  </div>
)
