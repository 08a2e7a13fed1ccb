import { z } from 'zod'
import { db } from '@/db/client'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { askMeals, attendanceDay, PERIOD_DAYS_MAX } from '@/modules/family'
import { dayInRome } from '@/shared/dates'
import { fieldOf, form, radioGroup, requiredNote, submitButton, textField } from '@/ui/forms'
import { html } from '@/ui/html'
import { portalPage } from '../../portal-page'
import { about, askingFields, askingKeys, askingRefusals, confirmationAddress, typedDay } from '../asking'

const DAY = 'Inserisci un giorno, ad esempio 24/11/2026'
const PERIOD = `Inserisci un periodo da oggi in poi, al massimo di ${PERIOD_DAYS_MAX} giorni`

const Form = z.object({
  ...askingFields,
  dal: typedDay(DAY),
  al: typedDay(DAY),
  cosa: z.enum(['disdici', 'ripristina'], 'Scegli se disdire o ripristinare'),
})

/** Cancels a period, or takes it back; the confirmation says how many days it is about. */
const submitPeriod = pageForm(
  {
    allow: 'family',
    form: Form,
    refusals: { ...askingRefusals, 'period-refused': () => ({ field: 'al', message: PERIOD }) },
  },
  async (ctx, { chiave, figlio, servizio, dal, al, cosa, attesa }) => {
    const { number, lateDays } = await askMeals(ctx, {
      actId: chiave,
      childId: figlio,
      service: servizio,
      wish: cosa === 'disdici' ? 'cancel' : 'restore',
      from: dal,
      to: al,
      ...(attesa === undefined ? {} : { waitedMs: attesa }),
    })
    return `${confirmationAddress(number)}?esito=${lateDays > 0 ? 'oggi-escluso' : 'registrata'}`
  },
)

export const { GET, POST } = portalPage(
  { allow: 'family', address: z.object(about), forms: { periodo: submitPeriod } },
  async (ctx, { asked, refused }) => {
    const { figlio, servizio } = asked
    const today = dayInRome(ctx.now)
    const shown = await attendanceDay(db, ctx, { childId: figlio, service: servizio, day: today })
    if (!shown) throw notFound()
    return {
      current: 'presenze',
      breadcrumb: [
        { label: 'Presenze', href: `/presenze?figlio=${figlio}&servizio=${servizio}` },
        { label: 'Disdici più giorni' },
      ],
      title: 'Disdici più giorni',
      lead: `${shown.serviceName}, ${shown.childName}`,
      content: html`<p>Valgono soltanto i giorni di apertura in cui il servizio è previsto; oggi è compreso solo prima dell’orario limite.</p>${requiredNote}${form(
        [
          askingKeys(asked, refused),
          textField({ ...fieldOf(refused, 'dal'), label: 'Dal', type: 'date', required: true }),
          textField({
            ...fieldOf(refused, 'al'),
            label: 'Al',
            type: 'date',
            required: true,
            hint: `Compreso, al massimo ${PERIOD_DAYS_MAX} giorni`,
          }),
          radioGroup({
            ...fieldOf(refused, 'cosa', 'disdici'),
            label: 'Che cosa',
            required: true,
            options: [
              { value: 'disdici', label: shown.servesMeals ? 'Disdici i pasti' : 'Disdici le corse' },
              {
                value: 'ripristina',
                label: shown.servesMeals ? 'Ripristina i pasti disdetti' : 'Ripristina le corse disdette',
              },
            ],
          }),
          submitButton('Invia la richiesta'),
        ],
        { refused, keepsOffline: true },
      )}`,
    }
  },
)
