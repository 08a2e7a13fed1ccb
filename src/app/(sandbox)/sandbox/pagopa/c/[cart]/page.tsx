import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { z } from 'zod'
import { env } from '@/env'
import { cartView } from '@/modules/sandbox'
import { cents, formatEuro } from '@/shared/money'
import { Alert } from '@/ui/feedback'
import { submitCheckout } from '../../actions'

export const metadata: Metadata = { title: 'Pagamento' }

const CHOICES = [
  { value: 'paga', label: 'Paga', kind: 'btn-primary' },
  { value: 'paga-dopo', label: 'Paga, la ricevuta arriva 5 secondi dopo', kind: 'btn-outline-primary' },
  { value: 'waiting', label: 'In elaborazione', kind: 'btn-outline-primary' },
  { value: 'failed', label: 'Fai fallire', kind: 'btn-outline-primary' },
  { value: 'cancelled', label: 'Annulla', kind: 'btn-outline-primary' },
]

export default async function CheckoutPage({ params, searchParams }: PageProps<'/sandbox/pagopa/c/[cart]'>) {
  await connection()
  const [{ cart: id }, { errore }] = await Promise.all([params, searchParams])
  if (!env.PORTALE_DEMO || !z.uuid().safeParse(id).success) notFound()
  const [cart] = await cartView(id)
  if (!cart) notFound()
  return (
    <>
      <h1>Paga con pagoPA</h1>
      {typeof errore === 'string' && (
        <Alert kind="danger" title="Il pagamento non può essere effettuato" announce>
          <p className="mb-0">{errore.slice(0, 120)}</p>
        </Alert>
      )}
      {cart.state === 'paid' && (
        <Alert kind="success">
          <p className="mb-0">Questo carrello è già stato pagato.</p>
        </Alert>
      )}
      {cart.request.paymentNotices.map((notice) => (
        <dl className="border rounded p-3" key={notice.noticeNumber}>
          <dt>Ente creditore</dt>
          <dd>{notice.companyName}</dd>
          <dt>Oggetto del pagamento</dt>
          <dd>{notice.description}</dd>
          <dt>Codice avviso</dt>
          <dd>{notice.noticeNumber}</dd>
          <dt>Importo</dt>
          <dd className="mb-0">{formatEuro(cents(notice.amount))}</dd>
        </dl>
      ))}
      <p className="h4">Totale {formatEuro(cart.totalCents)}</p>
      {cart.state !== 'paid' && (
        <form action={submitCheckout} className="d-flex flex-wrap gap-2">
          <input type="hidden" name="cart" value={cart.id} />
          {CHOICES.map(({ value, label, kind }) => (
            <button type="submit" name="scelta" value={value} className={`btn ${kind}`} key={value}>
              {label}
            </button>
          ))}
          <a className="btn btn-outline-primary" href="/sandbox/pagopa">
            Lascia aperto (chiudi)
          </a>
        </form>
      )}
    </>
  )
}
