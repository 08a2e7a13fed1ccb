import { z } from 'zod'
import { Asked } from '@/http/asked'
import { ENTRIES_PER_PAGE, unmatchedMoney } from '@/modules/office-money'
import { dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { dataTable } from '@/ui/data-table'
import { definitionList } from '@/ui/definition-list'
import { emptyState } from '@/ui/feedback'
import { html } from '@/ui/html'
import { pagination } from '@/ui/pagination'
import { officePage } from '../../../office-page'
import { amountOf, DECISIONS, reasonOf } from './words'

const PATH = '/admin/ufficio/movimenti'

/** Money that no rule could credit, until somebody decides; and what was decided. */
export const { GET, POST } = officePage(
  {
    allow: 'staff',
    address: z.object({ elenco: z.literal('decisi').optional(), pagina: Asked.pagina.default(1) }),
  },
  async (ctx, { asked: { elenco, pagina } }) => {
    const isDecided = elenco === 'decisi'
    const { entries, totals } = await unmatchedMoney(ctx, { isDecided, page: pagina })
    const total = isDecided ? totals.decided : totals.open
    const pageHref = (page: number) => `${PATH}?${isDecided ? 'elenco=decisi&' : ''}pagina=${page}`
    return {
      title: isDecided ? 'Movimenti decisi' : 'Movimenti da assegnare',
      lead: 'Pagamenti arrivati che il portale non ha potuto accreditare da solo.',
      content: html`${definitionList([
        { term: 'Da decidere', value: String(totals.open) },
        ...(isDecided ? [{ term: 'Già decisi', value: String(totals.decided) }] : []),
        { term: 'Per un totale di', value: formatEuro(totals.openCents) },
        {
          term: 'Il più vecchio',
          value: totals.oldestAt ? formatDay(dayInRome(totals.oldestAt)) : 'nessuno',
        },
      ])}<p class="mt-3">${
        isDecided
          ? html`<a href="${PATH}">Mostra quelli da decidere</a>`
          : html`<a href="${PATH}?elenco=decisi">Mostra quelli già decisi</a>`
      }</p>${
        entries.length === 0
          ? emptyState(isDecided ? 'Nessun movimento deciso' : 'Nessun movimento da decidere', null)
          : dataTable(
              isDecided ? 'Movimenti decisi' : 'Movimenti da assegnare',
              [
                { label: 'Arrivato il' },
                { label: 'Motivo' },
                { label: 'Codice avviso' },
                { label: 'Importo', align: 'end' },
                ...(isDecided ? [{ label: 'Decisione' }] : []),
              ],
              entries.map((entry) => [
                html`<a href="${PATH}/${entry.id}">${formatDay(dayInRome(entry.receivedAt))}<span class="visually-hidden">, movimento ${entry.id}</span></a>`,
                reasonOf(entry),
                entry.noticeNumber ?? 'nessuno',
                amountOf(entry),
                ...(isDecided ? [entry.decision ? DECISIONS[entry.decision] : 'Chiuso'] : []),
              ]),
            )
      }${pagination('Pagine dei movimenti', {
        page: pagina,
        pages: Math.ceil(total / ENTRIES_PER_PAGE),
        hrefOf: pageHref,
      })}`,
    }
  },
)
