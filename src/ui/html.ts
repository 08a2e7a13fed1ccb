import { escapeHtml } from '@/shared/escape-html'

/**
 * Markup that is safe to emit as it is. Only `html` makes one, so text from people is always escaped.
 *
 * The frame, the calendar and long tables are written as markup, not as React elements: React walks, serialises and
 * hydrates every element of a page, and for parts without any interaction that work buys nothing.
 */
export class Html {
  constructor(readonly markup: string) {}
  toString(): string {
    return this.markup
  }
}

/** What may stand in a template: text is escaped, `Html` is kept, lists are joined, nothing and `false` vanish. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

const render = (value: HtmlValue): string => {
  if (value instanceof Html) return value.markup
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if (value === null || value === undefined || value === false) return ''
  let joined = ''
  for (const item of value) joined += render(item)
  return joined
}

/** A piece of markup from a template. Every attribute must stand in double quotes. */
export const html = (strings: TemplateStringsArray, ...values: HtmlValue[]): Html => {
  let markup = strings[0] ?? ''
  for (let index = 0; index < values.length; index++) markup += render(values[index]) + strings[index + 1]
  return new Html(markup)
}

/** The props that make a React element show a piece of markup: `<footer {...inner(footer)} />`. */
export const inner = (content: Html) => ({ dangerouslySetInnerHTML: { __html: content.markup } })
