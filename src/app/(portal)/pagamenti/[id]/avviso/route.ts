import { z } from 'zod'
import { fileResponse } from '@/http/file'
import { noticeDocument } from '@/modules/documents'
import { TopUpId } from '@/shared/ids'
import { html } from '@/ui/html'
import { portalPage } from '../../../portal-page'
import { statusLabels } from '../../labels'
import { paymentsPage } from '../../payments-page'

export const { GET, POST } = portalPage(
  { allow: 'guardian', address: z.object({ id: TopUpId }) },
  async (ctx, { asked: { id } }) => {
    const made = await noticeDocument(ctx, id)
    if ('file' in made) return fileResponse(made.file)
    const { status, noticeNumber } = made.closed
    const hasNotice = noticeNumber !== null
    return paymentsPage(
      {
        title: hasNotice ? 'L’avviso non si può più pagare' : 'La ricarica non ha un avviso',
        lead: `Stato della ricarica: ${statusLabels[status].label.toLowerCase()}.`,
        content: html`<p>${
          hasNotice
            ? 'Per questo non si può più scaricare. Se serve ancora, genera un avviso nuovo.'
            : 'Si paga solo online.'
        }</p><p><a class="btn btn-primary" href="/pagamenti/${id}">Vai alla ricarica</a></p>`,
      },
      [{ label: 'Ricarica', href: `/pagamenti/${id}` }, { label: 'Avviso' }],
    )
  },
)
