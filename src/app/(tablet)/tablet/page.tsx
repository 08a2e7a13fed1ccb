import './tablet.css'
import './ride.css'
import type { Metadata, Viewport } from 'next'
import { TabletApp } from './tablet-app'

export const metadata: Metadata = {
  title: 'Presenze · Portale Genitori',
  description: 'L’appello di mensa e scuolabus sul tablet della scuola.',
  manifest: '/tablet/manifest.webmanifest',
  icons: { icon: '/ui/icon.svg', apple: '/ui/apple-touch-icon.png' },
  appleWebApp: { capable: true, title: 'Presenze' },
  formatDetection: { telephone: false },
  robots: { index: false },
}

export const viewport: Viewport = { themeColor: '#00402b', width: 'device-width', initialScale: 1 }

/** The page holds no data: everything comes through the tablet API, with the tablet's own token. */
export default function Page() {
  return <TabletApp />
}
