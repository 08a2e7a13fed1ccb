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

/**
 * What a page shows when it cannot get its data: it asks again by itself after `retrySeconds`, without scripts.
 * Rendered on the server in place of the content, so that the frame around it stays.
 */
export const ErrorState = ({
  href,
  title = 'Il servizio non è al momento disponibile',
  retrySeconds = 20,
}: {
  /** The page's own address. */
  href: string
  title?: string
  retrySeconds?: number
}) => (
  <>
    <meta httpEquiv="refresh" content={String(retrySeconds)} />
    <Alert kind="warning" title={title}>
      <p>
        Stiamo lavorando per ripristinarlo: la pagina riprova da sola tra pochi secondi. Nessun dato e nessun
        pagamento è andato perso.
      </p>
      <p className="mb-0">
        <a href={href}>Riprova ora</a>
      </p>
    </Alert>
  </>
)
