import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Kept } from './core/kept-requests'

interface Stored extends DBSchema {
  requests: { key: string; value: Kept }
}

/** For how long one that has ended, and was seen, stays in the list. */
const SHOWN_MS = 24 * 3_600_000

/** Requests kept on the device, in IndexedDB: they outlive the worker and the browser. */
export const createRequestStore = () => {
  let opened: Promise<IDBPDatabase<Stored>> | null = null
  const open = () => {
    opened ??= openDB<Stored>('portale-famiglia', 1, {
      upgrade: (database) => void database.createObjectStore('requests', { keyPath: 'requestId' }),
      terminated: () => {
        opened = null
      },
    })
    return opened
  }
  return {
    /** In the order they were asked. */
    async all(): Promise<Kept[]> {
      const kept = await (await open()).getAll('requests')
      return kept.sort((a, b) => a.tappedAt - b.tappedAt)
    },
    /** Resolves when it is safe on the device. */
    async put(kept: Kept): Promise<void> {
      const transaction = (await open()).transaction('requests', 'readwrite', { durability: 'strict' })
      await transaction.store.put(kept)
      await transaction.done
    },
    /** Those that have ended count as seen; seen ones of yesterday go. */
    async markSeen(now: number): Promise<void> {
      const { store, done } = (await open()).transaction('requests', 'readwrite')
      for (const kept of await store.getAll()) {
        if (kept.state === 'waiting') continue
        if (kept.isSeen && kept.tappedAt < now - SHOWN_MS) await store.delete(kept.requestId)
        else if (!kept.isSeen) await store.put({ ...kept, isSeen: true })
      }
      await done
    },
    async clear(): Promise<void> {
      await (await open()).clear('requests')
    },
  }
}
