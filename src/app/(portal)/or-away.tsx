import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { isDatabaseAway } from '@/db/client'
import { PortalShell } from '@/ui/portal-shell'
import { AwayMessage } from './away-message'
import { AWAY_TITLE } from './away-title'
import { loadFrame } from './frame'

const whileAway =
  <Props, Made>(make: (props: Props) => Promise<Made>, instead: () => Promise<Made>) =>
  (props: Props): Promise<Made> =>
    make(props).catch((error: unknown) => {
      if (!isDatabaseAway(error)) throw error
      return instead()
    })

/**
 * A page that, while the database is away, says so with the office's contacts, also without scripts; `error.tsx`
 * cannot, because Next sends it an empty body. Its status is 200, for Next lets no page choose: whoever watches the
 * service asks `/api/v1/status`. Any other failure goes on to `error.tsx`.
 */
export const orAway = <Props,>(page: (props: Props) => Promise<ReactNode>) =>
  whileAway(page, async () => (
    <PortalShell frame={await loadFrame()} family={null} title={AWAY_TITLE}>
      <AwayMessage />
    </PortalShell>
  ))

/** The same for a title that is read from the database. */
export const titleOrAway = <Props,>(metadata: (props: Props) => Promise<Metadata>) =>
  whileAway(metadata, async () => ({ title: AWAY_TITLE, robots: { index: false } }))
