import { escapeHtml } from '@/shared/escape-html'

/** Markup that is safe to emit as it is. Only `html` and `attributes` make one, so text from people is always escaped. */
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

/** Attributes, each with the space before it: `true` writes the bare name; `false` and what is not known, nothing. */
export const attributes = (named: Readonly<Record<string, string | number | boolean | undefined>>): Html => {
  let markup = ''
  for (const [name, value] of Object.entries(named)) {
    if (value === true) markup += ` ${name}`
    else if (value !== undefined && value !== false) markup += ` ${name}="${escapeHtml(String(value))}"`
  }
  return new Html(markup)
}
