import { z } from 'zod'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { decideContest, officeContest } from '@/modules/contests'
import { formatDay, formatMoment } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { form, hiddenField, submitButton } from '@/ui/forms'
import { html } from '@/ui/html'
import { actFields, actRefusals, decisionFields, keyField } from '../../../../act-form'
import { officePage } from '../../../../office-page'
import { CONTEST_WORDS } from '../words'

const PATH = '/admin/ufficio/contestazioni'

const submitDecision = pageForm(
  {
    allow: 'staff',
    form: z.object({
      ...actFields,
      contestazione: z.uuid(),
      decisione: z.enum(['si', 'no'], 'Scegli se accogliere la contestazione'),
    }),
    refusals: actRefusals,
  },
  async (ctx, typed) => {
    await decideContest(ctx, {
      actId: typed.chiave,
      contestId: typed.contestazione,
      isUpheld: typed.decisione === 'si',
      reason: typed.motivo,
    })
    return `${PATH}?esito=deciso`
  },
)

/** One contest: what the family says, what the tablets said, and the answer. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ id: z.uuid() }), forms: { decidi: submitDecision } },
  async (ctx, { asked: { id }, refused }) => {
    const contest = await officeContest(ctx, id)
    if (!contest) throw notFound()
    const { label, kind } = CONTEST_WORDS[contest.status]
    return {
      title: `Contestazione di ${formatEuro(contest.cents)}`,
      lead: `${contest.childName} (${contest.childCode}), ${contest.serviceName} del ${formatDay(contest.day)}, ${contest.school}`,
      content: html`${
        // A form that is not shown any more still says why it was refused.
        refused &&
        contest.status !== 'open' &&
        alert('warning', html`<p class="mb-0">${refused.formError}</p>`, { announce: true })
      }<p>Stato: ${badge(label, kind)}</p>${definitionList([
        { term: 'Inviata il', value: formatMoment(contest.openedAt) },
        { term: 'La famiglia scrive', value: contest.text },
        ...(contest.status === 'open' && !contest.isCharged
          ? [{ term: 'Addebito', value: 'già stornato nel frattempo' }]
          : []),
        ...(contest.answer ? [{ term: 'Risposta dell’ufficio', value: contest.answer }] : []),
      ])}<h2 class="h4">Che cosa è stato rilevato</h2>${dataTable(
        'Rilevazioni del giorno',
        [
          { label: 'Segnato' },
          { label: 'Stato' },
          { label: 'Arrivato' },
          { label: 'Da' },
          { label: 'Motivo' },
        ],
        contest.marks.map((mark) => [
          formatMoment(mark.markedAt),
          mark.status === 'present' ? 'Presente' : 'Assente',
          formatMoment(mark.receivedAt),
          mark.byOffice ? 'Ufficio' : 'Tablet',
          mark.reason ?? '',
        ]),
      )}${
        contest.status === 'open' &&
        html`<h2 class="h4 mt-5">Rispondi</h2>${form(
          [
            hiddenField('contestazione', contest.id),
            keyField(refused),
            decisionFields(refused, {
              yes: {
                label: 'Accogli',
                hint: 'L’addebito è stornato subito: il bambino risulta assente dall’orario limite',
              },
              no: { label: 'Non accogliere', hint: 'L’addebito resta com’è' },
            }),
            submitButton('Registra la risposta'),
          ],
          { name: 'decidi', refused },
        )}`
      }<p class="mt-4"><a href="${PATH}">Torna alle contestazioni</a></p>`,
    }
  },
)
