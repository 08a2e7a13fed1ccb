import { type Html, type HtmlValue, html } from './html'

export type Definition = { term: string; value: HtmlValue }

/** Names and values, side by side where there is room; a value not known says "non indicato". */
export const definitionList = (items: readonly Definition[]): Html =>
  html`<dl class="definition-list">${items.map(
    ({ term, value }) =>
      html`<div><dt>${term}</dt><dd>${value || html`<span class="text-muted">non indicato</span>`}</dd></div>`,
  )}</dl>`
