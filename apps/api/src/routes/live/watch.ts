import type { FacilityId } from '@cyclecount/domain'
import type { ApiContext } from '../../context.ts'

/** How long a change made by another process may go unnoticed. */
const LOOK_AGAIN_MS = 2000
/** Changes that come together are told together. */
const SETTLE_MS = 100

/** Facilities at which something may change. */
type Places = 'all' | readonly FacilityId[]

/** What is watched: where it changes, how to see it, and what of it makes a change. */
export interface Watched<T> {
  readonly places: () => Promise<Places>
  readonly look: () => Promise<T>
  readonly sameWhen: (seen: T) => string
  readonly settleMs?: number
  readonly lookAgainMs?: number
}

/** What `look` sees, now and again whenever it differs from what was told last. Ends with the signal or the server. */
export async function* watch<T>(
  ctx: ApiContext,
  signal: AbortSignal,
  { places, look, sameWhen, settleMs = SETTLE_MS, lookAgainMs = LOOK_AGAIN_MS }: Watched<T>,
): AsyncGenerator<T, void> {
  const over = AbortSignal.any([signal, ctx.changes.closed])
  const where = await places()
  let told: string | null = null
  while (!over.aborted) {
    const changed = nextChange(ctx, where, lookAgainMs, over)
    const seen = await look()
    const text = sameWhen(seen)
    if (text !== told) {
      told = text
      yield seen
    }
    await changed
    await pause(settleMs, over)
  }
}

/** Listens from now on: what changes while we look is not missed. */
function nextChange(ctx: ApiContext, where: Places, lookAgainMs: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
      over.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, lookAgainMs)
    const stops =
      where === 'all'
        ? [ctx.changes.listen('all', done)]
        : where.map((facilityId) => ctx.changes.listen(facilityId, done))
    over.addEventListener('abort', done, { once: true })
  })
}

function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      over.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    over.addEventListener('abort', done, { once: true })
  })
}
