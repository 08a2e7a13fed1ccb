'use client'

import { useEffect } from 'react'
import { portalName } from '@/ui/brand'

const RETRY_SECONDS = 15

/**
 * When a page cannot be made, most often because the database is away: says so, keeps nobody waiting in the dark, and
 * loads the page again by itself until it works.
 */
export default function PortalError() {
  useEffect(() => {
    const timer = setTimeout(() => window.location.reload(), RETRY_SECONDS * 1000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="container">
      <title>{`Servizio non disponibile - ${portalName}`}</title>
      <p className="h4 text-primary">{portalName}</p>
      <h1>Il servizio non è al momento disponibile</h1>
      <p className="lead">
        Stiamo lavorando per ripristinarlo: questa pagina riprova da sola ogni {RETRY_SECONDS} secondi.
      </p>
      <p>
        Le presenze e i pagamenti già registrati restano al sicuro. Se un pagamento è in corso, non ripeterlo:
        il credito si aggiorna appena il servizio riprende.
      </p>
      <button type="button" className="btn btn-primary" onClick={() => window.location.reload()}>
        Riprova ora
      </button>
    </main>
  )
}
