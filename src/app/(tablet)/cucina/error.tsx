'use client'
import './kitchen.css'
import { useEffect } from 'react'

const RETRY_MS = 10_000

/** The portal or its database is away: says so and comes back by itself. */
export default function KitchenError() {
  useEffect(() => {
    const timer = setTimeout(() => window.location.reload(), RETRY_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="sign-in">
      <h1>Il portale in questo momento non risponde</h1>
      <p role="status">
        La pagina riprova da sola tra pochi secondi. Le presenze già inviate dalle scuole sono al sicuro.
      </p>
      <p>
        <button className="button main" onClick={() => window.location.reload()} type="button">
          Riprova ora
        </button>
      </p>
    </main>
  )
}
