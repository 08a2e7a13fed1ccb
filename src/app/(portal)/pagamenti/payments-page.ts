import type { Crumb } from '@/ui/breadcrumb'
import type { PortalPage } from '../portal-page'

/** A page under "Pagamenti"; `path` is what follows that in the path. */
export const paymentsPage = (page: PortalPage, path: readonly Crumb[] = []): PortalPage => ({
  current: 'pagamenti',
  breadcrumb: [{ label: 'Pagamenti', href: '/pagamenti' }, ...path],
  ...page,
})
