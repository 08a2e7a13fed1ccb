import { z } from 'zod'
import { pageForm, refusedOf } from '@/http/page'
import { type AccountChild, addChild, CredentialsForm, childrenOf, removeChild } from '@/modules/identity'
import { ChildId } from '@/shared/ids'
import { alert } from '@/ui/feedback'
import {
  fieldOf,
  form,
  hiddenField,
  passwordField,
  type Refused,
  requiredNote,
  submitButton,
} from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { childCodeField } from '../../child-code-field'
import { portalPage } from '../../portal-page'

const PAGE = '/anagrafica/aggiungi-figlio'

/** Adds the child of a code and password, then the page says what came of it. */
const submitChild = pageForm({ allow: 'guardian', form: CredentialsForm }, async (ctx, credentials) => {
  const { outcome, childId } = await addChild(ctx, credentials)
  return `${PAGE}?esito=${outcome}&figlio=${childId}`
})

/** Takes an added child off the account. */
const submitRemoval = pageForm(
  { allow: 'guardian', form: z.object({ childId: z.coerce.number().pipe(ChildId) }) },
  async (ctx, { childId }) => {
    await removeChild(ctx, childId)
    return `${PAGE}?esito=removed`
  },
)

const fullName = (child: AccountChild) => `${child.name} ${child.surname}`

/** What came of the last act, for those who come back from it. The name is looked up among the account's children. */
const outcomeAlert = (outcome: string | undefined, child: AccountChild | undefined): Html | null => {
  if (outcome === 'removed')
    return alert('success', 'Il figlio è stato tolto da questo accesso.', { announce: true })
  if (!child) return null
  if (outcome === 'added')
    return alert(
      'success',
      html`${fullName(child)} è tra i figli di questo accesso. <a href="/">Vai alla pagina iniziale</a>`,
      { announce: true },
    )
  if (outcome === 'already-added' || outcome === 'own-child')
    return alert('info', `${fullName(child)} era già tra i figli di questo accesso: non è cambiato nulla.`, {
      announce: true,
    })
  return null
}

const addChildForm = (refused: Refused | null): Html =>
  form(
    [
      childCodeField('Codice utente del figlio', 'off', refused),
      passwordField({
        ...fieldOf(refused, 'password'),
        label: 'Password del figlio',
        required: true,
        autocomplete: 'off',
      }),
      submitButton('Aggiungi'),
    ],
    { refused, name: 'aggiungi' },
  )

/** Asks once more before it acts; opens and closes without scripts. */
const removeChildForm = ({ childId, name }: AccountChild, refused: Refused | null): Html =>
  html`<details${refused && html` open`}><summary>Togli ${name}</summary>${form(
    [
      html`<p>Per vedere di nuovo i suoi servizi serviranno il suo codice utente e la sua password.</p>`,
      hiddenField('childId', childId),
      submitButton(`Conferma: togli ${name}`, { className: 'btn btn-outline-danger' }),
    ],
    { refused, name: 'togli', className: 'mt-2' },
  )}</details>`

export const { GET, POST } = portalPage(
  {
    allow: 'guardian',
    address: z.object({ esito: z.string().optional(), figlio: z.string().optional() }),
    forms: { aggiungi: submitChild, togli: submitRemoval },
  },
  async (ctx, { asked: { esito, figlio }, refused }) => {
    const children = await childrenOf(ctx.actor.accountId)
    const isRefused = (child: AccountChild) =>
      refused?.name === 'togli' && refused.values.childId === String(child.childId)
    return {
      current: 'anagrafica',
      breadcrumb: [{ label: 'Anagrafica', href: '/anagrafica' }, { label: 'Aggiungi un figlio' }],
      title: 'Aggiungi un figlio',
      lead: 'Con il suo codice utente e la sua password, una volta sola: poi si vede insieme agli altri.',
      content: html`${
        !refused &&
        outcomeAlert(
          esito,
          children.find((child) => String(child.childId) === figlio),
        )
      }
<div class="row"><div class="col-12 col-lg-6">${requiredNote}${addChildForm(refusedOf(refused, 'aggiungi'))}</div>
<section class="col-12 col-lg-5 offset-lg-1 mt-5 mt-lg-0" aria-labelledby="figli"><h2 id="figli" class="h4">Figli di questo accesso</h2>
<ul>${children.map(
        (child) =>
          html`<li class="mb-3">${fullName(child)}${
            child.isOwn
              ? ' (il suo codice è quello di questo accesso)'
              : removeChildForm(child, isRefused(child) ? refused : null)
          }</li>`,
      )}</ul>
<p>Aggiungere un figlio vale solo in questo senso: chi accede con i codici dell’altro figlio non vede quelli di questo accesso.</p></section></div>`,
    }
  },
)
