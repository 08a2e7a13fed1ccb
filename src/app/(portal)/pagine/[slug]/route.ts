import { z } from 'zod'
import { db } from '@/db/client'
import { notFound } from '@/http/problem'
import { contentPage } from '@/modules/site'
import { dayInRome, formatDay } from '@/shared/dates'
import { html } from '@/ui/html'
import { richText } from '@/ui/rich-text'
import { portalPage } from '../../portal-page'

/** The licence that the law gives to the contents; the State's validator looks for these two elements. */
const licence = html`<section><h2 data-element="legal-notes-section">Licenza dei contenuti</h2><p data-element="legal-notes-body">In applicazione del principio open by default ai sensi dell’articolo 52 del decreto legislativo 7 marzo 2005, n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i dati, i documenti e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0. Gli utenti sono quindi liberi di condividere (riprodurre, distribuire, comunicare al pubblico, esporre in pubblico), rappresentare, eseguire e recitare questo materiale con qualsiasi mezzo e formato e modificare (trasformare il materiale e utilizzarlo per opere derivate) per qualsiasi fine, anche commerciale, con il solo onere di attribuzione, senza apporre restrizioni aggiuntive.</p><p><a href="https://creativecommons.org/licenses/by/4.0/legalcode.it">Testo della licenza CC-BY 4.0</a></p></section>`

export const { GET, POST } = portalPage(
  { allow: 'anyone', address: z.object({ slug: z.string() }) },
  async (_ctx, { asked: { slug } }) => {
    const page = await contentPage(db, slug)
    if (!page) throw notFound()
    return {
      breadcrumb: [{ label: page.title }],
      title: page.title,
      content: html`<article class="editorial">${richText(page.body)}${slug === 'note-legali' && licence}<p class="small">Pagina aggiornata il ${formatDay(dayInRome(page.updatedAt))}</p></article>`,
    }
  },
)
