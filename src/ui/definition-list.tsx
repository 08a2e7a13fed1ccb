import type { ReactNode } from 'react'

/** Names and values, side by side where there is room; a value not known shows as a dash, said as "non indicato". */
export const DefinitionList = ({
  items,
}: {
  items: readonly { term: string; value: ReactNode | null | undefined }[]
}) => (
  <dl className="definition-list">
    {items.map(({ term, value }) => (
      <div key={term}>
        <dt>{term}</dt>
        <dd>{value || <span className="text-muted">non indicato</span>}</dd>
      </div>
    ))}
  </dl>
)
