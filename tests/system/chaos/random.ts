/** mulberry32: small, and the same everywhere for the same seed. */
export type Random = {
  /** A whole number from 0, below the bound. */
  below: (bound: number) => number
  chance: (share: number) => boolean
  pick: <T>(from: readonly T[]) => T
}

export const randomFrom = (seed: number): Random => {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    below,
    chance: (share) => next() < share,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new Error('Nothing to pick from')
      return from[below(from.length)] as T
    },
  }
}
