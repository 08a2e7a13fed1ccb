import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'

/** Made once, by the build. */
export const dynamic = 'force-static'

/** The script of the families' site, from `src/ui/portal-script.ts`: its comments and types stay here. */
export const GET = async (): Promise<Response> => {
  const source = await readFile('src/ui/portal-script.ts', 'utf8')
  const script = stripTypeScriptTypes(source.replace(/^ *(\/\*[\s\S]*?\*\/|\/\/.*)\n/gm, ''), {
    mode: 'strip',
  })
  return new Response(script, { headers: { 'content-type': 'text/javascript; charset=utf-8' } })
}
