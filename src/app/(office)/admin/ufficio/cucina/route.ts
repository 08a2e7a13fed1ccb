import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { alarmsOfDay, type KitchenOrder, ordersOfDay, totalsOf } from '@/modules/kitchen'
import { CivilDate, dayInRome, formatDayLong, formatTime } from '@/shared/dates'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import { form, submitButton, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { officePage } from '../../../office-page'

const nameOf = ({ kitchen, service }: KitchenOrder): string =>
  `${kitchen?.name ?? 'Scuole senza cucina'}, ${service.name}`

const mealsOf = (order: KitchenOrder): Html => {
  const { all, unresolved } = totalsOf(order.lines)
  return html`${all}${unresolved > 0 && html` ${badge(`${unresolved} da chiarire`, 'danger')}`}${
    order.lines.some(({ isEstimated }) => isEstimated) && html` ${badge('In parte stimati', 'warning')}`
  }`
}

/** Changes shown at once; the others open. */
const CHANGES_MAX = 8

const changeList = (changes: readonly string[]): Html => {
  const list = (some: readonly string[]) =>
    html`<ul class="mb-0 ps-3">${some.map((change) => html`<li>${change}</li>`)}</ul>`
  const more = changes.length - CHANGES_MAX
  return more <= 1
    ? list(changes)
    : html`${list(changes.slice(0, CHANGES_MAX))}<details><summary>e altre ${more} variazioni</summary>${list(changes.slice(CHANGES_MAX))}</details>`
}

const versions = (orders: readonly KitchenOrder[]): Html =>
  dataTable(
    `Versioni dell’ordine: ${orders[0] ? nameOf(orders[0]) : ''}`,
    [
      { label: 'Versione' },
      { label: 'Pasti' },
      { label: 'Variazioni' },
      { label: 'Presa visione' },
      { label: 'File' },
    ],
    orders.map((order) => [
      html`${order.version} <span class="text-nowrap">(ore ${formatTime(order.madeAt)})</span>`,
      mealsOf(order),
      order.version === 1 ? 'Prima versione' : changeList(order.changes),
      order.ack
        ? html`${badge('Letta', 'success')} alle ${formatTime(order.ack.at)}, ${order.ack.by}`
        : order.isLatest
          ? badge('Non letta', 'danger')
          : badge('Superata, non letta', 'warning'),
      html`<a href="/cucina/ordine?numero=${order.id}&formato=pdf">PDF<span class="visually-hidden"> della versione ${order.version}, ${nameOf(order)}</span></a>, <a href="/cucina/ordine?numero=${order.id}&formato=csv">CSV<span class="visually-hidden"> della versione ${order.version}, ${nameOf(order)}</span></a>`,
    ]),
  )

/** The kitchen orders of a day: every version, what changed, who has read it; and whom the alarms went to. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ giorno: CivilDate.optional().catch(undefined) }) },
  async (_visitor, { asked }) => {
    const day = asked.giorno ?? dayInRome(Temporal.Now.instant())
    const [orders, alarms] = await Promise.all([ordersOfDay(day), alarmsOfDay(day)])
    const byOrder = [...Map.groupBy(orders, nameOf)]
    const unread = orders.filter(({ isLatest, ack, kitchen }) => isLatest && !ack && kitchen)
    const isWithoutKitchen = orders.some(
      ({ kitchen, isLatest, lines }) => !kitchen && isLatest && lines.length > 0,
    )
    return {
      title: 'Ordini della cucina',
      lead: `Ordini dei pasti di ${formatDayLong(day)}.`,
      content: html`
<div class="mb-4">${form([textField({ name: 'giorno', label: 'Giorno', type: 'date', value: day }), submitButton('Mostra')], { method: 'get' })}</div>
${
  isWithoutKitchen &&
  alert(
    'danger',
    html`<p class="mb-0">Alcune scuole non hanno un centro cottura: il loro ordine non arriva a nessuno. Indicalo nella scheda di ogni scuola.</p>`,
    { title: 'Scuole senza cucina' },
  )
}
${
  unread.length > 0 &&
  alert(
    'warning',
    html`<ul class="mb-0">${unread.map((order) => html`<li>${nameOf(order)}: versione ${order.version} delle ${formatTime(order.madeAt)}</li>`)}</ul>`,
    { title: 'Ordini di cui la cucina non ha ancora preso visione' },
  )
}
${
  orders.length === 0
    ? emptyState(
        'Nessun ordine per questo giorno',
        html`<p>L’ordine si forma all’orario limite di ogni scuola; un giorno di chiusura non ne ha.</p>`,
      )
    : byOrder.map(([name, all]) => html`<h2 class="h4 mt-4">${name}</h2>${versions(all)}`)
}
${
  alarms.length > 0 &&
  html`<h2 class="h4 mt-4">Avvisi alle scuole</h2>${dataTable(
    'Avvisi alle scuole che non avevano inviato',
    [
      { label: 'Scuola' },
      { label: 'Servizio' },
      { label: 'Quando' },
      { label: 'Classi' },
      { label: 'E-mail' },
    ],
    alarms.map((alarm) => [
      alarm.school,
      alarm.service,
      `${alarm.moment === 'soon' ? 'Prima dell’orario limite' : 'All’orario limite'} (ore ${formatTime(alarm.raisedAt)}, limite ${formatTime(alarm.cutoffAt)})`,
      alarm.classes.join(', '),
      alarm.isMailed ? 'Inviata' : badge('Nessun indirizzo', 'warning'),
    ]),
  )}`
}`,
    }
  },
)
