import '@fontsource/titillium-web/400.css'
import '@fontsource/titillium-web/700.css'
import './theme.css'
import type { ReactNode } from 'react'

/** Root of what runs in schools and kitchens: its own small style, without the kit of the families' site. */
export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="it">
      <body>{children}</body>
    </html>
  )
}
