/** A number from 0 to below 1. */
export type Random = () => number

/** Marsaglia’s polar method, one of the two. */
export function normal(random: Random): number {
  for (;;) {
    const [x, y] = [2 * random() - 1, 2 * random() - 1]
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/** Knuth’s; in parts of at most 500, whose sum is as good, for e^-λ is 0 for a large λ. */
export function poisson(mean: number, random: Random): number {
  let events = 0
  for (let left = mean; left > 0; left -= 500) {
    const floor = Math.exp(-Math.min(left, 500))
    for (let product = random(); product > floor; product *= random()) events += 1
  }
  return events
}

/** Numbers from 0 to below 1 (Mulberry32, in the public domain). */
export function randomOf(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
