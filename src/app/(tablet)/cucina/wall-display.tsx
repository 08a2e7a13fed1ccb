'use client'
import './wall.css'
import { useEffect, useState } from 'react'
import type { KitchenBoard } from '@/modules/kitchen'
import { WarningIcon } from '../icons'
import { formatDay } from '../tablet/core/day'
import { Changing, ConnectionState, formatTime, number, plural, STATES } from './parts'
import {
  type BoardSchool,
  completenessOf,
  dietTotals,
  mealTotals,
  schoolCounts,
  totalCounts,
  type Warning,
} from './totals'
import type { Connection } from './use-live-board'

/** Schools that fit on the screen in letters to be read from four metres; more take turns. */
const SCHOOLS_MAX = 8
const TURN_MS = 12_000

/** The board for a screen on the wall: a few large numbers, what is missing, what to look out for. */
export function WallDisplay({
  board,
  schools,
  service,
  warnings,
  title,
  connection,
  onLeave,
}: {
  board: KitchenBoard
  schools: readonly BoardSchool[]
  service: string
  warnings: readonly Warning[]
  title: string
  connection: Connection
  onLeave: () => void
}) {
  const turns = Math.max(1, Math.ceil(schools.length / SCHOOLS_MAX))
  const turn = useTurn(turns)
  const shown = schools.slice(turn * SCHOOLS_MAX, (turn + 1) * SCHOOLS_MAX)
  const meals = mealTotals(schools, service)
  const counts = totalCounts(schools, service)
  const orders = board.orders.filter((order) => order.service === service)
  const menus = board.menus.filter((menu) => menu.service === service)
  const orderName = ({ kitchen }: (typeof orders)[number]) =>
    board.kitchen === null
      ? `Ordine ${board.kitchens.find(({ code }) => code === kitchen)?.name ?? 'senza cucina'},`
      : 'Ordine'
  return (
    <main className="wall">
      <header>
        <h1>
          {title} · {formatDay(board.day)}
        </h1>
        <ConnectionState connection={connection} updatedAt={board.updatedAt} />
        <button className="button on-dark" onClick={onLeave} type="button">
          Chiudi<span className="for-screen-readers"> lo schermo grande</span>
        </button>
      </header>
      <section aria-label="Pasti da preparare" className="wall-totals">
        <p className="all">
          <b className="number">
            <Changing value={meals.all} />
          </b>{' '}
          pasti
        </p>
        <dl>
          <Total label="Standard" value={meals.standard} />
          <Total label="In bianco" value={meals.light} />
          {meals.packed > 0 && <Total label="Cestini" value={meals.packed} />}
          <Total label="Diete" value={meals.diets} />
          <Total label="Adulti" value={meals.adults} />
        </dl>
        <p className="wall-diets">
          {dietTotals(schools, service)
            .filter(({ quantity }) => quantity > 0)
            .map(({ code, quantity }) => (
              <span key={code}>
                <b className="diet-code">{code}</b> {number.format(quantity)}
              </span>
            ))}
        </p>
        {menus.map((menu) => (
          <p key={menu.menu}>{menu.dishes.map(({ name }) => name).join(' · ')}</p>
        ))}
        <p className="wall-order">
          {counts.missing > 0
            ? `${plural(counts.missing, 'bambino', 'bambini')} da segnare`
            : 'Tutti segnati'}
          {orders.map((order) => (
            <span className={order.acknowledged ? undefined : 'to-read'} key={order.id}>
              {' '}
              · {orderName(order)} versione {order.version} delle {formatTime(order.madeAt)}
              {order.acknowledged ? '' : ', da leggere'}
            </span>
          ))}
        </p>
      </section>
      <section aria-label="Scuole" className="wall-schools">
        <ul>
          {shown.map((school) => (
            <WallSchool key={school.id} school={school} service={service} />
          ))}
        </ul>
        {turns > 1 && (
          <p className="turn">
            Scuole {turn * SCHOOLS_MAX + 1}–{turn * SCHOOLS_MAX + shown.length} di {schools.length}
          </p>
        )}
      </section>
      {warnings.length > 0 && (
        <section aria-label="Da sapere" className="wall-warnings">
          <WarningIcon size={56} />
          <ul>
            {warnings.slice(0, 3).map(({ kind, where, what }) => (
              <li key={`${kind}/${where}`}>
                <b>{where}</b>: {what}
              </li>
            ))}
            {warnings.length > 3 && <li>e {plural(warnings.length - 3, 'altro avviso', 'altri avvisi')}</li>}
          </ul>
        </section>
      )}
    </main>
  )
}

function Total({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Changing value={value} />
      </dd>
    </div>
  )
}

function WallSchool({ school, service }: { school: BoardSchool; service: string }) {
  const counts = schoolCounts(school, service)
  const state = completenessOf(counts)
  return (
    <li className={state}>
      {STATES[state].icon}
      <span className="name">
        {school.name}
        {counts.missing > 0 && <small>{STATES[state].word(counts)}</small>}
      </span>
      <b className="meals-to-cook">
        <Changing value={mealTotals([school], service).all} />
      </b>
    </li>
  )
}

/** Which part is shown now; the parts follow one another. */
const useTurn = (turns: number): number => {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTurn((now) => now + 1), TURN_MS)
    return () => clearInterval(timer)
  }, [])
  return turn % turns
}
