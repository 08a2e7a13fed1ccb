'use client'
import { type FormEvent, useState } from 'react'
import type { Operator } from '../core/pin'
import type { Tablet } from '../core/tablet'
import { useScreenHeading } from './navigation'

const PIN_MAX = 8

/** Who is at the tablet: a name, then its PIN, on keys large enough for gloves. Works without a network. */
export function Lock({ tablet, operators }: { tablet: Tablet; operators: readonly Operator[] }) {
  const heading = useScreenHeading()
  const [chosen, setChosen] = useState<Operator | null>(null)
  const [pin, setPin] = useState('')
  const [error, setError] = useState('')
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!chosen || isBusy) return
    setBusy(true)
    const result = await tablet.unlock(chosen.id, pin)
    setBusy(false)
    if (result === 'open') return
    setPin('')
    setError(
      result.waitMs > 0
        ? `PIN non corretto o troppi tentativi. Riprova tra ${Math.ceil(result.waitMs / 1000)} secondi.`
        : 'PIN non corretto. Riprova.',
    )
  }

  const key = (digit: string) => (
    <button
      className="button large"
      key={digit}
      onClick={() => setPin(`${pin}${digit}`.slice(0, PIN_MAX))}
      type="button"
    >
      {digit}
    </button>
  )

  return (
    <main className="screen pairing">
      <h1 ref={heading} tabIndex={-1}>
        {chosen ? `Inserisci il PIN di ${chosen.name}` : 'Chi sta usando il tablet?'}
      </h1>
      {chosen ? (
        <form className="card" noValidate onSubmit={submit}>
          <div className="field">
            <label htmlFor="pin">PIN</label>
            <input
              aria-describedby={error ? 'pin-error' : undefined}
              aria-invalid={error !== ''}
              autoComplete="off"
              id="pin"
              // The keys below are larger than those of a keyboard on the screen.
              inputMode="none"
              maxLength={PIN_MAX}
              onChange={(event) => setPin(event.target.value)}
              type="password"
              value={pin}
            />
            {error && (
              <p className="error" id="pin-error" role="alert">
                {error}
              </p>
            )}
          </div>
          <div className="keypad">
            {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(key)}
            <button
              aria-label="Cancella una cifra"
              className="button large"
              onClick={() => setPin(pin.slice(0, -1))}
              type="button"
            >
              ⌫
            </button>
            {key('0')}
            <button aria-disabled={isBusy} className="button main large" type="submit">
              Sblocca
            </button>
          </div>
          <div className="actions">
            <button
              className="button large"
              onClick={() => {
                setChosen(null)
                setPin('')
                setError('')
              }}
              type="button"
            >
              Un’altra persona
            </button>
          </div>
        </form>
      ) : (
        <div className="choices people">
          {operators.map((operator) => (
            <button
              className="button large"
              key={operator.id}
              onClick={() => setChosen(operator)}
              type="button"
            >
              {operator.name}
            </button>
          ))}
        </div>
      )}
    </main>
  )
}
