'use client'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Field } from '../../field'
import { WarningIcon } from '../../icons'
import { pairingMessage } from '../core/problem'
import type { Tablet, TabletState } from '../core/tablet'
import { useScreenHeading } from './navigation'

type Errors = { code?: string; name?: string; general?: string }

/** The first screen of a tablet: a code from the office binds it to one school or bus line. */
export function Pairing({ tablet, state }: { tablet: Tablet; state: TabletState }) {
  const heading = useScreenHeading()
  const codeInput = useRef<HTMLInputElement>(null)
  const nameInput = useRef<HTMLInputElement>(null)
  const [errors, setErrors] = useState<Errors>({})
  const [isBusy, setBusy] = useState(false)
  const [blockedUntil, setBlockedUntil] = useState(0)

  useEffect(() => {
    if (blockedUntil === 0) return
    const timer = setTimeout(() => {
      setBlockedUntil(0)
      setErrors({})
    }, blockedUntil - Date.now())
    return () => clearTimeout(timer)
  }, [blockedUntil])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || blockedUntil > 0) return
    const code = codeInput.current?.value.trim() ?? ''
    const name = nameInput.current?.value.trim() ?? ''
    const missing: Errors = {
      ...(code === '' ? { code: 'Inserisci il codice di abbinamento.' } : {}),
      ...(name === '' ? { name: 'Inserisci un nome per questo tablet.' } : {}),
    }
    setErrors(missing)
    if (missing.code) return codeInput.current?.focus()
    if (missing.name) return nameInput.current?.focus()
    setBusy(true)
    const problem = await tablet.pair(code.toUpperCase(), name)
    setBusy(false)
    if (!problem) return
    const text = pairingMessage(problem)
    if (problem.kind === 'malformed' || problem.kind === 'unauthorised') {
      setErrors({ code: text })
      codeInput.current?.focus()
    } else setErrors({ general: text })
    if (problem.kind === 'too-many' && problem.retryAfterSeconds)
      setBlockedUntil(Date.now() + problem.retryAfterSeconds * 1000)
  }

  return (
    <>
      <header className="top">
        <p className="product">
          <strong>Portale Genitori</strong> · Presenze
        </p>
      </header>
      <main className="screen pairing">
        <h1 ref={heading} tabIndex={-1}>
          Abbina questo tablet
        </h1>
        {state.unpairedBecause === 'revoked' && (
          <div className="notice warn" role="alert">
            <WarningIcon />
            <p>
              Questo tablet non è più abbinato. Chiedi all’ufficio un nuovo codice.
              {state.outbox.length > 0 &&
                ' Quello che non è ancora partito è conservato, e partirà dopo l’abbinamento alla stessa scuola o linea.'}
            </p>
          </div>
        )}
        {state.unpairedBecause === 'by-hand' && (
          <p className="notice good" role="status">
            Tablet scollegato. Su questo dispositivo non resta alcun dato.
          </p>
        )}
        <p>
          Per usare il tablet a scuola o sullo scuolabus serve un codice di abbinamento, generato
          dall’ufficio. Vale 15 minuti e una sola volta.
        </p>
        <form className="card" noValidate onSubmit={submit}>
          <Field
            autoCapitalize="characters"
            autoComplete="off"
            autoCorrect="off"
            className="pairing-code"
            enterKeyHint="next"
            error={errors.code}
            hint="Otto lettere e numeri, ad esempio ABCD‑2345"
            label="Codice di abbinamento"
            maxLength={20}
            name="code"
            ref={codeInput}
            spellCheck={false}
          />
          <Field
            autoComplete="off"
            enterKeyHint="done"
            error={errors.name}
            hint="Serve all’ufficio per riconoscerlo, ad esempio Ingresso piano terra"
            label="Nome del tablet"
            maxLength={80}
            name="name"
            ref={nameInput}
          />
          {errors.general && (
            <div className="notice alarm" role="alert">
              <WarningIcon />
              <p>{errors.general}</p>
            </div>
          )}
          <button aria-disabled={isBusy || blockedUntil > 0} className="button main large" type="submit">
            {isBusy ? 'Abbinamento in corso…' : 'Abbina'}
          </button>
        </form>
        {!state.isSafe && <UnsafeNotice isFull={state.isFull} />}
      </main>
    </>
  )
}

/** Said wherever something could be lost: the browser keeps nothing more. */
export function UnsafeNotice({ isFull }: { isFull: boolean }) {
  return (
    <div className="notice alarm" role="alert">
      <WarningIcon />
      <p>
        {isFull ? (
          <>
            <strong>La memoria di questo tablet è piena.</strong> Le presenze partono lo stesso, ma quelle non
            ancora inviate si perdono chiudendo la pagina: lasciala aperta e avvisa l’ufficio.
          </>
        ) : (
          'Questo browser non permette di conservare dati: le presenze non inviate si perdono chiudendo la pagina. Esci dalla navigazione privata o usa un altro browser.'
        )}
      </p>
    </div>
  )
}
