import type { FacilityId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

const underWay = new WeakMap<EngineContext['db'], Map<FacilityId, number>>()

/** Does the work while this process does nothing for the facility that can wait for it. */
export async function whileReconciling<T>(
  ctx: EngineContext,
  facilityId: FacilityId,
  work: () => Promise<T>,
): Promise<T> {
  const facilities = underWay.get(ctx.db) ?? new Map<FacilityId, number>()
  underWay.set(ctx.db, facilities)
  facilities.set(facilityId, (facilities.get(facilityId) ?? 0) + 1)
  try {
    return await work()
  } finally {
    facilities.set(facilityId, (facilities.get(facilityId) ?? 1) - 1)
  }
}

/**
 * Whether this process compares the facility's count now. What was counted is told to the backend afterwards: somebody waits for the
 * comparison, and nobody for that.
 */
export function isReconciling(ctx: EngineContext, facilityId: FacilityId): boolean {
  return (underWay.get(ctx.db)?.get(facilityId) ?? 0) > 0
}
