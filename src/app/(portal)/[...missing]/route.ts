import { notFound } from '@/http/problem'
import { portalPage } from '../portal-page'

/** Any address that no other page has. */
export const { GET, POST } = portalPage({ allow: 'anyone' }, async () => {
  throw notFound()
})
