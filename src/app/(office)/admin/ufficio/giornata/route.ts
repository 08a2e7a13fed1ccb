import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { Asked } from '@/http/asked'
import { pageForm, type RefusedForm, refusedOf } from '@/http/page'
import { malformed, notFound } from '@/http/problem'
import { AttendanceStatus, MarkDetail } from '@/modules/attendance'
import {
  type ClassList,
  classLists,
  markOnBehalf,
  type SchoolLists,
  schoolsOfStaff,
} from '@/modules/school-day'
import { type CivilDate, dayInRome, formatDayLong, formatTime, instantInRome } from '@/shared/dates'
import { ChildId, ServiceCode } from '@/shared/ids'
import { badge } from '@/ui/badge'
import { dataTable } from '@/ui/data-table'
import { alert, emptyState } from '@/ui/feedback'
import { fieldOf, form, hiddenField, requiredNote, selectField, submitButton, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { actFields, keyField, reasonField } from '../../../act-form'
import { schoolDayPage } from '../../../office-page'

const PATH = '/admin/ufficio/giornata'
const CHILD = 'bambino-'

/** What may be chosen for a child; the first leaves its state alone. */
const CHOICES = [
  { value: '', label: 'Non inserire' },
  { value: 'present', label: 'Presente' },
  { value: 'present/lateArrival', label: 'Presente, in ritardo' },
  { value: 'present/lightMeal', label: 'Presente, pasto in bianco' },
  { value: 'absent', label: 'Assente' },
  { value: 'absent/justified', label: 'Assente giustificato' },
  { value: 'absent/earlyExit', label: 'Uscito prima' },
] as const

const Choice = z.string().transform((value) => {
  const [status, detail] = value.split('/')
  return { status: AttendanceStatus.parse(status), detail: detail ? MarkDetail.parse(detail) : null }
})

const RollCall = z
  .looseObject({
    ...actFields,
    giorno: Asked.giorno,
    scuola: Asked.scuola,
    classe: Asked.classe,
    servizio: ServiceCode,
    ora: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Scrivi l’ora dell’appello, ad esempio 8:40'),
  })
  .transform((typed) => ({
    ...typed,
    children: Object.entries(typed).flatMap(([name, value]) => {
      const childId = name.startsWith(CHILD) ? ChildId.safeParse(Number(name.slice(CHILD.length))) : null
      const choice = Choice.safeParse(value)
      return childId?.success && value !== '' && choice.success
        ? [{ childId: childId.data, ...choice.data }]
        : []
    }),
  }))

const address = (day: CivilDate, schoolId: number, classId?: number, service?: string) =>
  `${PATH}?giorno=${day}&scuola=${schoolId}${classId ? `&classe=${classId}` : ''}${service ? `&servizio=${service}` : ''}`

/** Enters a roll call that was taken on paper. */
const submitRollCall = pageForm(
  {
    allow: 'staff',
    form: RollCall,
    refusals: {
      'roll-call-in-future': () => ({ field: 'ora', message: 'Quest’ora deve ancora venire: correggila' }),
      malformed: () => ({ field: 'ora', message: 'Scegli presente o assente per almeno un bambino' }),
    },
  },
  async (ctx, typed) => {
    if (typed.children.length === 0) throw malformed([{ path: 'ora', message: 'No child was chosen' }])
    const { recorded, refused } = await markOnBehalf(ctx, {
      actId: typed.chiave,
      schoolId: typed.scuola,
      service: typed.servizio,
      day: typed.giorno,
      takenAt: instantInRome(typed.giorno, typed.ora),
      reason: typed.motivo,
      children: typed.children,
    })
    return `${address(typed.giorno, typed.scuola, typed.classe, typed.servizio)}&inseriti=${recorded}&rifiutati=${refused}`
  },
)

type Child = ClassList['children'][number]
const serviceOf = (child: Child, code: ServiceCode) => child.services.find((one) => one.code === code)

const stateWords = (child: Child, code: ServiceCode): Html => {
  const state = serviceOf(child, code)
  if (!state) return badge('Non iscritto')
  if (state.status === null)
    return state.wish === 'cancel'
      ? badge('Disdetto dalla famiglia', 'warning')
      : state.isExpected
        ? badge('Atteso')
        : badge('Non atteso')
  const value = [state.status, state.detail].filter(Boolean).join('/')
  const label = CHOICES.find((choice) => choice.value === value)?.label ?? ''
  return badge(label, state.status === 'present' ? 'success' : 'danger')
}

/** Who was not marked yet is proposed as the day expects it; a state that is there is left alone. */
const proposed = (child: Child, code: ServiceCode): string => {
  const state = serviceOf(child, code)
  if (!state || state.status !== null) return ''
  if (state.wish === 'light') return 'present/lightMeal'
  return state.isExpected ? 'present' : state.wish === 'cancel' ? 'absent' : ''
}

const rollCallForm = (
  lists: SchoolLists,
  group: ClassList,
  code: ServiceCode,
  day: CivilDate,
  now: Temporal.Instant,
  refused: RefusedForm | null,
): Html => {
  const enrolled = group.children.filter((child) => serviceOf(child, code))
  if (enrolled.length === 0)
    return emptyState('Nessun iscritto', html`<p>In questa classe nessuno è iscritto al servizio.</p>`)
  return form(
    [
      requiredNote,
      keyField(refused),
      hiddenField('giorno', day),
      hiddenField('scuola', lists.school.id),
      hiddenField('classe', group.id),
      hiddenField('servizio', code),
      dataTable(
        `Appello della classe ${group.name}`,
        [{ label: 'Bambino' }, { label: 'Stato attuale' }, { label: 'Da inserire' }],
        enrolled.map((child) => [
          child.name,
          stateWords(child, code),
          selectField({
            ...fieldOf(refused, `${CHILD}${child.id}`, proposed(child, code)),
            label: `Da inserire per ${child.name}`,
            isLabelHidden: true,
            options: CHOICES,
          }),
        ]),
      ),
      textField({
        ...fieldOf(refused, 'ora', day === dayInRome(now) ? formatTime(now) : ''),
        type: 'time',
        label: 'Ora dell’appello su carta',
        required: true,
        hint: 'Vale come l’ora del tocco sul tablet: decide se è entro l’orario limite. Un tocco successivo di un tablet prevale.',
      }),
      reasonField(refused, {
        hint: 'Ad esempio: tablet guasto. Resta scritto accanto alle presenze, con chi le ha inserite',
      }),
      submitButton('Inserisci l’appello'),
    ],
    { name: 'appello', refused },
  )
}

const missingOf = (group: ClassList, code: ServiceCode): number =>
  group.children.filter((child) => {
    const state = serviceOf(child, code)
    return state?.isExpected && state.status === null
  }).length

const Count = z.coerce.number().int().min(0).optional().catch(undefined)

/** A school's day: class lists to print, and the roll call entered where a tablet could not send it. */
export const { GET, POST } = schoolDayPage(
  {
    allow: 'staff',
    address: z.object({
      giorno: Asked.giorno.optional(),
      scuola: Asked.scuola.optional(),
      classe: Asked.classe.optional(),
      servizio: Asked.servizio.optional(),
      inseriti: Count,
      rifiutati: Count,
    }),
    forms: { appello: submitRollCall },
  },
  async (ctx, { asked, refused: anyRefused }) => {
    const day = asked.giorno ?? dayInRome(ctx.now)
    const schools = await schoolsOfStaff(ctx)
    const schoolId = asked.scuola ?? (schools.length === 1 ? schools[0]?.id : undefined)
    const lists = schoolId === undefined ? null : await classLists(ctx, { day, schoolId })
    if (schoolId !== undefined && !lists) throw notFound()
    const service = lists?.services.find(({ code }) => code === asked.servizio) ?? lists?.services[0]
    const group = asked.classe === undefined ? null : lists?.classes.find(({ id }) => id === asked.classe)
    if (group === undefined) throw notFound()
    const refused = refusedOf(anyRefused, 'appello')
    const choose = form(
      [
        textField({ name: 'giorno', label: 'Giorno', type: 'date', value: day }),
        selectField({
          name: 'scuola',
          label: 'Scuola',
          placeholder: 'Scegli la scuola',
          value: schoolId === undefined ? undefined : String(schoolId),
          options: schools.map(({ id, name }) => ({ value: String(id), label: name })),
        }),
        submitButton('Mostra'),
      ],
      { method: 'get' },
    )
    return {
      title: group ? `Appello della classe ${group.name}` : 'Giornata di una scuola',
      lead: lists ? `${lists.school.name}, ${formatDayLong(day)}.` : 'Quando un tablet manca o non funziona.',
      content: html`
${asked.inseriti !== undefined && !refused && alert('success', html`<p class="mb-0">Presenze inserite: ${asked.inseriti}.${asked.rifiutati ? ` Non accettate, perché il servizio è chiuso o il bambino non è iscritto: ${asked.rifiutati}.` : ''}</p>`, { announce: true })}
${
  lists && group && service
    ? html`${lists.services.length > 1 && html`<p>${lists.services.map(({ code, name }) => (code === service.code ? html`<strong>${name}</strong> ` : html`<a href="${address(day, lists.school.id, group.id, code)}">${name}</a> `))}</p>`}${
        service.isOpen
          ? rollCallForm(lists, group, service.code, day, ctx.now, refused)
          : emptyState('Giorno di chiusura', html`<p>${service.name} non si svolge in questo giorno.</p>`)
      }<p class="mt-3"><a href="${address(day, lists.school.id)}">Tutte le classi della scuola</a></p>`
    : html`${choose}${
        lists &&
        (lists.classes.length === 0 || !service
          ? emptyState(
              'Nessun iscritto',
              html`<p>In questo giorno nessun bambino della scuola usa i servizi.</p>`,
            )
          : html`<p class="mt-4"><a class="btn btn-outline-primary" href="${PATH}/elenchi?giorno=${day}&scuola=${lists.school.id}">Scarica gli elenchi da stampare (PDF)</a></p>${dataTable(
              'Classi della scuola',
              [
                { label: 'Classe' },
                { label: 'Bambini', align: 'end' },
                ...lists.services.map(({ name }) => ({
                  label: `${name}: da rilevare`,
                  align: 'end' as const,
                })),
                { label: 'Appello' },
              ],
              lists.classes.map((one) => [
                one.name,
                one.children.length,
                ...lists.services.map(({ code, isOpen }) => (isOpen ? missingOf(one, code) : 'chiuso')),
                html`<a href="${address(day, lists.school.id, one.id, service.code)}">Inserisci l’appello<span class="visually-hidden"> della classe ${one.name}</span></a>`,
              ]),
            )}`)
      }`
}`,
    }
  },
)
