import { env } from '@/env'

/** Answers as a REST service of the platform does: with its key, in JSON; what it does not know is a 404. */
export const platformAnswer =
  (answer: (path: readonly string[], query: URLSearchParams) => Promise<object | null>) =>
  async (request: Request, { params }: { params: Promise<{ path: string[] }> }): Promise<Response> => {
    if (!env.PORTALE_DEMO) return new Response(null, { status: 404 })
    const key = request.headers.get('ocp-apim-subscription-key')
    if (!key || (env.PAGOPA_SUBSCRIPTION_KEY && key !== env.PAGOPA_SUBSCRIPTION_KEY))
      return Response.json({ title: 'Unauthorized', status: 401 }, { status: 401 })
    const found = await answer((await params).path, new URL(request.url).searchParams)
    return found ? Response.json(found) : Response.json({ title: 'Not found', status: 404 }, { status: 404 })
  }
