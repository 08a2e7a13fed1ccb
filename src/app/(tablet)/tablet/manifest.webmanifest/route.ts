import type { MetadataRoute } from 'next'

export const dynamic = 'force-static'

/** What a tablet needs to install the roll call as an app of its own. */
export const GET = (): Response => {
  const manifest: MetadataRoute.Manifest = {
    id: '/tablet',
    name: 'Presenze · Portale Genitori',
    short_name: 'Presenze',
    description: 'L’appello di mensa e scuolabus sul tablet della scuola.',
    lang: 'it',
    start_url: '/tablet',
    scope: '/tablet',
    display: 'fullscreen',
    display_override: ['fullscreen', 'standalone'],
    background_color: '#eef2f0',
    theme_color: '#00402b',
    icons: [
      { src: '/ui/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/ui/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/ui/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: '/ui/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
  }
  return Response.json(manifest, { headers: { 'content-type': 'application/manifest+json' } })
}
