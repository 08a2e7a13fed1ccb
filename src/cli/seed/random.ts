/** A small seeded generator (sfc32): the same seed gives the same town, on every machine. Never for secrets. */
export type Random = {
  /** 0 included, 1 excluded. */
  next(): number
  /** Both ends included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Picks by weight. */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T
  shuffled<T>(items: readonly T[]): T[]
  uuid(): string
  /** A generator of its own, so that one part may draw more without moving the others. */
  fork(label: string): Random
}

const hash = (text: string): number => {
  let value = 2_166_136_261
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 16_777_619)
  }
  return value >>> 0
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const hexOf = (word: number) =>
  `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`

export const random = (seed: string): Random => {
  let a = hash(`${seed}/a`)
  let b = hash(`${seed}/b`)
  let c = hash(`${seed}/c`)
  let counter = 1
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) word()

  const next = () => word() / 4_294_967_296
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('Nothing to pick from')
    return items[Math.floor(next() * items.length)] as T
  }
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    weighted: (items) => {
      let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of items) {
        rest -= weight
        if (rest < 0) return item
      }
      return pick(items)[0]
    },
    shuffled: (items) => {
      const deck = [...items]
      for (let last = deck.length - 1; last > 0; last--) {
        const other = int(0, last)
        const held = deck[last] as (typeof deck)[number]
        deck[last] = deck[other] as (typeof deck)[number]
        deck[other] = held
      }
      return deck
    },
    uuid: () => {
      const w1 = hexOf(word())
      const w2 = hexOf((word() & 0xffff0fff) | 0x4000)
      const w3 = hexOf((word() & 0x3fffffff) | 0x80000000)
      const w4 = hexOf(word())
      return `${w1}-${w2.slice(0, 4)}-${w2.slice(4)}-${w3.slice(0, 4)}-${w3.slice(4)}${w4}`
    },
    fork: (label) => random(`${seed}/${label}`),
  }
}
