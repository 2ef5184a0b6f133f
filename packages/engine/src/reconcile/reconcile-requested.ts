import type { RunId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { findFacilityCount } from './facility-count.ts'
import { reconcileAgain, reconcileWhenReady } from './reconcile-run.ts'
import { systemCause } from './write-variances.ts'

/**
 * What a waiting reconcile job comes to: reconciles the run if it is time, or again where it was reconciled before. Throws as
 * `reconcileRun` does.
 */
export async function reconcileRequested(ctx: EngineContext, runId: RunId): Promise<void> {
  if (await reconcileWhenReady(ctx, runId)) return
  const count = await findFacilityCount(ctx, runId)
  if (count) await reconcileAgain(ctx, runId, systemCause(count))
}
