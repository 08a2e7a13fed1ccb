import { z } from 'zod'
import { Asked, chosenWallet } from '@/http/asked'
import { pageForm, refusedOf } from '@/http/page'
import { notFound } from '@/http/problem'
import {
  assignEntry,
  childWithWallets,
  closeEntry,
  isAssignable,
  type UnmatchedEntry,
  unmatchedEntry,
} from '@/modules/office-money'
import { formatMoment } from '@/shared/dates'
import { cents, formatEuro } from '@/shared/money'
import { definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { fieldOf, form, hiddenField, radioGroup, selectField, submitButton } from '@/ui/forms'
import { html } from '@/ui/html'
import { actFields, actRefusals, keyField, reasonField } from '../../../../act-form'
import { childLabel, childSearch, walletOptions } from '../../../../child-search'
import { officePage } from '../../../../office-page'
import { amountOf, DECISIONS, reasonOf } from '../words'

const PATH = '/admin/ufficio/movimenti'

const EntryId = z.coerce.number().pipe(z.int().positive())

const submitAssignment = pageForm(
  {
    allow: 'staff',
    form: z.object({
      ...actFields,
      movimento: EntryId,
      servizio: chosenWallet('Scegli il servizio da accreditare'),
    }),
    refusals: actRefusals,
  },
  async (ctx, typed) => {
    await assignEntry(ctx, {
      actId: typed.chiave,
      entryId: typed.movimento,
      ...typed.servizio,
      reason: typed.motivo,
    })
    return `${PATH}/${typed.movimento}?esito=deciso`
  },
)

const submitClosing = pageForm(
  {
    allow: 'staff',
    form: z.object({
      ...actFields,
      movimento: EntryId,
      decisione: z.enum(['returned', 'closed'], 'Scegli che cosa fare del denaro'),
    }),
    refusals: actRefusals,
  },
  async (ctx, typed) => {
    await closeEntry(ctx, {
      actId: typed.chiave,
      entryId: typed.movimento,
      decision: typed.decisione,
      reason: typed.motivo,
    })
    return `${PATH}/${typed.movimento}?esito=deciso`
  },
)

const factsOf = (entry: UnmatchedEntry) => [
  { term: 'Perché è qui', value: reasonOf(entry) },
  { term: 'Importo', value: amountOf(entry) },
  ...(entry.ownCents !== null && entry.ownCents !== entry.cents
    ? [{ term: 'Di cui al Comune', value: formatEuro(entry.ownCents) }]
    : []),
  { term: 'Arrivato il', value: formatMoment(entry.receivedAt) },
  { term: 'Da', value: entry.provider },
  { term: 'Codice avviso', value: entry.noticeNumber },
  { term: 'Numero della ricevuta', value: entry.receiptId },
  ...(entry.childName
    ? [
        {
          term: 'Ricarica a cui si riferisce',
          value: `${entry.childName}, ${entry.serviceName}${entry.topUpCents === null ? '' : `, ${formatEuro(entry.topUpCents)}`}`,
        },
      ]
    : []),
  ...(entry.decision
    ? [
        {
          term: 'Decisione',
          value: `${DECISIONS[entry.decision]}${entry.assignedTo ? `: ${entry.assignedTo}` : ''}`,
        },
        { term: 'Motivo', value: entry.resolution },
        { term: 'Deciso il', value: entry.resolvedAt && formatMoment(entry.resolvedAt) },
      ]
    : []),
]

/** One piece of money without an owner: what is known, and what to do with it. */
export const { GET, POST } = officePage(
  {
    allow: 'staff',
    address: z.object({
      id: EntryId,
      cerca: Asked.cerca,
      figlio: Asked.figlio.optional(),
      esito: Asked.esito,
    }),
    forms: { assegna: submitAssignment, chiudi: submitClosing },
  },
  async (ctx, { asked, refused }) => {
    const entry = await unmatchedEntry(ctx, asked.id)
    if (!entry) throw notFound()
    const child = asked.figlio === undefined ? null : await childWithWallets(ctx, asked.figlio)
    if (asked.figlio !== undefined && !child) throw notFound()
    const assigning = refusedOf(refused, 'assegna')
    const closing = refusedOf(refused, 'chiudi')
    const which = hiddenField('movimento', entry.id)
    return {
      title: `Movimento ${entry.id}`,
      content: html`${asked.esito === 'deciso' && entry.resolvedAt && !refused && alert('success', html`<p class="mb-0">La decisione è stata registrata.</p>`, { announce: true })}${
        entry.resolvedAt &&
        refused &&
        alert(
          'warning',
          html`<p class="mb-0">${refused.formError ?? 'Il movimento è già stato deciso'}</p>`,
          { announce: true },
        )
      }${definitionList(factsOf(entry))}${
        !entry.resolvedAt &&
        html`${
          isAssignable(entry) &&
          html`<section aria-labelledby="assegna"><h2 class="h4 mt-5" id="assegna">Assegna a un bambino</h2>${
            child
              ? html`${
                  entry.reason === 'wrongAmount' &&
                  html`<p>L’avviso a cui si riferisce non si potrà più pagare: la famiglia legge nella storia quanto è stato pagato.</p>`
                }<p>${childLabel(child)}. <a href="${PATH}/${entry.id}">Cerca un altro bambino</a></p>${form(
                  [
                    which,
                    keyField(assigning),
                    selectField({
                      ...fieldOf(assigning, 'servizio'),
                      label: 'Servizio',
                      required: true,
                      placeholder: 'Scegli il servizio',
                      options: walletOptions(child),
                    }),
                    reasonField(assigning, { hint: 'Ad esempio come si è capito di chi è il pagamento' }),
                    submitButton(`Accredita ${formatEuro(entry.ownCents ?? cents(0))}`),
                  ],
                  { name: 'assegna', refused: assigning },
                )}`
              : await childSearch(ctx, asked.cerca, ({ childId }) => `${PATH}/${entry.id}?figlio=${childId}`)
          }</section>`
        }<section aria-labelledby="chiudi"><h2 class="h4 mt-5" id="chiudi">Restituisci o chiudi</h2>${form(
          [
            which,
            keyField(closing),
            radioGroup({
              name: 'decisione',
              label: 'Che cosa fare',
              required: true,
              options: [
                {
                  value: 'returned',
                  label: 'Il denaro torna a chi l’ha mandato',
                  hint: 'Scrivi nel motivo come e quando: il bonifico si fa in banca',
                },
                {
                  value: 'closed',
                  label: 'Non c’è nulla da fare',
                  hint: 'Ad esempio un messaggio doppio o di un altro ente',
                },
              ],
              value: closing?.values.decisione,
              error: closing?.errors.decisione,
            }),
            reasonField(closing, child ? { id: 'motivo-chiusura' } : {}),
            submitButton('Registra la decisione', { className: 'btn btn-outline-primary' }),
          ],
          { name: 'chiudi', refused: closing },
        )}</section>`
      }<p class="mt-4"><a href="${PATH}">Torna ai movimenti da assegnare</a></p>`,
    }
  },
)
