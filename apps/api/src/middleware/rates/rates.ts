import { fail } from '@cyclecount/contract'
import { say } from '../../words/say.ts'

/** Holds callers to so many requests a minute, each on their own. */
export interface Rates {
  /** Counts one request. Fails with `too-many` beyond the rate. */
  readonly spend: (caller: string) => void
}

const MINUTE_MS = 60_000

interface Bucket {
  left: number
  at: number
}

/** Who was still for a while may send `perMinute` at once, and from then on as many as flow back. Per process. */
export function createRates(perMinute: number, now: () => number): Rates {
  const buckets = new Map<string, Bucket>()
  const forgetFull = (at: number): void => {
    for (const [caller, bucket] of buckets) if (at - bucket.at >= MINUTE_MS) buckets.delete(caller)
  }
  return {
    spend(caller) {
      const at = now()
      const held = buckets.get(caller)
      const flowedBack = held ? ((at - held.at) / MINUTE_MS) * perMinute : 0
      const left = held ? Math.min(perMinute, held.left + flowedBack) : perMinute
      if (left < 1) fail('too-many', say('server.tooFast', { perMinute }))
      if (!held) forgetFull(at)
      buckets.set(caller, { left: left - 1, at })
    },
  }
}
