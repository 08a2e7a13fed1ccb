import { z } from 'zod'
import { db } from '@/db/client'
import { Asked } from '@/http/asked'
import { pageForm } from '@/http/page'
import { notFound } from '@/http/problem'
import { ContactsForm, changeContacts, childProfile } from '@/modules/family'
import { serviceCalendar } from '@/modules/service-calendar'
import { formatMobile } from '@/shared/phone'
import { emptyState } from '@/ui/feedback'
import { fieldOf, form, hiddenField, submitButton, textField } from '@/ui/forms'
import { html } from '@/ui/html'
import { frameLinks } from '@/ui/site-frame'
import { portalPage } from '../../portal-page'

const Form = z
  .object({ figlio: z.coerce.number(), mobile: z.string(), email: z.string() })
  .transform((typed, ctx) => {
    const contacts = ContactsForm.safeParse(typed)
    if (contacts.success) return { childId: typed.figlio, ...contacts.data }
    for (const issue of contacts.error.issues)
      ctx.addIssue({ code: 'custom', path: [...issue.path], message: issue.message })
    return z.NEVER
  })

/** Changes the contacts, then shows them where they are read. */
const submitContacts = pageForm({ allow: 'guardian', form: Form }, async (ctx, contacts) => {
  await changeContacts(ctx, contacts)
  return `/anagrafica?figlio=${contacts.childId}&esito=recapiti`
})

export const { GET, POST } = portalPage(
  {
    allow: 'guardian',
    address: z.object({ figlio: Asked.figlio.optional() }),
    forms: { recapiti: submitContacts },
  },
  async (ctx, { asked: { figlio = ctx.actor.childId }, refused }) => {
    const profile = await childProfile(db, ctx, figlio, await serviceCalendar())
    if (!profile) throw notFound()
    const reference = profile.guardians.find(({ isReference }) => isReference)
    return {
      current: 'anagrafica',
      breadcrumb: [
        { label: 'Anagrafica', href: `/anagrafica?figlio=${figlio}` },
        { label: 'Modifica i recapiti' },
      ],
      title: 'Modifica i recapiti',
      content: reference?.contacts
        ? html`<p>Recapiti di ${reference.name} ${reference.surname}, genitore di riferimento di ${profile.name}. Valgono per tutti i figli di cui è genitore di riferimento.</p>
${form(
  [
    hiddenField('figlio', profile.id),
    textField({
      ...fieldOf(refused, 'mobile', reference.contacts.mobile ? formatMobile(reference.contacts.mobile) : ''),
      label: 'Cellulare',
      type: 'tel',
      autocomplete: 'tel',
      hint: 'Per i messaggi sul servizio, ad esempio 333 1234567',
      maxlength: 40,
    }),
    textField({
      ...fieldOf(refused, 'email', reference.contacts.email ?? ''),
      label: 'E-mail',
      type: 'email',
      autocomplete: 'email',
      hint: 'Per le comunicazioni del Comune',
      maxlength: 254,
      autocapitalize: 'none',
      spellcheck: 'false',
    }),
    submitButton('Salva i recapiti'),
  ],
  { refused },
)}`
        : emptyState(
            'Recapiti non modificabili da qui',
            html`<p>Questi recapiti possono essere cambiati soltanto dall’ufficio: <a href="${frameLinks.contacts}">contatti e orari</a>.</p>`,
          ),
    }
  },
)
