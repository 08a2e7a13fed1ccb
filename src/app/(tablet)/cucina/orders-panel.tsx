'use client'
import { useState } from 'react'
import type { KitchenBoard } from '@/modules/kitchen'
import { formatTime, plural } from './parts'

type Order = KitchenBoard['orders'][number]

/** Changes shown at once; the printed order has them all. */
const CHANGES_MAX = 8

const acknowledge = async (orderId: number): Promise<boolean> =>
  fetch('/api/v1/kitchen/acknowledgements', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ orderId }),
  }).then(
    (response) => response.ok,
    () => false,
  )

/** The orders of a service as they were frozen: version, what changed, and whether the kitchen took note. */
export function OrdersPanel({
  orders,
  kitchens,
  service,
  chosen,
  isCook,
}: {
  orders: readonly Order[]
  kitchens: KitchenBoard['kitchens']
  service: string
  /** The kitchen chosen; null for all. */
  chosen: string | null
  isCook: boolean
}) {
  const labels = `/cucina/etichette?${new URLSearchParams({ servizio: service, ...(chosen === null ? {} : { centro: chosen }) })}`
  return (
    <section aria-labelledby="orders-title" className="panel orders">
      <h2 id="orders-title">Ordine</h2>
      {orders.length === 0 && (
        <p className="quiet">Nessun ordine per ora: si forma all’orario limite di ogni scuola.</p>
      )}
      {orders.map((order) => (
        <OrderCard
          isCook={isCook}
          key={order.id}
          name={
            order.kitchen === null
              ? 'Senza cucina'
              : (kitchens.find(({ code }) => code === order.kitchen)?.name ?? order.kitchen)
          }
          order={order}
        />
      ))}
      {isCook && (
        <p>
          <a className="button" href={labels}>
            Etichette delle diete (PDF)
          </a>
        </p>
      )}
    </section>
  )
}

function OrderCard({ order, name, isCook }: { order: Order; name: string; isCook: boolean }) {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const { changes, acknowledged } = order
  const submit = async () => {
    setState('busy')
    // The stream brings the answer for everybody who looks, this screen included.
    setState((await acknowledge(order.id)) ? 'idle' : 'failed')
  }
  return (
    <article className={acknowledged ? 'order' : 'order to-read'}>
      <h3>
        {name}, versione {order.version}
      </h3>
      <p>
        <strong>{plural(order.quantity, 'pasto', 'pasti')}</strong> · ore {formatTime(order.madeAt)}
      </p>
      {changes.length > 0 && (
        <ul>
          {changes.slice(0, CHANGES_MAX).map((change) => (
            <li key={change}>{change}</li>
          ))}
          {changes.length > CHANGES_MAX && <li>e altre {changes.length - CHANGES_MAX} variazioni</li>}
        </ul>
      )}
      {acknowledged ? (
        <p>
          Presa visione alle {formatTime(acknowledged.at)}, {acknowledged.by}
        </p>
      ) : isCook ? (
        <button aria-disabled={state === 'busy'} className="button main" onClick={submit} type="button">
          {state === 'busy' ? 'Invio…' : `Prendi visione della versione ${order.version}`}
        </button>
      ) : (
        <p>
          <strong>La cucina non ne ha ancora preso visione</strong>
        </p>
      )}
      {state === 'failed' && (
        <p className="error" role="alert">
          Non inviato. Controlla la rete e riprova.
        </p>
      )}
      <p className="links">
        <a href={`/cucina/ordine?numero=${order.id}&formato=pdf`}>Stampa l’ordine (PDF)</a>
        <a href={`/cucina/ordine?numero=${order.id}&formato=csv`}>Scarica il CSV</a>
      </p>
    </article>
  )
}
