import type { Change, TabletStorage } from './storage'

/** How keeping things goes: well, or why not. */
export type Keeping = 'kept' | 'full' | 'refused'

/** The last change to each entry, in the order they were made. */
const merged = (changes: readonly Change[]): Change[] => {
  const latest = new Map<string, Change>()
  for (const change of changes) {
    const entry = `${change.in}/${change.key}`
    latest.delete(entry)
    latest.set(entry, change)
  }
  return [...latest.values()]
}

/**
 * Writes changes one after the other. What the browser refuses (full, say) is kept in memory and written with the next
 * change, so that nothing is missing once there is room; what is to be wiped is wiped all the same.
 */
export const createSaver = (storage: TabletStorage, tell: (keeping: Keeping) => void) => {
  let owed: Change[] = []
  let saving: Promise<void> = Promise.resolve()

  const write = async (changes: readonly Change[]) => {
    const all = merged([...owed, ...changes])
    try {
      await storage.write(all)
      owed = []
      tell('kept')
    } catch (error) {
      owed = all
      tell(error instanceof Error && error.name === 'QuotaExceededError' ? 'full' : 'refused')
      const wiped = all.filter(({ value }) => value === undefined)
      if (wiped.length > 0) await storage.write(wiped).catch(() => undefined)
    }
  }
  return {
    /** Resolves when the changes are on the device, or known not to be. */
    save(changes: readonly Change[]): Promise<void> {
      saving = saving.then(() => write(changes))
      return saving
    },
    saved: (): Promise<void> => saving,
    /** Wipes all there is, also what was still to be written. */
    clear(): Promise<void> {
      saving = saving.then(async () => {
        owed = []
        await storage.clear().then(
          () => tell('kept'),
          () => tell('refused'),
        )
      })
      return saving
    },
  }
}
