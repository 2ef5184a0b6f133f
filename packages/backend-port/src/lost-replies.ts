import type { Adjustment, BackendAdapter, LookUpOutcome, PushOutcome } from './adapter.ts'

/** Where a delivery is cut off: the connection breaks or the process ends. */
export type CrashPoint = 'before the call' | 'after the call' | 'before the look-up' | 'after the look-up'

/** The same backend over a line that breaks once at the given point (and, for look-ups, loses the push's reply first). */
export function loseReplies(
  { offerAll: _oneByOne, ...adapter }: BackendAdapter,
  point: CrashPoint,
): BackendAdapter {
  let isPushCut = false
  let isLookUpCut = false
  const lost = { kind: 'unknown', message: 'The line broke.' } as const
  return {
    ...adapter,
    push: async (adjustment): Promise<PushOutcome> => {
      if (isPushCut) return adapter.push(adjustment)
      isPushCut = true
      if (point !== 'before the call') await adapter.push(adjustment)
      return lost
    },
    lookUp: async (facility, key): Promise<LookUpOutcome> => {
      if (isLookUpCut || point === 'before the call' || point === 'after the call')
        return adapter.lookUp(facility, key)
      isLookUpCut = true
      if (point === 'after the look-up') await adapter.lookUp(facility, key)
      return lost
    },
  }
}

/** Delivers as a caller must: an unknown outcome is looked up, and only what was not taken is pushed again. */
export async function deliverThrough(
  lossy: BackendAdapter,
  healthy: BackendAdapter,
  adjustment: Adjustment,
): Promise<PushOutcome> {
  const pushed = await lossy.push(adjustment)
  if (pushed.kind !== 'unknown') return pushed
  const { facility, idempotencyKey } = adjustment
  const lookedUp = await lossy.lookUp(facility, idempotencyKey)
  const found = lookedUp.kind === 'unknown' ? await healthy.lookUp(facility, idempotencyKey) : lookedUp
  return found.kind === 'not-taken' ? lossy.push(adjustment) : found
}
