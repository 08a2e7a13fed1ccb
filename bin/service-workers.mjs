import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The addresses of the build's files that a page or a style speaks of. */
const assetsIn = (text) => [...new Set(text.match(/\/_next\/static\/[\w./~-]+/g) ?? [])]

const revisionOf = (bytes) => createHash('sha256').update(bytes).digest('base64url').slice(0, 16)

/** What the built tablet page loads: its scripts and styles, and the styles' fonts. */
const tabletAssets = (at) => {
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
  const pictures = ['icon.svg', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png']
  return [
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
}

/** What every page of the families' site loads, and the frame of the pages made without a network. */
const familyAssets = (at) => {
  const { config } = JSON.parse(readFileSync(at('.next/required-server-files.json'), 'utf8'))
  const version = config.compiler.define.ASSETS_VERSION
  const build = readFileSync(at('.next/BUILD_ID'), 'utf8').trim()
  const fonts = [400, 600, 700].map((weight) => `fonts/titillium-web-latin-${weight}.woff2`)
  return [
    // Its text is the office's: each build asks for it anew.
    { url: '/senza-rete', revision: build },
    ...['site.css', 'portal.js'].map((name) => ({ url: `/ui/${name}?v=${version}`, revision: null })),
    ...[...fonts, 'sprite.svg', 'icon.svg'].map((name) => ({
      url: `/ui/${name}`,
      revision: revisionOf(readFileSync(at('public/ui', name))),
    })),
  ]
}

/**
 * Writes the two service workers into `public/` after `next build`, each with Serwist's precaching of exactly what its
 * pages load. Serwist's own plugin for Next needs webpack or builds in a route (docs/decisions/0021 and 0026).
 */
export const buildServiceWorkers = async (root) => {
  const at = (...parts) => path.join(root, ...parts)
  const { build } = await import('esbuild')
  for (const [source, file, define] of [
    ['(tablet)/tablet/worker.ts', 'tablet-worker.js', { TABLET_ASSETS: tabletAssets(at) }],
    ['(portal)/offline/worker.ts', 'family-worker.js', { FAMILY_ASSETS: familyAssets(at) }],
  ])
    await build({
      entryPoints: [at('src/app', source)],
      outfile: at('public', file),
      bundle: true,
      minify: true,
      format: 'iife',
      target: 'es2022',
      define: {
        ...Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
        'process.env.NODE_ENV': '"production"',
      },
      logLevel: 'error',
    })
}
