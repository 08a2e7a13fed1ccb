import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { notFound } from '@/http/problem'
import { movementLabel } from '@/modules/documents'
import { type StatementLine, walletStatement } from '@/modules/family'
import { dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { dataTable } from '@/ui/data-table'
import { definitionList } from '@/ui/definition-list'
import { alert, emptyState } from '@/ui/feedback'
import { form, hiddenField, submitButton, textField } from '@/ui/forms'
import { html } from '@/ui/html'
import { pagination } from '@/ui/pagination'
import { portalPage } from '../../portal-page'
import { periodOf, StatementAddress } from './period'

const LINES_PER_PAGE = 50

const Address = z.object({ ...StatementAddress, pagina: Asked.pagina.default(1) })

const cells = (line: StatementLine) => [
  html`<time datetime="${line.day}">${formatDay(line.day)}</time>`,
  movementLabel(line),
  formatEuro(line.cents),
  formatEuro(line.balanceCents),
]

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: Address },
  async (ctx, { asked: { figlio, servizio, dal, al, pagina } }) => {
    const { from, to, errors } = periodOf(dal, al, dayInRome(ctx.now))
    const statement = await walletStatement(db, ctx, { childId: figlio, service: servizio, from, to })
    if (!statement) throw notFound()
    const pages = Math.max(1, Math.ceil(statement.lines.length / LINES_PER_PAGE))
    if (pagina > pages) throw notFound()
    const newestFirst = statement.lines.toReversed()
    const wrong = Object.values(errors)[0]
    const download = (format: string, label: string) =>
      html`<a href="/anagrafica/estratto-conto/scarica?figlio=${figlio}&servizio=${servizio}&dal=${from}&al=${to}&formato=${format}">${label}</a>`
    return {
      current: 'anagrafica',
      breadcrumb: [
        { label: 'Anagrafica', href: `/anagrafica?figlio=${figlio}` },
        { label: `Dettaglio di ${statement.serviceName}` },
      ],
      title: `${statement.serviceName}: dettaglio del credito di ${statement.childName}`,
      documentTitle: 'Dettaglio del credito',
      lead:
        statement.priceCents === null
          ? undefined
          : `Prezzo di un giorno: ${formatEuro(statement.priceCents)}`,
      content: html`${wrong && alert('danger', html`<p class="mb-0">${wrong}: è mostrato l’anno scolastico in corso.</p>`, { announce: true })}
${form(
  [
    hiddenField('figlio', figlio),
    hiddenField('servizio', servizio),
    textField({ name: 'dal', label: 'Dal', type: 'date', value: dal ?? from, error: errors.dal }),
    textField({ name: 'al', label: 'Al', type: 'date', value: al ?? to, error: errors.al }),
    submitButton('Mostra', { className: 'btn btn-outline-primary' }),
  ],
  { method: 'get', className: 'period-form' },
)}
<p class="d-flex flex-wrap gap-3">${download('pdf', 'Scarica il PDF')}${download('csv', 'Scarica per foglio di calcolo (CSV)')}</p>
<section aria-labelledby="periodo"><h2 class="h4" id="periodo">Dal ${formatDay(from)} al ${formatDay(to)}</h2>${definitionList(
        [
          { term: 'Saldo iniziale', value: formatEuro(statement.openingCents) },
          { term: 'Entrate', value: formatEuro(statement.inCents) },
          { term: 'Uscite', value: formatEuro(statement.outCents) },
          { term: 'Saldo finale', value: formatEuro(statement.closingCents) },
        ],
      )}</section>
${
  statement.lines.length === 0
    ? emptyState('Nessun movimento', html`<p>In questo periodo il credito non è cambiato.</p>`)
    : dataTable(
        'Movimenti del periodo, dal più recente',
        [
          { label: 'Data' },
          { label: 'Movimento' },
          { label: 'Importo', align: 'end' },
          { label: 'Saldo', align: 'end' },
        ],
        newestFirst.slice((pagina - 1) * LINES_PER_PAGE, pagina * LINES_PER_PAGE).map(cells),
      )
}${pagination('Pagine dei movimenti', {
  page: pagina,
  pages,
  hrefOf: (page) =>
    `/anagrafica/estratto-conto?figlio=${figlio}&servizio=${servizio}&dal=${from}&al=${to}&pagina=${page}`,
})}`,
    }
  },
)
