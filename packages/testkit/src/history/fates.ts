import type { Chance } from '../world/chance.ts'
import type { Fate } from './history.ts'

/** An exchange that goes as it should, at times slowly. */
export function goodFate(chance: Chance): Fate {
  const slow = chance.happens(0.1) ? 3_000 : 150
  return { kind: 'good', up: 1 + chance.below(slow), down: 1 + chance.below(slow) }
}

/** One that does not, or takes too long. */
export function badFate(chance: Chance): Fate {
  const up = chance.happens(0.3) ? 20_000 + chance.below(60_000) : chance.below(2_000)
  switch (chance.below(9)) {
    case 0:
      return { kind: 'request-lost' }
    case 1:
    case 2:
      return { kind: 'reply-lost', up }
    case 3: {
      const ups = Array.from({ length: 2 + chance.below(4) }, () =>
        chance.below(chance.happens(0.2) ? 60_000 : 500),
      )
      return { kind: 'twice', ups, answered: chance.below(ups.length) }
    }
    case 4:
      return { kind: 'request-cut', keep: chance.next() }
    case 5:
      return { kind: 'reply-cut', keep: chance.next() }
    case 6:
      return chance.happens(0.5)
        ? { kind: 'portal', status: chance.pick([200, 302, 401, 403, 511]) }
        : { kind: 'stale' }
    case 7:
      return {
        kind: 'refused',
        status: chance.pick([413, 429, 500, 503] as const),
        retryAfterMs: chance.happens(0.4) ? chance.below(90_000) : null,
      }
    default:
      return { kind: 'good', up: 10_000 + chance.below(60_000), down: chance.below(20_000) }
  }
}
