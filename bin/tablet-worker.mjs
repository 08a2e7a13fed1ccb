import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The addresses of the build's files that a page or a style speaks of. */
const assetsIn = (text) => [...new Set(text.match(/\/_next\/static\/[\w./~-]+/g) ?? [])]

/**
 * Writes public/tablet-worker.js after `next build`: Serwist's precaching of exactly what the built tablet page loads.
 * Serwist's own plugin for Next needs webpack or builds in a route; here it is one bundle (docs/decisions/0021).
 */
export const buildTabletWorker = async (root) => {
  const at = (...parts) => path.join(root, ...parts)
  const built = (url) => readFileSync(at('.next', url.replace('/_next/', '')))
  const page = readFileSync(at('.next/server/app/tablet.html'), 'utf8')
  const loaded = assetsIn(page)
  const fonts = loaded
    .filter((url) => url.endsWith('.css'))
    .flatMap((url) =>
      [
        ...built(url)
          .toString()
          .matchAll(/url\((["']?)([^"')]+\.woff2)\1\)/g),
      ].map(([, , font]) => new URL(font, `http://localhost${url}`).pathname),
    )
  const revisionOf = (bytes) => createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
  const pictures = ['icon.svg', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png']
  const entries = [
    { url: '/tablet', revision: revisionOf(page) },
    {
      url: '/tablet/manifest.webmanifest',
      revision: revisionOf(readFileSync(at('.next/server/app/tablet/manifest.webmanifest.body'))),
    },
    ...pictures.map((name) => ({
      url: `/ui/${name}`,
      revision: revisionOf(readFileSync(at('public/ui', name))),
    })),
    // Their names change with what is in them.
    ...[...new Set([...loaded, ...fonts])].map((url) => ({ url, revision: null })),
  ]
  const { build } = await import('esbuild')
  await build({
    entryPoints: [at('src/app/(tablet)/tablet/worker.ts')],
    outfile: at('public/tablet-worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { TABLET_ASSETS: JSON.stringify(entries), 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return entries
}
