/**
 * The demo's only source of chance: a 128-bit generator (sfc32) over integers, so that the same seed gives the same
 * company on every machine. A part of the company takes a `fork` of its own, so that a change in one leaves the others as they were.
 */
export interface Random {
  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True in `perMille` of a thousand cases. */
  chance(perMille: number): boolean
  /** One of the items; there is at least one. */
  pick<T>(items: readonly T[]): T
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[]
  /** A generator of its own for the named part, whatever was drawn here before. */
  fork(part: string): Random
}

/** A generator that depends on the seed alone. */
export function createRandom(seed: string): Random {
  const draw = sfc32(seed)
  const below = (limit: number) => draw() % limit
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (perMille) => below(1000) < perMille,
    pick: (items) => itemAt(items, below(items.length)),
    shuffled: (items) => shuffle(items, below),
    fork: (part) => createRandom(`${seed}/${part}`),
  }
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError('there is nothing to pick from')
  return item
}

function shuffle<T>(items: readonly T[], below: (limit: number) => number): T[] {
  const order = items.map((item) => ({ item, key: below(0x7fffffff) }))
  return order.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
}

function sfc32(seed: string): () => number {
  let [a, b, c] = [hashText(`a${seed}`), hashText(`b${seed}`), hashText(`c${seed}`)]
  let counter = 1
  const draw = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  // The first draws still show the likeness of similar seeds.
  for (let round = 0; round < 15; round += 1) draw()
  return draw
}

function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}
