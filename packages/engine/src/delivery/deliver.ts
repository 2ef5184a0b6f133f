import type { LookUpOutcome, PushOutcome } from '@cyclecount/backend-port'
import type { Schema } from '@cyclecount/db'
import type { EngineContext } from '../context.ts'
import { dueLanes, keepLane, leaveLane, takeLane, type HeldLane, type Lane } from './lane.ts'
import { parseAdjustment, parseObservation } from './payload.ts'
import { settle } from './settle.ts'

export interface DeliveryOptions {
  /** Names the worker in leases; two workers of a process have two names. */
  readonly owner?: string
  /** How long a lane stays taken after its worker was last heard of. */
  readonly leaseMs?: number
  /** After how many tries without an answer a delivery is given up until a person asks again. */
  readonly maxAttempts?: number
  /** In [0, 1): spreads the waits. */
  readonly random?: () => number
}

export interface Worker {
  readonly owner: string
  readonly leaseMs: number
  readonly maxAttempts: number
  readonly random: () => number
}

const LEASE_MS = 20_000
const MAX_ATTEMPTS = 12

export function workerOf(ctx: EngineContext, options: DeliveryOptions): Worker {
  return {
    owner: options.owner ?? `${ctx.processName}:${ctx.newId()}`,
    leaseMs: options.leaseMs ?? LEASE_MS,
    maxAttempts: options.maxAttempts ?? MAX_ATTEMPTS,
    random: options.random ?? (() => Number.parseInt(ctx.newId().slice(-8), 16) / 2 ** 32),
  }
}

/**
 * Delivers everything that is due, lane after lane and in order within a lane, and answers how many deliveries were settled.
 *
 * The attempt is journalled and committed before the backend is called and completed afterwards. Whoever finds an attempt without an
 * outcome, or with an unknown one, asks the backend what became of it before anything is offered again: a crash at any point leaves
 * exactly one effect.
 */
export async function deliverOnce(ctx: EngineContext, options: DeliveryOptions = {}): Promise<number> {
  const worker = workerOf(ctx, options)
  let settled = 0
  for (const lane of await dueLanes(ctx)) settled += await drainLane(ctx, worker, lane)
  return settled
}

async function drainLane(ctx: EngineContext, worker: Worker, lane: Lane): Promise<number> {
  const head = await headOf(ctx, lane)
  if (!head || head.next_at > ctx.now()) return 0
  const held = await takeLane(ctx, lane, { owner: worker.owner, ms: worker.leaseMs })
  if (!held) return 0
  let settled = 0
  for (;;) {
    const step = await deliverNext(ctx, worker, held)
    if (step === 'settled') settled += 1
    else if (step !== 'again') break
  }
  await leaveLane(ctx, held)
  return settled
}

export type DeliveryRow = Schema['delivery']

/** What one step came to: `again` has more to do now, `wait` not before its time, `lost` belongs to another worker. */
type Step = 'settled' | 'again' | 'wait' | 'lost'

async function deliverNext(ctx: EngineContext, worker: Worker, lane: HeldLane): Promise<Step> {
  const delivery = await headOf(ctx, lane)
  if (!delivery || delivery.next_at > ctx.now()) return 'wait'
  const last = await lastAttempt(ctx, delivery)
  const action = last !== undefined && isOutcomeOpen(last) ? 'look-up' : 'push'
  const startedAt = Math.max(ctx.now(), (last?.started_at ?? 0) + 1)
  const attemptId = await journal(ctx, worker, lane, { delivery, action, startedAt })
  if (attemptId === null) return 'lost'
  const outcome = await call(ctx, delivery, action)
  return settle(ctx, worker, lane, { delivery, attemptId, action, outcome })
}

async function headOf(ctx: EngineContext, lane: Lane): Promise<DeliveryRow | undefined> {
  return ctx.db.read
    .selectFrom('delivery as d')
    .innerJoin('backend as b', 'b.backend_id', 'd.backend_id')
    .selectAll('d')
    .where('d.backend_id', '=', lane.backendId)
    .where('d.facility_id', '=', lane.facilityId)
    .where('d.state', '=', 'waiting')
    .where('b.status', '=', 'active')
    .orderBy('d.delivery_id')
    .limit(1)
    .executeTakeFirst()
}

type Attempt = Pick<Schema['delivery_attempt'], 'started_at' | 'finished_at' | 'outcome'>

/** The attempt that was journalled last: each starts at least a millisecond after the one before, whatever the clocks say. */
async function lastAttempt(ctx: EngineContext, delivery: DeliveryRow): Promise<Attempt | undefined> {
  return ctx.db.read
    .selectFrom('delivery_attempt')
    .select(['started_at', 'finished_at', 'outcome'])
    .where('delivery_id', '=', delivery.delivery_id)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Whether what was tried last may have taken effect without our knowing. */
function isOutcomeOpen(last: Attempt): boolean {
  return last.finished_at === null || last.outcome === 'unknown'
}

/** Writes down what is about to be done. Null where the lane is somebody else's by now. */
async function journal(
  ctx: EngineContext,
  worker: Worker,
  lane: HeldLane,
  attempt: {
    readonly delivery: DeliveryRow
    readonly action: 'push' | 'look-up'
    readonly startedAt: number
  },
): Promise<string | null> {
  const { delivery, action, startedAt } = attempt
  const attemptId = ctx.newId()
  const isOurs = await ctx.db.write(async (tx) => {
    if (!(await keepLane(tx, lane, ctx.now() + worker.leaseMs))) return false
    await tx
      .insertInto('delivery_attempt')
      .values({
        attempt_id: attemptId,
        delivery_id: delivery.delivery_id,
        org_id: delivery.org_id,
        fencing_token: lane.token,
        action,
        started_at: startedAt,
        finished_at: null,
        outcome: null,
        message: null,
      })
      .execute()
    await tx
      .updateTable('delivery')
      .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
      .where('delivery_id', '=', delivery.delivery_id)
      .execute()
    return true
  })
  return isOurs ? attemptId : null
}

export type CallOutcome = PushOutcome | LookUpOutcome

/** Asks the backend. What is thrown may have happened before or after it took effect, so it is unknown. */
async function call(
  ctx: EngineContext,
  delivery: DeliveryRow,
  action: 'push' | 'look-up',
): Promise<CallOutcome> {
  try {
    const adapter = ctx.adapterOf(delivery.backend_id)
    if (delivery.kind === 'adjustment') {
      const adjustment = parseAdjustment(delivery.payload)
      return action === 'push'
        ? await adapter.push(adjustment)
        : await adapter.lookUp(adjustment.facility, adjustment.idempotencyKey)
    }
    const observation = parseObservation(delivery.payload)
    return action === 'push'
      ? await adapter.observe(observation)
      : await adapter.lookUp(observation.facility, observation.idempotencyKey)
  } catch (error) {
    ctx.log.error({ deliveryId: delivery.delivery_id, action, error: String(error) }, 'the adapter threw')
    return { kind: 'unknown', message: error instanceof Error ? error.message : 'The adapter failed.' }
  }
}
