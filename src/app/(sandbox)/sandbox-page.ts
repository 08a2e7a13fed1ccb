import { env } from '@/env'
import { pageOf } from '@/http/page'
import { notFound } from '@/http/problem'
import { type HtmlValue, html } from '@/ui/html'
import { htmlDocument } from '@/ui/html-document'

type SandboxPage = { title: string; content: HtmlValue }

const ROOM = 'Ambiente di prova'

/** Makes a page of the rooms where a demo plays the outside world: they must never look like the real one. */
export const sandboxPage = pageOf<SandboxPage>({
  identify: async () => null,
  signInPath: () => '/',
  show: async ({ title, content }) =>
    htmlDocument(
      { title, site: ROOM, description: ROOM, isHidden: true },
      html`<p class="bg-warning text-white text-center fw-semibold p-2 m-0" role="note">${ROOM}: niente di ciò che succede qui esce da questo computer</p><main class="container py-4"><h1>${title}</h1>${content}</main>`,
    ),
  notFound: () => ({ title: 'Pagina non trovata', content: null }),
  away: () => ({ title: 'La base dati non risponde', content: null }),
  failed: () => ({ title: 'Errore dell’ambiente di prova', content: null }),
  refused: (why) => ({
    title: why === 'elsewhere' ? 'Richiesta di un altro sito' : 'Richiesta troppo grande',
    content: null,
  }),
})

/** Outside a demo there are no such rooms. */
export const assertDemo = (): void => {
  if (!env.PORTALE_DEMO) throw notFound()
}
