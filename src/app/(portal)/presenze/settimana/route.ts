import { z } from 'zod'
import { db } from '@/db/client'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { attendanceDay, setWeeklyPattern, weeklyPattern } from '@/modules/family'
import { addDays, dayInRome, formatDay } from '@/shared/dates'
import { checkboxGroup, fieldOf, form, requiredNote, submitButton, textField } from '@/ui/forms'
import { html } from '@/ui/html'
import { portalPage } from '../../portal-page'
import { about, askingFields, askingRefusals, confirmationAddress, typedDay, weekdayWords } from '../asking'
import { askingKeys } from '../asking-forms'

const DAY = 'Inserisci il giorno da cui vale, da oggi in poi'
const Form = z.object({
  ...askingFields,
  dal: typedDay(DAY),
  giorni: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((typed) => (typed === undefined ? [] : [typed].flat()))
    .pipe(z.array(z.string().transform(Number).pipe(z.int().min(1).max(7))).max(7)),
})

const submitPattern = pageForm(
  {
    allow: 'guardian',
    form: Form,
    refusals: {
      ...askingRefusals,
      'cutoff-passed': () => ({
        field: 'dal',
        message: 'Per oggi l’orario limite è passato: scegli un giorno da domani in poi',
      }),
    },
  },
  async (ctx, { chiave, figlio, servizio, dal, giorni }) => {
    const { number } = await setWeeklyPattern(ctx, {
      actId: chiave,
      childId: figlio,
      service: servizio,
      from: dal,
      weekdays: giorni,
    })
    return `${confirmationAddress(number)}?esito=registrata`
  },
)

const WEEK = [1, 2, 3, 4, 5]

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.object(about), forms: { settimana: submitPattern } },
  async (ctx, { asked, refused }) => {
    const { figlio, servizio } = asked
    const today = dayInRome(ctx.now)
    const [shown, pattern] = await Promise.all([
      attendanceDay(db, ctx, { childId: figlio, service: servizio, day: today }),
      weeklyPattern(db, ctx, { childId: figlio, service: servizio }),
    ])
    if (!shown) throw notFound()
    const offered = (pattern.offered ?? WEEK).toSorted((one, other) => one - other)
    const ticked = pattern.chosen.at(-1)?.weekdays ?? offered
    return {
      current: 'presenze',
      breadcrumb: [
        { label: 'Presenze', href: `/presenze?figlio=${figlio}&servizio=${servizio}` },
        { label: 'Settimana tipo' },
      ],
      title: 'Settimana tipo',
      lead: `${shown.serviceName}, ${shown.childName}`,
      content: html`<p>Per chi usa il servizio solo in alcuni giorni della settimana: negli altri il bambino non è atteso. Un singolo giorno si disdice dal calendario.</p>${
        pattern.chosen.length > 0 &&
        html`<ul>${pattern.chosen.map(({ from, weekdays }) => html`<li>Dal ${formatDay(from)}: <strong>${weekdayWords(weekdays)}</strong></li>`)}</ul>`
      }${requiredNote}${form(
        [
          askingKeys(asked, refused),
          checkboxGroup({
            name: 'giorni',
            label: 'Giorni in cui usa il servizio',
            options: offered.map((weekday) => ({ value: String(weekday), label: weekdayWords([weekday]) })),
            values: ticked.map(String),
            error: refused?.errors.giorni,
          }),
          textField({
            ...fieldOf(refused, 'dal', addDays(today, 1)),
            label: 'Dal',
            type: 'date',
            required: true,
          }),
          submitButton('Salva la settimana tipo'),
        ],
        { refused },
      )}`,
    }
  },
)
