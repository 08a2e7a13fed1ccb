import type { ReactNode } from 'react'
import type { GuardianCtx } from '@/http/guardian-session'
import { childrenOf } from '@/modules/identity'
import type { Crumb } from '@/ui/breadcrumb'
import { defaultSiteFrame } from '@/ui/default-site-frame'
import { PortalShell } from '@/ui/portal-shell'

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
  const own = (await childrenOf(ctx.actor.accountId)).find((child) => child.isOwn)
  return (
    <PortalShell
      frame={defaultSiteFrame}
      family={{ displayName: `Famiglia ${own?.surname ?? ''}` }}
      current="pagamenti"
      breadcrumb={[{ label: 'Pagamenti', href: '/pagamenti' }, ...path]}
      title={title}
      {...(lead ? { lead } : {})}
    >
      {children}
    </PortalShell>
  )
}
