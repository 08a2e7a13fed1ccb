import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { env } from '@/env'
import { cartView, lastReceipts } from '@/modules/sandbox'
import { formatMoment } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { Alert } from '@/ui/feedback'
import { TextField } from '@/ui/forms'
import { submitNode } from './actions'

export const metadata: Metadata = { title: 'pagoPA di prova' }

const STATES: Record<string, string> = {
  open: 'aperto',
  paid: 'pagato',
  cancelled: 'annullato',
  failed: 'fallito',
  waiting: 'in elaborazione',
}
const DONE: Record<string, string> = {
  sportello: 'Avviso pagato: la ricevuta è partita.',
  concludi: 'Pagamento concluso: la ricevuta è partita.',
  ricevuta: 'Ricevuta inviata: la risposta della stazione è qui sotto.',
}

export default async function SandboxPagopaPage({ searchParams }: PageProps<'/sandbox/pagopa'>) {
  await connection()
  if (!env.PORTALE_DEMO) notFound()
  const [carts, receipts, { errore, fatto }] = await Promise.all([cartView(), lastReceipts(), searchParams])
  return (
    <>
      <h1>pagoPA di prova</h1>
      <p>
        Qui il Nodo, il Checkout e gli sportelli sono simulati: parlano con la stazione del portale come
        quelli veri. <a href="/sandbox/pagopa">Aggiorna</a>
      </p>
      {typeof errore === 'string' && (
        <Alert kind="danger" announce>
          <p className="mb-0">{errore.slice(0, 120)}</p>
        </Alert>
      )}
      {typeof fatto === 'string' && DONE[fatto] && (
        <Alert kind="success" announce>
          <p className="mb-0">{DONE[fatto]}</p>
        </Alert>
      )}

      <h2 className="h4">Sportello: paga un avviso</h2>
      <form action={submitNode} className="mb-4">
        <TextField name="avviso" label="Codice avviso" inputMode="numeric" hint="18 cifre" />
        <button type="submit" name="cosa" value="sportello" className="btn btn-primary">
          Paga allo sportello
        </button>
      </form>

      <h2 className="h4">Ultime ricevute</h2>
      {receipts.length === 0 && <p>Ancora nessuna ricevuta.</p>}
      {receipts.map((receipt) => (
        <form action={submitNode} className="border rounded p-3 mb-3" key={receipt.token}>
          <p>
            Avviso {receipt.noticeNumber}, {formatMoment(receipt.createdAt)}: invii {receipt.attempts}, ultima
            risposta {receipt.lastAnswer ?? 'nessuna'}
            {receipt.deliveredAt ? '' : ' (da consegnare)'}
          </p>
          <input type="hidden" name="token" value={receipt.token} />
          <button
            type="submit"
            name="cosa"
            value="ricevuta"
            className="btn btn-outline-primary btn-sm me-2 mb-2"
            aria-label={`Invia di nuovo la ricevuta dell’avviso ${receipt.noticeNumber}`}
          >
            Invia di nuovo la ricevuta
          </button>
          <button
            type="submit"
            name="cosa"
            value="due-volte"
            className="btn btn-outline-primary btn-sm mb-2"
            aria-label={`Invia due volte insieme la ricevuta dell’avviso ${receipt.noticeNumber}`}
          >
            Invia due volte insieme
          </button>
        </form>
      ))}

      <h2 className="h4">Ultimi carrelli</h2>
      {carts.length === 0 && <p>Ancora nessun carrello.</p>}
      {carts.map((cart) => (
        <form action={submitNode} className="border rounded p-3 mb-3" key={cart.id}>
          <p className="mb-0">
            <a href={`/sandbox/pagopa/c/${cart.id}`}>
              {formatMoment(cart.createdAt)}, {formatEuro(cart.totalCents)}
            </a>
            : {STATES[cart.state]}
          </p>
          <input type="hidden" name="cart" value={cart.id} />
          {cart.state === 'waiting' && (
            <button
              type="submit"
              name="cosa"
              value="concludi"
              className="btn btn-outline-primary btn-sm mt-2"
            >
              Concludi il pagamento
            </button>
          )}
        </form>
      ))}
    </>
  )
}
