import '@/ui/styles/site.scss'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'

export const metadata: Metadata = {
  title: { default: 'Ambiente di prova', template: '%s - Ambiente di prova' },
  robots: { index: false, follow: false },
}

/** The rooms where a demo plays the outside world: they must never look like the real one. */
export default function SandboxLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="it">
      <body>
        <p className="bg-warning text-white text-center fw-semibold p-2 m-0" role="note">
          Ambiente di prova: niente di ciò che succede qui esce da questo computer
        </p>
        <main className="container py-4">{children}</main>
      </body>
    </html>
  )
}
