/** Chance from one seed: the same seed gives the same numbers on every machine. */
export interface Chance {
  /** 0 ≤ n < 1 */
  readonly next: () => number
  /** 0 ≤ n < `below`, whole */
  readonly below: (below: number) => number
  readonly happens: (probability: number) => boolean
  readonly pick: <T>(list: readonly [T, ...T[]] | readonly T[]) => T
  readonly bytes: (count: number) => Uint8Array
}

/** Mixes numbers into a seed, so that neighbouring seeds have nothing in common. */
export function mixed(...parts: readonly number[]): number {
  let hash = 0x9e37_79b9
  for (const part of parts) {
    hash = Math.imul(hash ^ (part >>> 0), 0x85eb_ca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35)
    hash ^= hash >>> 13
  }
  return hash >>> 0
}

/** Mulberry32. */
export function chanceFrom(seed: number): Chance {
  let state = mixed(seed)
  function next(): number {
    state = (state + 0x6d2b_79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    next,
    below,
    happens: (probability) => next() < probability,
    pick: <T>(list: readonly T[]): T => {
      const index = below(list.length)
      if (list.length === 0) throw new RangeError('nothing to pick from')
      return list[index] as T
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  }
}
