import { cache } from 'react'
import { db } from '@/db/client'
import type { GuardianCtx } from '@/http/guardian-session'
import { familyName } from '@/modules/family'
import { siteContacts } from '@/modules/site'
import { defaultSiteFrame } from '@/ui/default-site-frame'
import type { SignedInFamily, SiteFrame } from '@/ui/site-frame'

/**
 * What the frame of every page says of the municipality: the settings of the admin, kept in the process for ten seconds,
 * so that most pages spend no query on them. While the database is away, the last ones known, else the defaults.
 */
export const loadFrame = async (): Promise<SiteFrame> =>
  (await siteContacts().catch(() => null)) ?? defaultSiteFrame

/** How the header names a family, from its surname. */
export const familyOf = (surname: string): SignedInFamily => ({ displayName: `Famiglia ${surname}` })

/** The family signed in, for pages whose own data do not tell: one query, once per request. */
export const loadFamily = cache(
  async (ctx: GuardianCtx): Promise<SignedInFamily> => familyOf(await familyName(db, ctx)),
)
