import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { env } from '@/env'

export const metadata: Metadata = { title: 'Pagina di misura', robots: { index: false } }

/** The least that this app can render for a request: what the benchmark and the budgets compare the others with. */
export default async function Page() {
  await connection()
  if (!env.PORTALE_DEMO) notFound()
  return <p>Pagina di misura</p>
}
