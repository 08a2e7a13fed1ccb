import '@/ui/styles/site.scss'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { preload } from 'react-dom'
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

/** Asked for together with the styles, so that the text does not jump when they come. */
const firstFonts = [400, 600, 700].map((weight) => `/ui/fonts/titillium-web-latin-${weight}.woff2`)

export default function PortalLayout({ children }: { children: ReactNode }) {
  for (const font of firstFonts) preload(font, { as: 'font', type: 'font/woff2', crossOrigin: '' })
  return (
    <html lang="it">
      <body>{children}</body>
    </html>
  )
}
