import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { pageForm, type RefusedForm, refusedOf } from '@/http/page'
import { notFound } from '@/http/problem'
import { type AttendanceDay, askMeals, attendanceDay, type MealWish } from '@/modules/family'
import { formatDayLong, formatMoment } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { form, hiddenField, submitButton } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { dayWords } from '../../day-words'
import { portalPage } from '../../portal-page'
import { about, addressOf, askingFields, askingKeys, askingRefusals, confirmationAddress } from '../asking'

const Day = z.object({ ...about, giorno: Asked.giorno })
type Day = z.output<typeof Day>

/** The form that asks one thing of one day. */
const submit = (wish: MealWish) =>
  pageForm(
    {
      allow: 'guardian',
      form: z.object({ ...askingFields, giorno: Asked.giorno }),
      refusals: askingRefusals,
    },
    async (ctx, { chiave, figlio, servizio, giorno, attesa }) => {
      const { number } = await askMeals(ctx, {
        actId: chiave,
        childId: figlio,
        service: servizio,
        wish,
        from: giorno,
        to: giorno,
        ...(attesa === undefined ? {} : { waitedMs: attesa }),
      })
      return `${confirmationAddress(number)}?esito=registrata`
    },
  )

const ACTIONS = {
  disdici: { wish: 'cancel', label: 'Disdici il pasto', className: 'btn btn-primary' },
  bianco: { wish: 'light', label: 'Chiedi il pasto in bianco', className: 'btn btn-outline-primary' },
  ripristina: { wish: 'restore', label: 'Ripristina il pasto', className: 'btn btn-primary' },
} as const

const actionForm = (name: keyof typeof ACTIONS, day: Day, anyRefused: RefusedForm | null): Html => {
  const refused = refusedOf(anyRefused, name)
  const { label, className } = ACTIONS[name]
  return form(
    [askingKeys(day, refused), hiddenField('giorno', day.giorno), submitButton(label, { className })],
    {
      name,
      refused,
      className: 'mb-3',
      keepsOffline: true,
    },
  )
}

/** What the family may ask of the day, or why it cannot any more. */
const asking = (
  day: Day,
  { asking: may, status }: AttendanceDay,
  refused: RefusedForm | null,
): Html | null => {
  if (!may) return null
  if (!may.isInTime)
    return alert(
      'info',
      html`<p class="mb-0">L’orario limite era il ${formatMoment(may.cutoffAt)}. Se ${may.wish === 'cancel' ? 'il bambino viene comunque' : 'il bambino non mangia a scuola'}, telefona alla scuola.</p>`,
    )
  return html`<h2 class="h4">Che cosa si può chiedere</h2><p>Fino alle ore del limite: <strong>${formatMoment(may.cutoffAt)}</strong>. Dopo, si telefona alla scuola.</p>${
    status.state === 'present' &&
    alert(
      'warning',
      html`<p class="mb-0">La scuola ha già segnato la presenza: se disdici, avvisa anche la scuola perché la corregga.</p>`,
    )
  }${
    may.wish === 'cancel'
      ? actionForm('ripristina', day, refused)
      : html`${actionForm('disdici', day, refused)}${
          may.wish === 'light'
            ? actionForm('ripristina', day, refused)
            : html`${actionForm('bianco', day, refused)}<p class="small">Il pasto in bianco è per un’indisposizione di uno o due giorni; oltre i tre giorni serve il certificato.</p>`
        }`
  }`
}

export const { GET, POST } = portalPage(
  {
    allow: 'guardian',
    address: Day,
    forms: { disdici: submit('cancel'), bianco: submit('light'), ripristina: submit('restore') },
  },
  async (ctx, { asked, refused }) => {
    const { figlio, servizio, giorno } = asked
    const shown = await attendanceDay(db, ctx, { childId: figlio, service: servizio, day: giorno })
    if (!shown) throw notFound()
    const back = `/presenze?figlio=${figlio}&servizio=${servizio}&mese=${giorno.slice(0, 7)}`
    const wish =
      shown.asking?.wish === 'cancel'
        ? 'pasto disdetto'
        : shown.asking?.wish === 'light'
          ? 'pasto in bianco'
          : null
    return {
      current: 'presenze',
      breadcrumb: [{ label: 'Presenze', href: back }, { label: formatDayLong(giorno) }],
      title: formatDayLong(giorno),
      lead: `${shown.serviceName}, ${shown.childName}`,
      content: html`${definitionList([
        { term: 'Stato', value: dayWords(shown.status) },
        ...(wish ? [{ term: 'Richiesta della famiglia', value: wish }] : []),
        ...(shown.cents === null ? [] : [{ term: 'Addebito', value: formatEuro(shown.cents) }]),
      ])}${asking(asked, shown, refused)}<p class="only-on-screen"><a href="${addressOf('periodo', asked)}">Disdici più giorni</a></p>`,
    }
  },
)
