import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { askMeals, familyAct } from '@/modules/family'
import { dayInRome, formatDayLong, formatMoment } from '@/shared/dates'
import { definitionList } from '@/ui/definition-list'
import { alert } from '@/ui/feedback'
import { form, hiddenField, submitButton } from '@/ui/forms'
import { html } from '@/ui/html'
import { portalPage } from '../../../portal-page'
import {
  actKind,
  actWhen,
  askingFields,
  askingRefusals,
  confirmationAddress,
  confirmationNumber,
} from '../../asking'
import { keptKeys } from '../../asking-forms'

/** Takes back what can still be taken back of a confirmation's days. */
const submitUndo = pageForm(
  {
    allow: 'family',
    form: z.object({ ...askingFields, dal: Asked.giorno, al: Asked.giorno }),
    refusals: askingRefusals,
  },
  async (ctx, { chiave, figlio, servizio, dal, al }) => {
    const { number } = await askMeals(ctx, {
      actId: chiave,
      childId: figlio,
      service: servizio,
      wish: 'restore',
      from: dal,
      to: al,
    })
    return `${confirmationAddress(number)}?esito=registrata`
  },
)

/** One confirmation, to keep or to print, with the way back while there is one. */
export const { GET, POST } = portalPage(
  {
    allow: 'family',
    address: z.object({
      numero: z.coerce.number().pipe(z.int().min(1).max(Number.MAX_SAFE_INTEGER)),
      esito: Asked.esito,
    }),
    forms: { ripristina: submitUndo },
  },
  async (ctx, { asked: { numero, esito }, refused }) => {
    const act = await familyAct(db, ctx, numero)
    if (!act) throw notFound()
    // What is gone by stays as it was.
    const [, from = act.from] = [dayInRome(ctx.now), act.from].sort()
    const of = { figlio: act.childId, servizio: act.service }
    return {
      current: 'presenze',
      breadcrumb: [
        { label: 'Presenze', href: `/presenze?figlio=${of.figlio}&servizio=${of.servizio}` },
        { label: 'Conferme', href: '/presenze/conferme' },
        { label: confirmationNumber(act.number) },
      ],
      title: `Conferma n. ${confirmationNumber(act.number)}`,
      lead: `${actKind(act)}: ${actWhen(act)}`,
      content: html`${
        !refused &&
        esito === 'registrata' &&
        alert(
          'success',
          html`<p class="mb-0">La richiesta è registrata: ${act.servesMeals ? 'la scuola e la cucina la vedono' : 'l’accompagnatore e l’ufficio la vedono'} già.</p>`,
          { announce: true },
        )
      }${
        !refused &&
        esito === 'oggi-escluso' &&
        alert(
          'warning',
          html`<p class="mb-0">La richiesta è registrata, ma per oggi l’orario limite è passato: oggi non è compreso. Per oggi telefona alla scuola.</p>`,
          { announce: true },
        )
      }${definitionList([
        { term: 'Richiesta', value: actKind(act) },
        { term: 'Bambino', value: act.childName },
        { term: 'Servizio', value: act.serviceName },
        ...(act.to === null ? [{ term: 'Vale', value: actWhen(act) }] : []),
        { term: 'Inviata', value: formatMoment(act.tappedAt) },
        ...(act.receivedAt.equals(act.tappedAt)
          ? []
          : [{ term: 'Arrivata', value: formatMoment(act.receivedAt) }]),
      ])}${
        act.days.length > 0 &&
        html`<h2 class="h4">${act.days.length === 1 ? 'Giorno' : 'Giorni'}</h2><ul>${act.days.map((day) => html`<li><time datetime="${day}">${formatDayLong(day)}</time></li>`)}</ul>`
      }${
        act.canUndo &&
        act.to !== null &&
        form(
          [
            keptKeys(
              { ...of, accesso: ctx.actor.accountId, per: `${act.childName}, ${act.serviceName}` },
              refused,
            ),
            hiddenField('dal', from),
            hiddenField('al', act.to),
            submitButton(
              !act.servesMeals
                ? 'Ripristina le corse'
                : act.days.length === 1
                  ? 'Ripristina il pasto'
                  : 'Ripristina i pasti',
              {
                className: 'btn btn-outline-primary',
              },
            ),
          ],
          { name: 'ripristina', refused },
        )
      }<p class="mt-3 only-on-screen"><a href="/presenze/conferme">Tutte le conferme</a></p>`,
    }
  },
)
