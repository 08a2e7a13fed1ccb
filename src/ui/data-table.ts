import { type Html, type HtmlValue, html } from './html'

/** A column; `end` aligns amounts and numbers to the right. */
export type Column = { label: string; align?: 'end' }

const classOf = (column: Column | undefined) => (column?.align === 'end' ? 'text-end' : '')

/**
 * A table for any number of rows; the first cell of each names the row. On a phone each row becomes a box with its
 * labels. Show an `emptyState` instead when there are no rows.
 */
export const dataTable = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
): Html =>
  // The roles keep it a table for screen readers when a phone shows each row as a box.
  html`<table class="table data-table" role="table"><caption class="visually-hidden">${caption}</caption><thead role="rowgroup"><tr role="row">${columns.map(
    (column) => html`<th scope="col" role="columnheader" class="${classOf(column)}">${column.label}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map(
    (cells) =>
      html`<tr role="row">${cells.map((cell, index) =>
        index === 0
          ? html`<th scope="row" role="rowheader" class="${classOf(columns[0])}">${cell}</th>`
          : html`<td role="cell" data-label="${columns[index]?.label}" class="${classOf(columns[index])}">${cell}</td>`,
      )}</tr>`,
  )}</tbody></table>`
