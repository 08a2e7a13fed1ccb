import path from 'node:path'
import { compileAsync } from 'sass'

/** Made once, by the build. */
export const dynamic = 'force-static'

/** The styles of the families' site. */
export const GET = async (): Promise<Response> => {
  const { css } = await compileAsync(path.resolve('src/ui/styles/site.scss'), {
    loadPaths: ['node_modules'],
    style: 'compressed',
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
  })
  return new Response(css, { headers: { 'content-type': 'text/css; charset=utf-8' } })
}
