import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { pageForm, type RefusedForm, refusedOf } from '@/http/page'
import { notFound } from '@/http/problem'
import { childRides } from '@/modules/bus'
import { ContestText, contestsOfDay, type DayContests, openContest } from '@/modules/contests'
import { type AttendanceDay, askMeals, attendanceDay, type MealWish } from '@/modules/family'
import { civilDate, formatDay, formatDayLong, formatMoment } from '@/shared/dates'
import { formatEuro } from '@/shared/money'
import { badge } from '@/ui/badge'
import { definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { fieldOf, form, hiddenField, submitButton, textArea } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { dayWords } from '../../day-words'
import { portalPage } from '../../portal-page'
import {
  about,
  addressOf,
  askedBy,
  askingFields,
  askingRefusals,
  confirmationAddress,
  dayAddress,
} from '../asking'
import { type Asking, askingKeys, type DayAction, dayForm } from '../asking-forms'
import { ridesPart } from '../rides'

const Day = z.object({ ...about, giorno: Asked.giorno })
type Day = z.output<typeof Day>

/** The form that asks one thing of one day. */
const submit = (wish: MealWish) =>
  pageForm(
    {
      allow: 'family',
      form: z.object({ ...askingFields, giorno: Asked.giorno }),
      refusals: askingRefusals,
    },
    async (ctx, { chiave, figlio, servizio, giorno }) => {
      const { number } = await askMeals(ctx, {
        actId: chiave,
        childId: figlio,
        service: servizio,
        wish,
        from: giorno,
        to: giorno,
      })
      return `${confirmationAddress(number)}?esito=registrata`
    },
  )

const submitContest = pageForm(
  {
    allow: 'guardian',
    form: z.object({ ...about, chiave: z.uuid(), giorno: Asked.giorno, testo: ContestText }),
  },
  async (ctx, { chiave, figlio, servizio, giorno, testo }) => {
    await openContest(ctx, {
      contestId: chiave,
      childId: figlio,
      service: servizio,
      day: giorno,
      text: testo,
    })
    return `${dayAddress({ figlio, servizio }, giorno)}&esito=contestato`
  },
)

const CONTESTED = {
  open: { label: 'In attesa di risposta', kind: 'warning' },
  reversed: { label: 'Accolta, addebito stornato', kind: 'success' },
  refused: { label: 'Non accolta', kind: 'neutral' },
} as const

/** What was contested of the day, and the form while the charge may be. */
const contesting = (day: Day, { contests, untilDay }: DayContests, anyRefused: RefusedForm | null): Html => {
  const refused = refusedOf(anyRefused, 'contesta')
  return html`${contests.map(
    ({ status, text, openedAt, answer }) =>
      html`<h2 class="h4 mt-4">Contestazione</h2><p>${badge(CONTESTED[status].label, CONTESTED[status].kind)}</p>${definitionList(
        [
          { term: 'Inviata il', value: formatMoment(openedAt) },
          { term: 'Testo', value: text },
          ...(answer ? [{ term: 'Risposta dell’ufficio', value: answer }] : []),
        ],
      )}`,
  )}${
    (untilDay || refused) &&
    html`<h2 class="h4 mt-4">L’addebito non è giusto?</h2>${untilDay && html`<p>Si può contestare fino al ${formatDay(civilDate(untilDay))}: l’ufficio controlla le rilevazioni e risponde con un messaggio.</p>`}${form(
      [
        askingKeys(day, refused),
        hiddenField('giorno', day.giorno),
        textArea({
          ...fieldOf(refused, 'testo'),
          label: 'Perché',
          required: true,
          hint: 'Ad esempio: quel giorno era a casa malata',
          rows: 3,
        }),
        submitButton('Contesta l’addebito', { className: 'btn btn-outline-primary' }),
      ],
      { name: 'contesta', refused },
    )}`
  }`
}

/** What the family may ask of the day, or why it cannot any more. */
const asking = (day: Asking & Day, shown: AttendanceDay, refused: RefusedForm | null): Html | null => {
  const { asking: may, status, servesMeals } = shown
  if (!may) return null
  const actionForm = (name: DayAction) => dayForm(name, day, refusedOf(refused, name))
  if (!may.isInTime)
    return alert(
      'info',
      html`<p class="mb-0">L’orario limite era il ${formatMoment(may.cutoffAt)}. Se ${may.wish === 'cancel' ? 'il bambino viene comunque' : servesMeals ? 'il bambino non mangia a scuola' : 'il bambino non prende lo scuolabus'}, telefona alla scuola.</p>`,
    )
  return html`<h2 class="h4">Che cosa si può chiedere</h2><p>Fino alle ore del limite: <strong>${formatMoment(may.cutoffAt)}</strong>. Dopo, si telefona alla scuola.</p>${
    status.state === 'present' &&
    alert(
      'warning',
      html`<p class="mb-0">La scuola ha già segnato la presenza: se disdici, avvisa anche la scuola perché la corregga.</p>`,
    )
  }${
    may.wish === 'cancel'
      ? actionForm('ripristina')
      : html`${actionForm('disdici')}${
          may.wish === 'light'
            ? actionForm('ripristina')
            : servesMeals &&
              html`${actionForm('bianco')}<p class="small">Il pasto in bianco è per un’indisposizione di uno o due giorni; oltre i tre giorni serve il certificato.</p>`
        }`
  }`
}

export const { GET, POST } = portalPage(
  {
    allow: 'family',
    address: Day.extend({ esito: Asked.esito }),
    forms: {
      disdici: submit('cancel'),
      bianco: submit('light'),
      ripristina: submit('restore'),
      contesta: submitContest,
    },
  },
  async (ctx, { asked, refused }) => {
    const { figlio, servizio, giorno } = asked
    const shown = await attendanceDay(db, ctx, { childId: figlio, service: servizio, day: giorno })
    if (!shown) throw notFound()
    const contests =
      ctx.actor.kind === 'guardian' &&
      (await contestsOfDay(
        db,
        { ...ctx, actor: ctx.actor },
        { childId: figlio, service: servizio, day: giorno },
      ))
    const rides = shown.servesMeals ? [] : await childRides(ctx, { childId: figlio, day: giorno })
    const back = `/presenze?figlio=${figlio}&servizio=${servizio}&mese=${giorno.slice(0, 7)}`
    const wish =
      shown.asking?.wish === 'cancel'
        ? shown.servesMeals
          ? 'pasto disdetto'
          : 'corse disdette'
        : shown.asking?.wish === 'light'
          ? 'pasto in bianco'
          : null
    return {
      current: 'presenze',
      breadcrumb: [{ label: 'Presenze', href: back }, { label: formatDayLong(giorno) }],
      title: formatDayLong(giorno),
      lead: `${shown.serviceName}, ${shown.childName}`,
      content: html`${
        asked.esito === 'contestato' &&
        !refused &&
        alert(
          'success',
          html`<p class="mb-0">La contestazione è stata inviata: l’ufficio risponderà con un messaggio.</p>`,
          {
            announce: true,
          },
        )
      }${definitionList([
        { term: 'Stato', value: dayWords(shown.status, shown) },
        ...(wish ? [{ term: 'Richiesta della famiglia', value: wish }] : []),
        ...(shown.cents === null ? [] : [{ term: 'Addebito', value: formatEuro(shown.cents) }]),
      ])}${ridesPart(rides, { isExpected: shown.status.state === 'expected' || shown.status.state === 'present', level: 'h2' })}${asking({ ...asked, ...askedBy(ctx, shown) }, shown, refused)}${contests && contesting(asked, contests, refused)}<p class="only-on-screen"><a href="${addressOf('periodo', asked)}">Disdici più giorni</a></p>`,
    }
  },
)
