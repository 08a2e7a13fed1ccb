import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** What a reader of a PDF finds: the text in the order in which it is read, the structure, language and title. */
export const readPdf = async (bytes: Uint8Array) => {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  const { info } = await document.getMetadata()
  const texts: string[] = []
  const tags: string[] = []
  const alts: string[] = []
  type Node = { role?: string; alt?: string; children?: Node[] }
  const walk = (node: Node) => {
    if (node.role) tags.push(node.role)
    if (node.alt) alts.push(node.alt)
    for (const child of node.children ?? []) walk(child)
  }
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const { items } = await page.getTextContent()
    texts.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? ' ' : ''}` : '')).join(''))
    walk(((await page.getStructTree()) ?? {}) as Node)
  }
  const { Title, Language, IsTagged } = info as Record<string, unknown>
  const marked = await document.getMarkInfo()
  return {
    text: texts.join('\n').replace(/\s+/g, ' '),
    pages: document.numPages,
    tags,
    alts,
    title: Title,
    language: Language,
    isTagged: IsTagged ?? marked?.Marked,
  }
}
