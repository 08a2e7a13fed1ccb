import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { db } from '@/db/client'
import { guardianOrNull } from '@/http/guardian-session'
import { contentPage } from '@/modules/site'
import { dayInRome, formatDay } from '@/shared/dates'
import { html, inner } from '@/ui/html'
import { PortalShell } from '@/ui/portal-shell'
import { richText } from '@/ui/rich-text'
import { loadFamily, loadFrame } from '../../frame'
import { orAway, titleOrAway } from '../../or-away'

/** Read once, for the title and for the page. */
const pageOf = cache((slug: string) => contentPage(db, slug))

export const generateMetadata = titleOrAway(
  async ({ params }: PageProps<'/pagine/[slug]'>): Promise<Metadata> => {
    const page = await pageOf((await params).slug)
    return { title: page?.title ?? 'Pagina non trovata' }
  },
)

/** The licence that the law gives to the contents; the State's validator looks for these two elements. */
const licence = html`<section><h2 data-element="legal-notes-section">Licenza dei contenuti</h2><p data-element="legal-notes-body">In applicazione del principio open by default ai sensi dell’articolo 52 del decreto legislativo 7 marzo 2005, n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i dati, i documenti e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0. Gli utenti sono quindi liberi di condividere (riprodurre, distribuire, comunicare al pubblico, esporre in pubblico), rappresentare, eseguire e recitare questo materiale con qualsiasi mezzo e formato e modificare (trasformare il materiale e utilizzarlo per opere derivate) per qualsiasi fine, anche commerciale, con il solo onere di attribuzione, senza apporre restrizioni aggiuntive.</p><p><a href="https://creativecommons.org/licenses/by/4.0/legalcode.it">Testo della licenza CC-BY 4.0</a></p></section>`

export default orAway(async function EditorialPage({ params }: PageProps<'/pagine/[slug]'>) {
  const { slug } = await params
  const ctx = await guardianOrNull()
  const [frame, family, page] = await Promise.all([loadFrame(), ctx && loadFamily(ctx), pageOf(slug)])
  if (!page) notFound()
  return (
    <PortalShell frame={frame} family={family} breadcrumb={[{ label: page.title }]} title={page.title}>
      <article
        className="editorial"
        {...inner(
          html`${richText(page.body)}${slug === 'note-legali' && licence}<p class="small">Pagina aggiornata il ${formatDay(dayInRome(page.updatedAt))}</p>`,
        )}
      />
    </PortalShell>
  )
})
