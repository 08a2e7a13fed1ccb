import { z } from 'zod'
import { Asked } from '@/http/asked'
import { pageForm, refusedOf } from '@/http/page'
import { cutoffExtensions, extendCutoff, schoolsOfStaff } from '@/modules/school-day'
import { dayInRome, formatDayLong, formatTime, instantInRome } from '@/shared/dates'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import { fieldOf, form, requiredNote, selectField, submitButton, textField } from '@/ui/forms'
import { html } from '@/ui/html'
import { actFields, keyField, reasonField } from '../../../act-form'
import { officePage } from '../../../office-page'

const PATH = '/admin/ufficio/emergenza'

/** Puts today's cut-off off and silences the alarms. */
const submitExtension = pageForm(
  {
    allow: 'staff',
    form: z.object({
      ...actFields,
      scuola: z.union([z.literal('').transform(() => null), Asked.scuola]),
      ora: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Scrivi fino a che ora, ad esempio 11:00'),
    }),
  },
  async (ctx, { chiave, scuola, ora, motivo }) => {
    const day = dayInRome(ctx.now)
    await extendCutoff(ctx, {
      actId: chiave,
      day,
      schoolId: scuola,
      until: instantInRome(day, ora),
      reason: motivo,
    })
    return `${PATH}?esito=spostato`
  },
)

/** The outage switch. */
export const { GET, POST } = officePage(
  { allow: 'staff', address: z.object({ esito: Asked.esito }), forms: { proroga: submitExtension } },
  async (ctx, { asked, refused: anyRefused }) => {
    const day = dayInRome(ctx.now)
    const refused = refusedOf(anyRefused, 'proroga')
    const [schools, made] = await Promise.all([schoolsOfStaff(ctx), cutoffExtensions(ctx, day)])
    return {
      title: 'Emergenza',
      lead: `Quando i tablet non raggiungono il centro, ${formatDayLong(day)}.`,
      content: html`
${asked.esito === 'spostato' && !refused && alert('success', html`<p class="mb-0">L’orario limite di oggi è spostato e gli avvisi alle scuole sono sospesi.</p>`, { announce: true })}
<p>I tablet tengono gli appelli e li inviano da soli quando la rete torna, con l’ora del tocco: di solito non serve altro. Qui si sposta l’orario limite di oggi, perché chi ha segnato in ritardo per il guasto non ne paghi le conseguenze; fino a quell’ora le scuole non ricevono avvisi.</p>
<p>Se un tablet manca del tutto: <a href="/admin/ufficio/giornata">elenchi da stampare e appello inserito dall’ufficio</a>.</p>
${form(
  [
    requiredNote,
    keyField(refused),
    selectField({
      ...fieldOf(refused, 'scuola'),
      label: 'Scuola',
      placeholder: 'Tutte le scuole',
      options: schools.map(({ id, name }) => ({ value: String(id), label: name })),
    }),
    textField({
      ...fieldOf(refused, 'ora'),
      type: 'time',
      label: 'Orario limite di oggi, fino alle',
      required: true,
      hint: 'Un orario già spostato si allunga, non si accorcia',
    }),
    reasonField(refused, { hint: 'Ad esempio: linea interrotta. Resta nel registro, con chi l’ha deciso' }),
    submitButton('Sposta l’orario limite'),
  ],
  { name: 'proroga', refused },
)}
<h2 class="h4 mt-4">Decisioni di oggi</h2>
${
  made.length === 0
    ? emptyState('Nessuna', html`<p>Oggi valgono gli orari limite di sempre.</p>`)
    : dataTable(
        'Orari limite spostati oggi',
        [{ label: 'Scuola' }, { label: 'Fino alle' }, { label: 'Motivo' }, { label: 'Deciso' }],
        made.map(({ schoolName, until, reason, madeAt, madeBy }) => [
          schoolName ?? 'Tutte le scuole',
          formatTime(until),
          reason,
          `alle ${formatTime(madeAt)}, ${madeBy}`,
        ]),
      )
}`,
    }
  },
)
