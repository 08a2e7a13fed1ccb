import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { db } from '@/db/client'
import { requireGuardian } from '@/http/guardian-session'
import { STATEMENT_DAYS_MAX, type StatementLine, schoolYearUntil, walletStatement } from '@/modules/family'
import { addDays, CivilDate, dayInRome, formatDay } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { DataTable } from '@/ui/data-table'
import { Alert, EmptyState } from '@/ui/feedback'
import { TextField } from '@/ui/forms'
import { html, inner } from '@/ui/html'
import { Pagination } from '@/ui/pagination'
import { PortalShell } from '@/ui/portal-shell'
import { Asked, readAddress } from '../../asked'
import { loadFamily, loadFrame } from '../../frame'
import { orAway } from '../../or-away'

export const metadata: Metadata = { title: 'Dettaglio del credito' }

const LINES_PER_PAGE = 50

const Address = z.object({
  figlio: Asked.figlio,
  servizio: Asked.servizio,
  dal: z.string().max(40).optional(),
  al: z.string().max(40).optional(),
  pagina: Asked.pagina.default(1),
})

const LABELS: Record<StatementLine['kind'], string> = {
  topUp: 'Ricarica',
  charge: 'Giorno di presenza',
  reversal: 'Storno',
  cancelled: 'Addebito annullato',
  adjustment: 'Conguaglio',
  transferIn: 'Trasferimento in entrata',
  transferOut: 'Trasferimento in uscita',
  refund: 'Rimborso',
  directDebit: 'Addebito in conto (SDD)',
  returnedDebit: 'Addebito in conto non riuscito',
  opening: 'Saldo iniziale',
}

/** A period as asked in the address; what is wrong with it is said beside the dates, and the usual one is shown. */
const periodOf = (dal: string | undefined, al: string | undefined, today: CivilDate) => {
  const usual = schoolYearUntil(today)
  const from = dal === undefined ? usual.from : CivilDate.safeParse(dal).data
  const to = al === undefined ? usual.to : CivilDate.safeParse(al).data
  if (!from) return { ...usual, errors: { dal: 'Inserisci una data, ad esempio 01/09/2026' } }
  if (!to) return { ...usual, errors: { al: 'Inserisci una data, ad esempio 30/06/2027' } }
  if (to < from) return { ...usual, errors: { al: 'La fine viene prima dell’inizio' } }
  if (addDays(from, STATEMENT_DAYS_MAX) <= to)
    return { ...usual, errors: { al: 'Scegli un periodo di un anno al massimo' } }
  return { from, to, errors: {} as { dal?: string; al?: string } }
}

const cells = (line: StatementLine) => [
  html`<time datetime="${line.day}">${formatDay(line.day)}</time>`,
  line.cancelledCents === null
    ? LABELS[line.kind]
    : `${LABELS[line.kind]} (era ${formatEuro(line.cancelledCents)})`,
  formatEuro(line.cents),
  formatEuro(line.balanceCents),
]

export default orAway(async function StatementPage({
  searchParams,
}: PageProps<'/anagrafica/estratto-conto'>) {
  const params = await searchParams
  const ctx = await requireGuardian(
    `/anagrafica/estratto-conto?figlio=${params.figlio}&servizio=${params.servizio}`,
  )
  const { figlio, servizio, dal, al, pagina } = readAddress(Address, params)
  const { from, to, errors } = periodOf(dal, al, dayInRome(ctx.now))
  const [frame, family, statement] = await Promise.all([
    loadFrame(),
    loadFamily(ctx),
    walletStatement(db, ctx, { childId: figlio, service: servizio, from, to }),
  ])
  if (!statement) notFound()
  const pages = Math.max(1, Math.ceil(statement.lines.length / LINES_PER_PAGE))
  if (pagina > pages) notFound()
  const newestFirst = statement.lines.toReversed()
  const wrong = Object.values(errors)[0]
  const total = (term: string, value: string) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`
  return (
    <PortalShell
      frame={frame}
      family={family}
      current="anagrafica"
      breadcrumb={[
        { label: 'Anagrafica', href: `/anagrafica?figlio=${figlio}` },
        { label: `Dettaglio di ${statement.serviceName}` },
      ]}
      title={`${statement.serviceName}: dettaglio del credito di ${statement.childName}`}
      {...(statement.priceCents === null
        ? {}
        : { lead: `Prezzo di un giorno: ${formatEuro(statement.priceCents)}` })}
    >
      {wrong && (
        <Alert kind="danger" announce>
          <p className="mb-0">{wrong}: è mostrato l’anno scolastico in corso.</p>
        </Alert>
      )}
      <form method="get" className="period-form">
        <input type="hidden" name="figlio" value={figlio} />
        <input type="hidden" name="servizio" value={servizio} />
        <TextField name="dal" label="Dal" type="date" defaultValue={dal ?? from} error={errors.dal} />
        <TextField name="al" label="Al" type="date" defaultValue={al ?? to} error={errors.al} />
        <button type="submit" className="btn btn-outline-primary">
          Mostra
        </button>
      </form>
      <section
        aria-labelledby="periodo"
        {...inner(
          html`<h2 class="h4" id="periodo">Dal ${formatDay(from)} al ${formatDay(to)}</h2><dl class="definition-list">${total('Saldo iniziale', formatEuro(statement.openingCents))}${total('Entrate', formatEuro(statement.inCents))}${total('Uscite', formatEuro(statement.outCents))}${total('Saldo finale', formatEuro(statement.closingCents))}</dl>`,
        )}
      />
      {statement.lines.length === 0 ? (
        <EmptyState title="Nessun movimento">
          <p>In questo periodo il credito non è cambiato.</p>
        </EmptyState>
      ) : (
        <DataTable
          caption="Movimenti del periodo, dal più recente"
          columns={[
            { label: 'Data' },
            { label: 'Movimento' },
            { label: 'Importo', align: 'end' },
            { label: 'Saldo', align: 'end' },
          ]}
          rows={newestFirst.slice((pagina - 1) * LINES_PER_PAGE, pagina * LINES_PER_PAGE).map(cells)}
        />
      )}
      <Pagination
        label="Pagine dei movimenti"
        page={pagina}
        pages={pages}
        hrefOf={(page) =>
          `/anagrafica/estratto-conto?figlio=${figlio}&servizio=${servizio}&dal=${from}&al=${to}&pagina=${page}`
        }
      />
    </PortalShell>
  )
})
