import { z } from 'zod'
import { Asked, chosenWallet } from '@/http/asked'
import { pageForm, refusedOf } from '@/http/page'
import { notFound } from '@/http/problem'
import { adjustCredit, childWithWallets, SignedEuroAmount } from '@/modules/office-money'
import { alert, emptyState } from '@/ui/feedback'
import { amountField, fieldOf, form, requiredNote, selectField, submitButton } from '@/ui/forms'
import { html } from '@/ui/html'
import { actFields, actRefusals, keyField, reasonField } from '../../../act-form'
import { childLabel, childSearch, walletOptions } from '../../../child-search'
import { officePage } from '../../../office-page'

const PATH = '/admin/ufficio/rettifiche'

const submitAdjustment = pageForm(
  {
    allow: 'staff',
    form: z.object({ ...actFields, servizio: chosenWallet('Scegli il servizio'), importo: SignedEuroAmount }),
    refusals: actRefusals,
  },
  async (ctx, typed) => {
    await adjustCredit(ctx, {
      actId: typed.chiave,
      ...typed.servizio,
      cents: typed.importo,
      reason: typed.motivo,
    })
    return `${PATH}?figlio=${typed.servizio.childId}&esito=rettificato`
  },
)

/** A wallet corrected by hand; for administrators, missing for the others. */
export const { GET, POST } = officePage(
  {
    allow: 'staff',
    address: z.object({ cerca: Asked.cerca, figlio: Asked.figlio.optional(), esito: Asked.esito }),
    forms: { rettifica: submitAdjustment },
  },
  async (ctx, { asked, refused: anyRefused }) => {
    if (!ctx.actor.roles.includes('admin')) throw notFound()
    if (asked.figlio === undefined)
      return {
        title: 'Rettifica un credito',
        lead: 'Solo per errori che nessun’altra operazione può correggere: la famiglia vede una rettifica dell’ufficio.',
        content: await childSearch(ctx, asked.cerca, ({ childId }) => `${PATH}?figlio=${childId}`),
      }
    const child = await childWithWallets(ctx, asked.figlio)
    if (!child) throw notFound()
    const refused = refusedOf(anyRefused, 'rettifica')
    return {
      title: 'Rettifica un credito',
      lead: childLabel(child),
      content: html`${asked.esito === 'rettificato' && !refused && alert('success', html`<p class="mb-0">La rettifica è stata registrata.</p>`, { announce: true })}${
        child.wallets.length === 0
          ? emptyState('Nessun servizio', html`<p>Il bambino non è iscritto a servizi con un credito.</p>`)
          : form(
              [
                requiredNote,
                keyField(refused),
                selectField({
                  ...fieldOf(refused, 'servizio'),
                  label: 'Servizio',
                  required: true,
                  placeholder: 'Scegli il servizio',
                  options: walletOptions(child),
                }),
                amountField({
                  ...fieldOf(refused, 'importo'),
                  label: 'Importo',
                  required: true,
                  hint: 'Con il segno meno per togliere credito, ad esempio -5,90',
                }),
                reasonField(refused),
                submitButton('Registra la rettifica'),
              ],
              { name: 'rettifica', refused },
            )
      }<p class="mt-3"><a href="${PATH}">Cerca un altro bambino</a></p>`,
    }
  },
)
