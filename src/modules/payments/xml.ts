import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element by local name and namespace; `text` is what stands directly in it, entities resolved. */
export type XmlElement = {
  name: string
  namespace: string
  children: XmlElement[]
  text: string
}

/** What is not well-formed, or uses what we never resolve: a DTD, an entity of its own. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused'
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: '#cdata',
})

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What XML 1.0 can hold: no control characters, no half of a pair. */
const isXmlCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)

const decode = (text: string): string =>
  text.replace(/&([^;&]{0,12};?)/g, (_, body: string) => {
    const name = body.endsWith(';') ? body.slice(0, -1) : ''
    if (ENTITIES[name]) return ENTITIES[name]
    const digits = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(name)
    const code = digits ? Number.parseInt(digits[1] ?? digits[2] ?? '', digits[1] ? 16 : 10) : Number.NaN
    if (!isXmlCharacter(code)) throw new XmlRefused('Entity that XML does not define')
    return String.fromCodePoint(code)
  })

type Raw = Record<string, unknown>
type Scope = ReadonlyMap<string, string>
/** Deeper than any message; what nests without end is refused before it is walked. */
const DEPTH_MAX = 32

const scopeOf = (attributes: Raw, outer: Scope): Scope => {
  const declared = Object.entries(attributes).filter(
    ([name]) => name === 'xmlns' || name.startsWith('xmlns:'),
  )
  if (declared.length === 0) return outer
  const scope = new Map(outer)
  for (const [name, uri] of declared) scope.set(name.slice(6), decode(String(uri)))
  return scope
}

const elementOf = (raw: Raw, outer: Scope, depth = 1): XmlElement => {
  if (depth > DEPTH_MAX) throw new XmlRefused('Nested too deep')
  const qualified = Object.keys(raw).find((key) => key !== ':@') ?? ''
  const scope = scopeOf((raw[':@'] as Raw | undefined) ?? {}, outer)
  const [prefix, name] = qualified.includes(':') ? qualified.split(':') : ['', qualified]
  const namespace = scope.get(prefix ?? '')
  if (!name || (prefix && namespace === undefined)) throw new XmlRefused('Prefix without a namespace')
  const element: XmlElement = { name, namespace: namespace ?? '', children: [], text: '' }
  for (const part of raw[qualified] as Raw[]) {
    if ('#text' in part) element.text += decode(String(part['#text']))
    else if ('#cdata' in part)
      element.text += (part['#cdata'] as Raw[]).map((piece) => piece['#text']).join('')
    else element.children.push(elementOf(part, scope, depth + 1))
  }
  return element
}

/** Reads a document; throws `XmlRefused` for anything that is not plain, well-formed, namespaced XML. */
export const parseXml = (source: string): XmlElement => {
  if (/<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(source)) throw new XmlRefused('DTD refused')
  const encoding = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(source)?.[1]
  if (encoding && !/^(utf-8|us-ascii)$/i.test(encoding)) throw new XmlRefused('Not declared as UTF-8')
  if (!/^\s*</.test(source) || XMLValidator.validate(source) !== true) throw new XmlRefused('Not well-formed')
  let roots: Raw[]
  try {
    roots = (parser.parse(source) as Raw[]).filter((part) => !('#text' in part))
  } catch (error) {
    throw new XmlRefused('Not well-formed', { cause: error })
  }
  const [root] = roots
  if (!root || roots.length > 1) throw new XmlRefused('One root element is needed')
  return elementOf(root, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]))
}

/** The first child of a name; the rest of a path goes deeper. */
export const childOf = (element: XmlElement | undefined, ...path: string[]): XmlElement | undefined =>
  path.reduce((at, name) => at?.children.find((child) => child.name === name), element)

/** The text at a path, without surrounding space; null when there is no such element. */
export const textAt = (element: XmlElement | undefined, ...path: string[]): string | null =>
  childOf(element, ...path)?.text.trim() ?? null

/** Markup that is safe to emit; only `tag` makes one, so texts are always escaped. */
export class Xml {
  constructor(readonly markup: string) {}
}

const WRITTEN: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // Characters that XML 1.0 cannot carry in any form.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => WRITTEN[character] ?? '')

/** What an element may hold; what is null is left out. */
export type XmlContent = Xml | string | null

/** An element with texts or elements in it. */
export const tag = (name: string, ...content: XmlContent[]): Xml =>
  new Xml(
    `<${name}>${content
      .map((part) => (part instanceof Xml ? part.markup : escapeXml(part ?? '')))
      .join('')}</${name.split(' ')[0]}>`,
  )
