'use client'
import { Button, useDocumentInfo } from '@payloadcms/ui'
import { useState } from 'react'

type Answer = { pairingCode: string; expiresAt: string }

/** On a school: makes a code with which one tablet pairs within fifteen minutes. */
export function SchoolPairingCodeField() {
  return <PairingCodeField owner="schoolId" sentence="Abbina un tablet a questa scuola" />
}

/** On a bus line: the same, for the escort's tablet. */
export function LinePairingCodeField() {
  return <PairingCodeField owner="lineId" sentence="Abbina il tablet dell’accompagnatore a questa linea" />
}

function PairingCodeField({ owner, sentence }: { owner: 'schoolId' | 'lineId'; sentence: string }) {
  const { id } = useDocumentInfo()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [failed, setFailed] = useState(false)
  if (!id) return null
  const generate = async () => {
    setFailed(false)
    const response = await fetch('/api/v1/staff/pairing-codes', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ [owner]: Number(id) }),
    })
    if (response.ok) setAnswer((await response.json()) as Answer)
    else setFailed(true)
  }
  return (
    <div className="field-type">
      <p>{sentence}</p>
      <Button buttonStyle="secondary" onClick={generate} size="small" type="button">
        Genera codice
      </Button>
      <div aria-live="polite">
        {answer && (
          <p>
            Codice <strong>{answer.pairingCode}</strong>: vale una volta, fino alle{' '}
            {new Date(answer.expiresAt).toLocaleTimeString('it-IT', { hour: '2-digit', minute: '2-digit' })}.
          </p>
        )}
        {failed && <p>Il codice non è stato generato. Riprova tra qualche minuto.</p>}
      </div>
    </div>
  )
}
