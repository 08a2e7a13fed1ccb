import '@fontsource/titillium-web/latin-400.css'
import '@fontsource/titillium-web/latin-600.css'
import '@fontsource/titillium-web/latin-700.css'
import '@/ui/styles/site.scss'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { brandColour, portalName } from '@/ui/brand'

export const metadata: Metadata = {
  title: { default: portalName, template: `%s - ${portalName}` },
  description:
    'Il portale delle famiglie per i servizi scolastici del Comune: presenze a mensa e sul trasporto, credito, ricariche e comunicazioni.',
  manifest: '/ui/manifest.webmanifest',
  icons: {
    icon: [
      { url: '/ui/icon.svg', type: 'image/svg+xml' },
      { url: '/favicon.ico', sizes: '32x32' },
    ],
    apple: '/ui/apple-touch-icon.png',
  },
  formatDetection: { telephone: false },
}

export const viewport: Viewport = { themeColor: brandColour }

export default function PortalLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="it">
      <body>{children}</body>
    </html>
  )
}
