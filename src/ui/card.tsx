import type { ReactNode } from 'react'

/** A box with a title; `href` makes the title a link to more. `level` follows the page's outline. */
export const Card = ({
  title,
  href,
  level = 2,
  footer,
  children,
}: {
  title: string
  href?: string
  level?: 2 | 3 | 4
  footer?: ReactNode
  children?: ReactNode
}) => {
  const Heading = `h${level}` as const
  return (
    <article className="it-card rounded shadow-sm border">
      <Heading className="it-card-title h5">{href ? <a href={href}>{title}</a> : title}</Heading>
      <div className="it-card-body">{children}</div>
      {footer && <footer className="it-card-related it-card-footer">{footer}</footer>}
    </article>
  )
}

/** Cards side by side, as many as fit: one column on a phone, up to three on a desk. */
export const CardGrid = ({ children }: { children: ReactNode }) => <div className="card-grid">{children}</div>
