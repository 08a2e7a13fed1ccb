import { type Html, type HtmlValue, html, inner } from './html'

/** A column; `end` aligns amounts and numbers to the right. */
export type Column = { label: string; align?: 'end' }

/** The markup of a table whose first cell of each row names the row. */
const dataTable = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly HtmlValue[])[],
): Html => {
  const classOf = (column: Column | undefined) => (column?.align === 'end' ? 'text-end' : '')
  // The roles keep it a table for screen readers when a phone shows each row as a box.
  return html`<table class="table data-table" role="table"><caption class="visually-hidden">${caption}</caption><thead role="rowgroup"><tr role="row">${columns.map(
    (column) => html`<th scope="col" role="columnheader" class="${classOf(column)}">${column.label}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map(
    (cells) =>
      html`<tr role="row">${cells.map((cell, index) =>
        index === 0
          ? html`<th scope="row" role="rowheader" class="${classOf(columns[0])}">${cell}</th>`
          : html`<td role="cell" data-label="${columns[index]?.label}" class="${classOf(columns[index])}">${cell}</td>`,
      )}</tr>`,
  )}</tbody></table>`
}

/**
 * A table for any number of rows: cells are text or `Html`, emitted as markup. On a phone each row becomes a box with
 * its labels. Show an `EmptyState` instead when there are no rows.
 */
export const DataTable = ({
  caption,
  columns,
  rows,
}: {
  caption: string
  columns: readonly Column[]
  rows: readonly (readonly HtmlValue[])[]
}) => <div {...inner(dataTable(caption, columns, rows))} />
