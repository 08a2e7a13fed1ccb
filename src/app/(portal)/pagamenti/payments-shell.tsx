import type { ReactNode } from 'react'
import type { GuardianCtx } from '@/http/guardian-session'
import type { Crumb } from '@/ui/breadcrumb'
import { PortalShell } from '@/ui/portal-shell'
import { loadFamily, loadFrame } from '../frame'

/** The frame of every page under "Pagamenti". */
export const PaymentsShell = async ({
  ctx,
  path = [],
  title,
  lead,
  children,
}: {
  ctx: GuardianCtx
  /** What follows "Pagamenti" in the path. */
  path?: readonly Crumb[]
  title: string
  lead?: string
  children: ReactNode
}) => {
  const [frame, family] = await Promise.all([loadFrame(), loadFamily(ctx)])
  return (
    <PortalShell
      frame={frame}
      family={family}
      current="pagamenti"
      breadcrumb={[{ label: 'Pagamenti', href: '/pagamenti' }, ...path]}
      title={title}
      {...(lead ? { lead } : {})}
    >
      {children}
    </PortalShell>
  )
}
