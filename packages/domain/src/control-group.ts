/**
 * A random sample: `size` of the ids, each set of that size as likely as any other as far as the seed goes. The same ids and seed give the
 * same sample in whatever order the ids come, so that anybody can draw it again and see that nobody chose.
 */
export function drawSample<Id extends string>(ids: readonly Id[], size: number, seed: string): readonly Id[] {
  const pool = [...new Set(ids)].toSorted()
  const next = randomOf(seed)
  const wanted = Math.min(size, pool.length)
  for (let place = 0; place < wanted; place += 1) {
    const other = place + Math.floor(next() * (pool.length - place))
    const [a, b] = [pool[place], pool[other]]
    if (a === undefined || b === undefined) break
    pool[place] = b
    pool[other] = a
  }
  return pool.slice(0, wanted).toSorted()
}

/** Numbers from 0 to below 1: FNV-1a of the seed, then Mulberry32 (both in the public domain). */
function randomOf(seed: string): () => number {
  let state = 0x811c9dc5
  for (let place = 0; place < seed.length; place += 1) {
    state = Math.imul(state ^ seed.charCodeAt(place), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
