import { compileStyles } from '@/ui/styles/compile-styles'

/** Made once, by the build. */
export const dynamic = 'force-static'

/** The styles of the families' site. */
export const GET = async (): Promise<Response> =>
  new Response(await compileStyles(), { headers: { 'content-type': 'text/css; charset=utf-8' } })
