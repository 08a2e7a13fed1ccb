import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Asked } from '@/http/asked'
import { pageForm, type RefusedForm, refusedOf } from '@/http/page'
import {
  type AccountChild,
  addDelegate,
  childrenOf,
  DELEGATES_MAX,
  delegatesOf,
  PASSWORD_LENGTH_MIN,
  revokeDelegate,
} from '@/modules/identity'
import { formatDay } from '@/shared/dates'
import { AccountId, ChildId } from '@/shared/ids'
import { alert, emptyState } from '@/ui/feedback'
import {
  checkboxGroup,
  fieldOf,
  form,
  hiddenField,
  passwordField,
  requiredNote,
  submitButton,
  textField,
} from '@/ui/forms'
import { type Html, html } from '@/ui/html'
import { portalPage } from '../../portal-page'

const Form = z.object({
  chiave: z.uuid(),
  nome: z
    .string()
    .trim()
    .min(2, 'Inserisci come riconoscere la persona, ad esempio nonna Anna')
    .max(60, 'Inserisci al massimo 60 caratteri'),
  bambini: z
    .union([z.string(), z.array(z.string())], 'Scegli almeno un bambino')
    .transform((typed) => [typed].flat())
    .pipe(z.array(z.string().transform(Number).pipe(ChildId))),
  password: z.string().min(1, 'Inserisci una password per la persona delegata'),
})

const submitDelegate = pageForm(
  {
    allow: 'guardian',
    form: Form,
    refusals: {
      'password-refused': () => ({
        field: 'password',
        message: `Scegli una password di almeno ${PASSWORD_LENGTH_MIN} caratteri, che nessuno possa indovinare`,
      }),
      'child-not-found': () => ({ field: 'bambini', message: 'Scegli almeno un bambino' }),
    },
  },
  async (ctx, { chiave, nome, bambini, password }) => {
    await addDelegate(ctx, { delegationId: chiave, label: nome, childIds: bambini, password })
    return '/utility/deleghe?esito=aggiunta'
  },
)

const submitRevoke = pageForm(
  { allow: 'guardian', form: z.object({ delega: z.coerce.number().pipe(AccountId) }) },
  async (ctx, { delega }) => {
    await revokeDelegate(ctx, delega)
    return '/utility/deleghe?esito=revocata'
  },
)

const addForm = (children: readonly AccountChild[], refused: RefusedForm | null): Html =>
  html`${requiredNote}${form(
    [
      hiddenField('chiave', refused?.values.chiave ?? randomUUID()),
      textField({
        ...fieldOf(refused, 'nome'),
        label: 'Chi è',
        required: true,
        hint: 'Ad esempio: nonna Anna',
        maxlength: 60,
      }),
      checkboxGroup({
        name: 'bambini',
        label: 'Per quali bambini',
        options: children.map(({ childId, name }) => ({ value: String(childId), label: name })),
        values: children.length === 1 ? children.map(({ childId }) => String(childId)) : [],
        error: refused?.errors.bambini,
      }),
      passwordField({
        ...fieldOf(refused, 'password'),
        label: 'Password per la persona delegata',
        required: true,
        autocomplete: 'new-password',
        hint: `Almeno ${PASSWORD_LENGTH_MIN} caratteri; diversa da quella della famiglia. La persona può cambiarla.`,
      }),
      submitButton('Aggiungi la delega'),
    ],
    { name: 'aggiungi', refused },
  )}`

/** Who may see attendance and cancel meals for the family, and nothing of money. */
export const { GET, POST } = portalPage(
  {
    allow: 'guardian',
    address: z.object({ esito: Asked.esito }),
    forms: { aggiungi: submitDelegate, revoca: submitRevoke },
  },
  async (ctx, { asked: { esito }, refused }) => {
    const [children, delegates] = await Promise.all([childrenOf(ctx.actor.accountId), delegatesOf(ctx)])
    return {
      current: 'utility',
      breadcrumb: [{ label: 'Utility', href: '/utility' }, { label: 'Deleghe' }],
      title: 'Deleghe',
      lead: 'Chi ha una delega vede le presenze e disdice i pasti. Non vede credito, pagamenti, recapiti e comunicazioni.',
      content: html`${
        !refused &&
        esito === 'aggiunta' &&
        alert(
          'success',
          html`<p class="mb-0">La delega è attiva: comunica alla persona il codice qui sotto e la password scelta.</p>`,
          {
            announce: true,
          },
        )
      }${
        !refused &&
        esito === 'revocata' &&
        alert('success', html`<p class="mb-0">La delega è stata revocata: i suoi accessi sono chiusi.</p>`, {
          announce: true,
        })
      }<h2 class="h4">Deleghe attive</h2>${
        delegates.length === 0
          ? emptyState('Nessuna delega attiva', null)
          : html`<ul>${delegates.map(
              ({ accountId, code, label, validTo, childNames }) =>
                html`<li class="mb-3"><strong>${label}</strong>: codice utente <strong>${code}</strong>, per ${childNames.join(', ')}, fino al ${formatDay(validTo)}${form(
                  [
                    hiddenField('delega', accountId),
                    submitButton(`Revoca la delega di ${label}`, {
                      className: 'btn btn-outline-primary btn-sm',
                    }),
                  ],
                  { name: 'revoca' },
                )}</li>`,
            )}</ul>`
      }<h2 class="h4 mt-4">Aggiungi una delega</h2>${
        delegates.length >= DELEGATES_MAX
          ? html`<p>Sono attive ${DELEGATES_MAX} deleghe, quante se ne possono avere: per aggiungerne una, revocane un’altra.</p>`
          : addForm(children, refusedOf(refused, 'aggiungi'))
      }`,
    }
  },
)
