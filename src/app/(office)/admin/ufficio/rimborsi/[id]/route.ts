import { z } from 'zod'
import { pageForm, refusedOf } from '@/http/page'
import { notFound } from '@/http/problem'
import { decideRefund, formatIban, officeRefund, returnRefund } from '@/modules/office-money'
import { formatMoment } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { form, hiddenField, submitButton } from '@/ui/forms'
import { html } from '@/ui/html'
import { actFields, actRefusals, decisionFields, keyField, reasonField } from '../../../../act-form'
import { officePage } from '../../../../office-page'
import { REFUND_WORDS } from '../words'

const PATH = '/admin/ufficio/rimborsi'

const submitDecision = pageForm(
  {
    allow: 'staff',
    form: z.object({
      ...actFields,
      rimborso: z.uuid(),
      decisione: z.enum(['si', 'no'], 'Scegli se approvare la richiesta'),
    }),
    refusals: {
      ...actRefusals,
      'credit-insufficient': () =>
        'Il credito del servizio è ora più basso del rimborso: la richiesta si può solo rifiutare.',
    },
  },
  async (ctx, typed) => {
    await decideRefund(ctx, {
      actId: typed.chiave,
      refundId: typed.rimborso,
      isApproved: typed.decisione === 'si',
      reason: typed.motivo,
    })
    return `${PATH}?esito=deciso`
  },
)

const submitReturn = pageForm(
  { allow: 'staff', form: z.object({ ...actFields, rimborso: z.uuid() }), refusals: actRefusals },
  async (ctx, typed) => {
    await returnRefund(ctx, { actId: typed.chiave, refundId: typed.rimborso, reason: typed.motivo })
    return `${PATH}/${typed.rimborso}`
  },
)

/** One refund: where it goes, and what can still be decided. */
export const { GET, POST } = officePage(
  {
    allow: 'staff',
    address: z.object({ id: z.uuid() }),
    forms: { decidi: submitDecision, indietro: submitReturn },
  },
  async (ctx, { asked: { id }, refused }) => {
    const refund = await officeRefund(ctx, id)
    if (!refund) throw notFound()
    const { label, kind } = REFUND_WORDS[refund.status]
    const deciding = refusedOf(refused, 'decidi')
    const returning = refusedOf(refused, 'indietro')
    const which = hiddenField('rimborso', refund.id)
    const isOut = refund.status === 'approved' || refund.status === 'sent'
    // A form that is not shown any more still says why it was refused.
    const isGone = (deciding && refund.status !== 'requested') || (returning && !isOut)
    return {
      title: `Rimborso di ${formatEuro(refund.cents)}`,
      lead: `${refund.childName} (${refund.childCode}), ${refund.serviceName}`,
      content: html`${isGone && alert('warning', html`<p class="mb-0">${refused?.formError}</p>`, { announce: true })}<p>Stato: ${badge(label, kind)}</p>${definitionList(
        [
          { term: 'Richiesto il', value: formatMoment(refund.requestedAt) },
          { term: 'Importo', value: formatEuro(refund.cents) },
          { term: 'Credito del servizio, ora', value: formatEuro(refund.balanceCents) },
          { term: 'IBAN', value: formatIban(refund.iban) },
          { term: 'Intestatario', value: refund.holder },
          { term: 'Motivo della famiglia', value: refund.reason },
          ...(refund.answer ? [{ term: 'Risposta dell’ufficio', value: refund.answer }] : []),
          ...(refund.returnedBecause ? [{ term: 'Tornato indietro', value: refund.returnedBecause }] : []),
        ],
      )}${
        refund.status === 'requested' &&
        html`<h2 class="h4 mt-5">Decidi</h2>${form(
          [
            which,
            keyField(deciding),
            decisionFields(deciding, {
              yes: {
                label: 'Approva',
                hint: 'Il credito diminuisce subito; il bonifico parte con il prossimo file',
              },
              no: { label: 'Non approvare', hint: 'Il credito resta com’è' },
            }),
            submitButton('Registra la decisione'),
          ],
          { name: 'decidi', refused: deciding },
        )}`
      }${
        isOut &&
        html`<h2 class="h4 mt-5">${refund.status === 'sent' ? 'La banca l’ha restituito' : 'Annulla l’approvazione'}</h2><p>Il credito torna alla famiglia, che viene avvisata.</p>${form(
          [
            which,
            keyField(returning),
            reasonField(returning, { hint: 'Ad esempio: conto chiuso. La famiglia lo riceve con l’avviso' }),
            submitButton('Restituisci il credito', { className: 'btn btn-outline-primary' }),
          ],
          { name: 'indietro', refused: returning },
        )}`
      }<p class="mt-4"><a href="${PATH}">Torna ai rimborsi</a></p>`,
    }
  },
)
