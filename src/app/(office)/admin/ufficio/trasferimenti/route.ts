import { z } from 'zod'
import { Asked, chosenWallet } from '@/http/asked'
import { pageForm, refusedOf } from '@/http/page'
import { notFound } from '@/http/problem'
import { EuroAmount, familyOfChild, transferCredit } from '@/modules/office-money'
import { alert, emptyState } from '@/ui/feedback'
import { amountField, fieldOf, form, radioGroup, requiredNote, selectField, submitButton } from '@/ui/forms'
import { html } from '@/ui/html'
import { actFields, actRefusals, keyField, reasonField } from '../../../act-form'
import { childLabel, childSearch, walletOptions } from '../../../child-search'
import { officePage } from '../../../office-page'

const PATH = '/admin/ufficio/trasferimenti'

const submitTransfer = pageForm(
  {
    allow: 'staff',
    form: z.object({
      ...actFields,
      da: chosenWallet('Scegli da dove togliere il credito'),
      a: chosenWallet('Scegli dove portare il credito'),
      importo: EuroAmount,
      scoperto: z.enum(['no', 'si']).catch('no'),
    }),
    refusals: {
      ...actRefusals,
      'credit-insufficient': () => ({
        field: 'importo',
        message: 'Il credito non basta: diminuisci l’importo, o scegli di trasferirlo lo stesso',
      }),
      'wallet-not-found': () => ({ field: 'a', message: 'Scegli un servizio diverso da quello di partenza' }),
      'other-family': () => ({ field: 'a', message: 'Scegli un bambino della stessa famiglia' }),
    },
  },
  async (ctx, typed) => {
    await transferCredit(ctx, {
      actId: typed.chiave,
      from: typed.da,
      to: typed.a,
      cents: typed.importo,
      reason: typed.motivo,
      isOverdraftAllowed: typed.scoperto === 'si',
    })
    return `${PATH}?figlio=${typed.da.childId}&esito=trasferito`
  },
)

/** Credit moved between services of a child, or to a sibling. */
export const { GET, POST } = officePage(
  {
    allow: 'staff',
    address: z.object({ cerca: Asked.cerca, figlio: Asked.figlio.optional(), esito: Asked.esito }),
    forms: { trasferisci: submitTransfer },
  },
  async (ctx, { asked, refused: anyRefused }) => {
    const isAdmin = ctx.actor.roles.includes('admin')
    if (asked.figlio === undefined)
      return {
        title: 'Trasferisci credito',
        lead: 'Da un servizio a un altro dello stesso bambino, o tra fratelli.',
        content: html`${await childSearch(ctx, asked.cerca, ({ childId }) => `${PATH}?figlio=${childId}`)}${
          isAdmin &&
          html`<p class="mt-4"><a href="/admin/ufficio/rettifiche">Rettifica un credito</a> (solo amministratori)</p>`
        }`,
      }
    const family = await familyOfChild(ctx, asked.figlio)
    const child = family.find(({ childId }) => childId === asked.figlio)
    if (!child) throw notFound()
    const refused = refusedOf(anyRefused, 'trasferisci')
    const targets = family.flatMap((each) => walletOptions(each, true))
    return {
      title: 'Trasferisci credito',
      lead: childLabel(child),
      content: html`${asked.esito === 'trasferito' && !refused && alert('success', html`<p class="mb-0">Il credito è stato trasferito.</p>`, { announce: true })}${
        targets.length < 2
          ? emptyState(
              'Nessun altro credito nella famiglia',
              html`<p>Il bambino ha un solo servizio, e non risultano fratelli con lo stesso genitore o lo stesso accesso.</p>`,
            )
          : form(
              [
                requiredNote,
                keyField(refused),
                selectField({
                  ...fieldOf(refused, 'da'),
                  label: 'Togli da',
                  required: true,
                  placeholder: 'Scegli il servizio',
                  options: walletOptions(child),
                }),
                selectField({
                  ...fieldOf(refused, 'a'),
                  label: 'Porta a',
                  required: true,
                  placeholder: 'Scegli bambino e servizio',
                  options: targets,
                }),
                amountField({
                  ...fieldOf(refused, 'importo'),
                  label: 'Importo',
                  required: true,
                  hint: 'Ad esempio 20 oppure 20,50',
                }),
                radioGroup({
                  name: 'scoperto',
                  label: 'Se il credito non basta',
                  options: [
                    { value: 'no', label: 'Non trasferire' },
                    { value: 'si', label: 'Trasferisci lo stesso: il credito di partenza va sotto zero' },
                  ],
                  value: refused?.values.scoperto ?? 'no',
                }),
                reasonField(refused),
                submitButton('Trasferisci'),
              ],
              { name: 'trasferisci', refused },
            )
      }<p class="mt-3"><a href="${PATH}">Cerca un altro bambino</a></p>`,
    }
  },
)
