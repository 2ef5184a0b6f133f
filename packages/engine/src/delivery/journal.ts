import type { EngineContext } from '../context.ts'
import type { DeliveryRow, Worker } from './deliver.ts'
import { keepLane, type HeldLane } from './lane.ts'
import { transact } from '../transact.ts'

/** What is about to be asked of the backend, written down. */
export interface Attempt {
  readonly attemptId: string
  readonly delivery: DeliveryRow
  readonly action: 'push' | 'look-up'
}

/** Writes down what is about to be done with each of the deliveries. Null where the lane is somebody else's by now. */
export async function journal(
  ctx: EngineContext,
  worker: Worker,
  lane: HeldLane,
  due: readonly DeliveryRow[],
): Promise<readonly Attempt[] | null> {
  const last = await lastAttempts(ctx, due)
  const now = ctx.now()
  const planned = due.map((delivery) => {
    const before = last.get(delivery.delivery_id)
    return {
      attemptId: ctx.newId(),
      delivery,
      action: before !== undefined && isOutcomeOpen(before) ? ('look-up' as const) : ('push' as const),
      startedAt: Math.max(now, (before?.started_at ?? 0) + 1),
    }
  })
  const isOurs = await transact(ctx, async (tx) => {
    if (!(await keepLane(tx, lane, now + worker.leaseMs))) return false
    await ctx.db.rows.insert(
      tx,
      'delivery_attempt',
      planned.map(({ attemptId, delivery, action, startedAt }) => ({
        attempt_id: attemptId,
        delivery_id: delivery.delivery_id,
        org_id: delivery.org_id,
        fencing_token: lane.token,
        action,
        started_at: startedAt,
        finished_at: null,
        outcome: null,
        message: null,
      })),
    )
    await tx
      .updateTable('delivery')
      .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
      .where(
        'delivery_id',
        'in',
        due.map((delivery) => delivery.delivery_id),
      )
      .execute()
    return true
  })
  return isOurs ? planned : null
}

interface Tried {
  readonly started_at: number
  readonly finished_at: number | null
  readonly outcome: string | null
}

/** The attempt that was journalled last, by delivery: each starts at least a millisecond after the one before, whatever the clocks say. */
async function lastAttempts(
  ctx: EngineContext,
  due: readonly DeliveryRow[],
): Promise<ReadonlyMap<string, Tried>> {
  const rows = await ctx.db.read
    .selectFrom('delivery_attempt')
    .select(['delivery_id', 'started_at', 'finished_at', 'outcome'])
    .where(
      'delivery_id',
      'in',
      due.map((delivery) => delivery.delivery_id),
    )
    .orderBy('started_at')
    .execute()
  return new Map(rows.map((row) => [row.delivery_id, row]))
}

/** Whether what was tried last may have taken effect without our knowing, or waits for its answer. */
function isOutcomeOpen(last: Tried): boolean {
  return last.finished_at === null || last.outcome === 'unknown' || last.outcome === 'asked'
}
