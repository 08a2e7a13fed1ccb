import { z } from 'zod'
import { Asked } from '@/http/asked'
import { contestQueue, type OfficeContest } from '@/modules/contests'
import { dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import { type Html, html } from '@/ui/html'
import { officePage } from '../../../office-page'
import { CONTEST_WORDS } from './words'

const PATH = '/admin/ufficio/contestazioni'

const table = (caption: string, contests: readonly OfficeContest[]): Html =>
  dataTable(
    caption,
    [
      { label: 'Inviata il' },
      { label: 'Bambino' },
      { label: 'Scuola' },
      { label: 'Addebito' },
      { label: 'Importo', align: 'end' },
      { label: 'Stato' },
    ],
    contests.map((contest) => {
      const { label, kind } = CONTEST_WORDS[contest.status]
      return [
        html`<a href="${PATH}/${contest.id}">${formatDay(dayInRome(contest.openedAt))}<span class="visually-hidden">, contestazione di ${contest.childName}</span></a>`,
        contest.childName,
        contest.school,
        `${contest.serviceName}, ${formatDay(contest.day)}`,
        formatEuro(contest.cents),
        badge(label, kind),
      ]
    }),
  )

/** What families contest, the oldest first, and what was answered. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ esito: Asked.esito }) },
  async (ctx, { asked }) => {
    const { open, decided } = await contestQueue(ctx)
    return {
      title: 'Contestazioni',
      lead: 'Addebiti che le famiglie contestano dal calendario delle presenze.',
      content: html`${
        asked.esito === 'deciso' &&
        alert('success', html`<p class="mb-0">La risposta è stata registrata e la famiglia avvisata.</p>`, {
          announce: true,
        })
      }<h2 class="h4">Da decidere</h2>${open.length === 0 ? emptyState('Nessuna contestazione da decidere', null) : table('Contestazioni da decidere', open)}${
        decided.length > 0 &&
        html`<h2 class="h4 mt-5">Concluse</h2>${table('Contestazioni concluse', decided)}`
      }`,
    }
  },
)
