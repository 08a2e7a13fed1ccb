import { z } from 'zod'
import { type Db, db, oneRow, sql } from '@/db/client'

export const SiteContacts = z.object({
  municipality: z.string(),
  municipalityUrl: z.string(),
  region: z.string(),
  regionUrl: z.string(),
  office: z.string(),
  address: z.string(),
  fiscalCode: z.string(),
  email: z.string(),
  pec: z.string().nullable(),
  phones: z.array(z.string()),
  hours: z.array(z.object({ day: z.string(), times: z.string() })),
  accessibilityUrl: z.string(),
  sourceUrl: z.string(),
  pnrr: z.boolean(),
})
/** What every page says of the municipality, as the office wrote it. */
export type SiteContacts = z.infer<typeof SiteContacts>

/** One query; null until the settings were saved once. */
const loadSiteContacts = async (on: Db): Promise<SiteContacts | null> => {
  const found = await oneRow(on, z.object({ frame: SiteContacts }), sql`select frame from portal.site_frame`)
  return found?.frame ?? null
}

const KEEP_MS = 10_000
let kept: { contacts: SiteContacts | null; until: number } | undefined
let loading: Promise<SiteContacts | null> | undefined

/**
 * The contacts as the pages show them, kept in the process for ten seconds: what the office changes is seen that much
 * later at most. While the database is away the last ones known stay.
 */
export const siteContacts = async (): Promise<SiteContacts | null> => {
  if (kept && performance.now() < kept.until) return kept.contacts
  loading ??= loadSiteContacts(db).finally(() => {
    loading = undefined
  })
  try {
    kept = { contacts: await loading, until: performance.now() + KEEP_MS }
  } catch (error) {
    if (!kept) throw error
  }
  return kept.contacts
}
