import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { notFound } from '@/http/problem'
import {
  allergenLabel,
  allergenWords,
  type ChildMenu,
  childMenu,
  type Dish,
  excludedIn,
  type MenuDayOfChild,
  mondayOf,
  shownDays,
  withoutMenu,
} from '@/modules/menu'
import { addDays, type CivilDate, dayInRome, formatDay, formatDayLong, formatMonth } from '@/shared/dates'
import { badge } from '@/ui/badge'
import { alert, emptyState } from '@/ui/feedback'
import { type Html, html } from '@/ui/html'
import { notKept } from '@/ui/not-kept'
import { childTabs, tabs } from '../child-tabs'
import { portalPage } from '../portal-page'

const Address = z.object({
  figlio: Asked.figlio.optional(),
  servizio: Asked.servizio.optional(),
  giorno: Asked.giorno.optional(),
})

const dishLine = (dish: Dish, diet: MenuDayOfChild['diet'], childName: string): Html => {
  const excluded = excludedIn(dish, diet)
  const warning =
    excluded === 'unknown'
      ? `può contenere un allergene escluso dalla dieta di ${childName}`
      : excluded.length > 0 &&
        `contiene ${excluded.map((one) => allergenLabel(one).toLowerCase()).join(', ')}, escluso dalla dieta di ${childName}`
  return html`<li><strong>${dish.name}</strong> (${allergenWords(dish)})${warning && notKept(html` ${badge('Attenzione', 'danger')} ${warning}`)}</li>`
}

const dayContent = (day: MenuDayOfChild, childName: string): Html => {
  const { isPlanned, diet, dishes } = day
  const without = withoutMenu(day)
  if (without) return html`<p>${without}.</p>`
  return html`${!isPlanned && html`<p>Per la classe di ${childName} il pasto non è previsto in questo giorno.</p>`}<ul>${dishes.map((dish) => dishLine(dish, diet, childName))}</ul>`
}

const daySection = (day: MenuDayOfChild, { child, today }: ChildMenu): Html =>
  html`<section aria-labelledby="giorno-${day.day}"><h2 class="h4" id="giorno-${day.day}"><time datetime="${day.day}">${formatDayLong(day.day)}</time>${day.day === today && html` ${badge('Oggi')}`}</h2>${dayContent(day, child.name)}</section>`

const dietNote = ({ days, child }: ChildMenu): Html | null => {
  const diet = days.findLast((day) => day.diet)?.diet
  return diet
    ? notKept(
        alert(
          'info',
          html`<p class="mb-0">Dieta di ${child.name}: <strong>${diet.label}</strong>. ${
            diet.allergens.length > 0
              ? 'Accanto ai piatti che contengono un allergene escluso, o che possono contenerlo, c’è un’avvertenza'
              : 'Per questa dieta non sono indicati allergeni e accanto ai piatti non ci sono avvertenze'
          }: ${child.name} riceve il pasto della sua dieta.</p>`,
        ),
      )
    : null
}

/** The week's menu of a child, with the allergens of each dish. */
export const { GET, POST } = portalPage({ allow: 'guardian', address: Address }, async (ctx, { asked }) => {
  const month = asked.giorno ?? dayInRome(ctx.now)
  const from = mondayOf(month)
  const menu = await childMenu(db, ctx, {
    childId: asked.figlio,
    service: asked.servizio,
    from,
    to: addDays(from, 6),
  })
  if (!menu) throw notFound()
  const { child, service, services } = menu
  const address = (day: CivilDate, code = service?.code, figlio = child.id) =>
    `/menu?figlio=${figlio}${code ? `&servizio=${code}` : ''}&giorno=${day}`
  return {
    current: 'presenze',
    breadcrumb: [{ label: 'Presenze', href: '/presenze' }, { label: 'Menù' }],
    title: `Menù di ${child.name}`,
    documentTitle: 'Menù',
    copyAs: address(from),
    lead: menu.school ?? undefined,
    content: [
      childTabs(menu.children, child.id, (id) => `/menu?figlio=${id}&giorno=${from}`),
      service
        ? [
            services.length > 1 &&
              tabs(
                'Servizi',
                services.map(({ code, name }) => ({
                  label: name,
                  href: address(from, code),
                  current: code === service.code,
                })),
              ),
            html`<p>Settimana dal ${formatDay(from)} al ${formatDay(menu.to)}</p><p class="only-on-screen"><a class="btn btn-outline-primary" href="${address(addDays(from, -7))}">Settimana precedente</a> <a class="btn btn-outline-primary" href="${address(addDays(from, 7))}">Settimana successiva</a></p><p class="only-on-screen"><a href="/menu/scarica?figlio=${child.id}&servizio=${service.code}&mese=${month.slice(0, 7)}">Menù di ${formatMonth(month)} da stampare (PDF)</a></p>`,
            dietNote(menu),
            shownDays(menu.days).map((day) => daySection(day, menu)),
          ]
        : emptyState(
            'Nessun menù',
            html`<p>In questa settimana ${child.name} non è iscritto a un servizio con i pasti. <a href="/menu?figlio=${child.id}">Torna a questa settimana</a></p>`,
          ),
    ],
  }
})
