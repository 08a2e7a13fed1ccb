import { type IDBPDatabase, openDB } from 'idb'
import type { AdultDraft } from './adults'
import type { Device } from './api'
import { type Batch, readBatch } from './batches'
import type { Result } from './outcomes'
import type { Rides } from './rides'
import type { Draft, Roster } from './roster'

/** How far the tablet's clock was from the portal's when last heard, and what time it was there. */
export type KnownSkew = { skewMs: number; portalMs: number }
/** Wrong PINs in a row, and until when no other is tried. */
export type PinGuard = { wrong: number; closedUntil: number }

/** All that outlives a reload. Names of children are in the roster and the results only, and never after their day. */
export type Saved = {
  device: Device | null
  service: string | null
  roster: { roster: Roster; etag: string | null } | null
  rides: { rides: Rides; etag: string | null } | null
  skew: KnownSkew | null
  pinGuard: PinGuard | null
  drafts: Record<string, Draft>
  /** Counts of adults' meals not sent yet, by roll call. */
  adults: Record<string, AdultDraft>
  outbox: Batch[]
  results: Record<string, Result>
}

export const NOTHING_SAVED: Saved = {
  device: null,
  service: null,
  roster: null,
  rides: null,
  skew: null,
  pinGuard: null,
  drafts: {},
  adults: {},
  outbox: [],
  results: {},
}

/** One change to what is saved; without a value the entry goes away. */
export type Change =
  | { in: 'settings'; key: 'device'; value?: Device }
  | { in: 'settings'; key: 'service'; value?: string }
  | { in: 'settings'; key: 'roster'; value?: NonNullable<Saved['roster']> }
  | { in: 'settings'; key: 'rides'; value?: NonNullable<Saved['rides']> }
  | { in: 'settings'; key: 'skew'; value?: KnownSkew }
  | { in: 'settings'; key: 'pinGuard'; value?: PinGuard }
  | { in: 'settings'; key: 'adults'; value?: Record<string, AdultDraft> }
  | { in: 'drafts'; key: string; value?: Draft }
  | { in: 'outbox'; key: string; value?: Batch }
  | { in: 'results'; key: string; value?: Result }

export type TabletStorage = {
  load(): Promise<Saved>
  /** All changes or none; resolves when they are safe on the device. */
  write(changes: readonly Change[]): Promise<void>
  clear(): Promise<void>
}

const STORES = ['settings', 'drafts', 'outbox', 'results'] as const

/** IndexedDB: pages of other origins cannot read it, and nothing in it travels by itself. */
export const createIdbStorage = (): TabletStorage => {
  let opened: Promise<IDBPDatabase> | null = null
  const open = () => {
    opened ??= openDB('portale-tablet', 1, {
      upgrade(database) {
        for (const store of STORES) database.createObjectStore(store)
      },
      terminated() {
        opened = null
      },
    })
    return opened
  }
  const entries = async <T>(database: IDBPDatabase, store: string): Promise<Record<string, T>> => {
    const [keys, values] = await Promise.all([database.getAllKeys(store), database.getAll(store)])
    return Object.fromEntries(keys.map((key, index) => [String(key), values[index] as T]))
  }
  return {
    async load() {
      const database = await open()
      const [settings, drafts, outbox, results] = await Promise.all([
        entries<unknown>(database, 'settings'),
        entries<Draft>(database, 'drafts'),
        entries<Batch>(database, 'outbox'),
        entries<Result>(database, 'results'),
      ])
      return {
        device: (settings.device as Device | undefined) ?? null,
        service: (settings.service as string | undefined) ?? null,
        roster: (settings.roster as Saved['roster'] | undefined) ?? null,
        rides: (settings.rides as Saved['rides'] | undefined) ?? null,
        skew: (settings.skew as KnownSkew | undefined) ?? null,
        pinGuard: (settings.pinGuard as PinGuard | undefined) ?? null,
        adults: (settings.adults as Saved['adults'] | undefined) ?? {},
        drafts,
        outbox: Object.values(outbox)
          .map(readBatch)
          .sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
        results,
      }
    },
    async write(changes) {
      if (changes.length === 0) return
      const transaction = (await open()).transaction(STORES, 'readwrite', { durability: 'strict' })
      for (const change of changes) {
        const store = transaction.objectStore(change.in)
        if (change.value === undefined) store.delete(change.key)
        else store.put(change.value, change.key)
      }
      await transaction.done
    },
    async clear() {
      const transaction = (await open()).transaction(STORES, 'readwrite')
      for (const store of STORES) transaction.objectStore(store).clear()
      await transaction.done
    },
  }
}

/** Keeps things while the page is open: for tests, and for browsers that refuse IndexedDB. */
export const createMemoryStorage = (start: Saved = NOTHING_SAVED): TabletStorage => {
  let saved = structuredClone(start)
  return {
    async load() {
      return structuredClone(saved)
    },
    async write(changes) {
      for (const change of structuredClone(changes)) {
        if (change.in === 'settings')
          saved = { ...saved, [change.key]: change.value ?? NOTHING_SAVED[change.key] }
        else if (change.in === 'outbox') {
          const others = saved.outbox.filter((batch) => batch.id !== change.key)
          saved = { ...saved, outbox: change.value ? [...others, change.value] : others }
        } else {
          const { [change.key]: _, ...others } = saved[change.in]
          saved = { ...saved, [change.in]: change.value ? { ...others, [change.key]: change.value } : others }
        }
      }
      saved.outbox.sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    },
    async clear() {
      saved = structuredClone(NOTHING_SAVED)
    },
  }
}
