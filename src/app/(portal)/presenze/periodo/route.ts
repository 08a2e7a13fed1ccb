import { z } from 'zod'
import { db } from '@/db/client'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { askMeals, attendanceDay, PERIOD_DAYS_MAX } from '@/modules/family'
import { dayInRome } from '@/shared/dates'
import { requiredNote } from '@/ui/forms'
import { html } from '@/ui/html'
import { portalPage } from '../../portal-page'
import { about, askedBy, askingFields, askingRefusals, confirmationAddress, typedDay } from '../asking'
import { periodForm } from '../asking-forms'

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
  async (ctx, { chiave, figlio, servizio, dal, al, cosa }) => {
    const { number, lateDays } = await askMeals(ctx, {
      actId: chiave,
      childId: figlio,
      service: servizio,
      wish: cosa === 'disdici' ? 'cancel' : 'restore',
      from: dal,
      to: al,
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
      content: html`<p>Valgono soltanto i giorni di apertura in cui il servizio è previsto; oggi è compreso solo prima dell’orario limite.</p>${requiredNote}${periodForm({ ...asked, ...askedBy(ctx, shown) }, `Compreso, al massimo ${PERIOD_DAYS_MAX} giorni`, refused)}`,
    }
  },
)
