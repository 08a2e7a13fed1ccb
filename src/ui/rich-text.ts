import { type Html, html } from './html'

/** A node of the editor's document; whatever is not known of it is ignored. */
type Node = {
  type?: unknown
  text?: unknown
  format?: unknown
  tag?: unknown
  fields?: { url?: unknown; linkType?: unknown } | null
  children?: unknown
}

const BOLD = 1
const ITALIC = 2
const STRIKE = 4
const CODE = 16
const SUBSCRIPT = 32
const SUPERSCRIPT = 64

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
const childrenOf = (node: Node): Node[] => (Array.isArray(node.children) ? node.children.filter(isNode) : [])

const text = (node: Node): Html => {
  const format = typeof node.format === 'number' ? node.format : 0
  let shown = html`${typeof node.text === 'string' ? node.text : ''}`
  if (format & CODE) shown = html`<code>${shown}</code>`
  if (format & STRIKE) shown = html`<s>${shown}</s>`
  if (format & SUBSCRIPT) shown = html`<sub>${shown}</sub>`
  if (format & SUPERSCRIPT) shown = html`<sup>${shown}</sup>`
  if (format & ITALIC) shown = html`<em>${shown}</em>`
  if (format & BOLD) shown = html`<strong>${shown}</strong>`
  return shown
}

/** Addresses that a link may have: pages of this site, the web, mail and telephone. Anything else stays plain text. */
const SAFE_ADDRESS = /^(\/(?!\/)|#|https?:\/\/|mailto:|tel:)/i

/** The page has its own `h1`, so that the editor's highest heading is the second level. */
const heading = (node: Node): Html => {
  const content = html`${childrenOf(node).map(show)}`
  if (node.tag === 'h1' || node.tag === 'h2') return html`<h2>${content}</h2>`
  if (node.tag === 'h3') return html`<h3>${content}</h3>`
  return html`<h4>${content}</h4>`
}

const show = (node: Node): Html => {
  const content = () => html`${childrenOf(node).map(show)}`
  switch (node.type) {
    case 'text':
      return text(node)
    case 'linebreak':
      return html`<br>`
    case 'tab':
      return html` `
    case 'paragraph':
      return childrenOf(node).length === 0 ? html`` : html`<p>${content()}</p>`
    case 'heading':
      return heading(node)
    case 'list':
      return node.tag === 'ol' ? html`<ol>${content()}</ol>` : html`<ul>${content()}</ul>`
    case 'listitem':
      return html`<li>${content()}</li>`
    case 'quote':
      return html`<blockquote class="blockquote">${content()}</blockquote>`
    case 'horizontalrule':
      return html`<hr>`
    case 'link':
    case 'autolink': {
      const address = node.fields?.url
      return typeof address === 'string' && SAFE_ADDRESS.test(address)
        ? html`<a href="${address}">${content()}</a>`
        : content()
    }
    default:
      return content()
  }
}

/**
 * The markup of what an editor wrote in Payload. Read from the stored document, so that no page loads the editor, and no
 * script is sent; text is always escaped.
 */
export const richText = (document: unknown): Html => {
  const root = isNode(document) && 'root' in document ? (document as { root: unknown }).root : null
  return isNode(root) ? html`${childrenOf(root).map(show)}` : html``
}
