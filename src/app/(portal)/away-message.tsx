'use client'

import { useEffect, useState } from 'react'

const RETRY_SECONDS = 15

/**
 * What to know while a page cannot be made. Where scripts run it loads the page again by itself until it works, and
 * says so: a refresh written in the page would do the same for everybody, but WCAG 2.2.1 forbids it.
 */
export const AwayMessage = () => {
  const [isRetrying, setRetrying] = useState(false)
  useEffect(() => {
    setRetrying(true)
    const timer = setTimeout(() => window.location.reload(), RETRY_SECONDS * 1000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      <p className="lead">Stiamo lavorando per ripristinarlo: riprova tra poco.</p>
      <p>
        Le presenze e i pagamenti già registrati restano al sicuro. Se un pagamento è in corso, non ripeterlo:
        il credito si aggiorna appena il servizio riprende.
      </p>
      {isRetrying && <p>Questa pagina riprova da sola ogni {RETRY_SECONDS} secondi.</p>}
      <p>
        {/* biome-ignore lint/a11y/useValidAnchor: an empty address is the page's own, with its query */}
        <a className="btn btn-primary" href="">
          Riprova ora
        </a>
      </p>
    </>
  )
}
