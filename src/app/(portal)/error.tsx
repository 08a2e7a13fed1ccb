'use client'

import { portalName } from '@/ui/brand'
import { AwayMessage } from './away-message'
import { AWAY_TITLE } from './away-title'

/** When a page cannot be made for another reason than `orAway` knows: says so politely, in pages with scripts. */
export default function PortalError() {
  return (
    <main className="container">
      <title>{`Servizio non disponibile - ${portalName}`}</title>
      <p className="h4 text-primary">{portalName}</p>
      <h1>{AWAY_TITLE}</h1>
      <AwayMessage />
    </main>
  )
}
