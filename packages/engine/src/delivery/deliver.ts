import { setImmediate } from 'node:timers/promises'
import type { LookUpOutcome, Offer, PushOutcome } from '@cyclecount/backend-port'
import type { Schema } from '@cyclecount/db'
import type { EngineContext } from '../context.ts'
import { journal, type Attempt } from './journal.ts'
import { dueLanes, leaveLane, takeLane, type HeldLane, type Lane } from './lane.ts'
import { parseAdjustment, parseObservation } from './payload.ts'
import { whyHeld } from './second-half.ts'
import { settle, type Step } from './settle.ts'
import { failUnanswered } from '../by-event/unanswered.ts'
import { isReconciling } from '../reconcile/under-way.ts'
import { say } from '../words/say.ts'

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
 * Attempts are journalled and committed before the backend is called and completed afterwards, several at a time so that a fast backend
 * does not wait for the disk. Whoever finds an attempt without an outcome, or with an unknown one, asks the backend what became of it
 * before anything is offered again: a crash at any point leaves exactly one effect.
 */
export async function deliverOnce(ctx: EngineContext, options: DeliveryOptions = {}): Promise<number> {
  const worker = workerOf(ctx, options)
  let settled = await failUnanswered(ctx, worker)
  for (const lane of await dueLanes(ctx))
    if (!isReconciling(ctx, lane.facilityId)) settled += await drainLane(ctx, worker, lane)
  return settled
}

async function drainLane(ctx: EngineContext, worker: Worker, lane: Lane): Promise<number> {
  if ((await dueNext(ctx, lane)).length === 0) return 0
  const held = await takeLane(ctx, lane, { owner: worker.owner, ms: worker.leaseMs })
  if (!held) return 0
  let settled = 0
  for (;;) {
    const step = await deliverNext(ctx, worker, held)
    settled += step.settled
    if (step.next !== 'again' || isReconciling(ctx, lane.facilityId)) break
    // What waits in this process comes in between.
    await setImmediate()
  }
  await leaveLane(ctx, held)
  return settled
}

export type DeliveryRow = Schema['delivery']

/** Where a backend is asked one by one, what is journalled and not asked in time is journalled for nothing. */
const ONE_BY_ONE = 50
const TOGETHER = 250

async function deliverNext(ctx: EngineContext, worker: Worker, lane: HeldLane): Promise<Step> {
  const due = await dueNext(ctx, lane)
  if (due.length === 0) return { settled: 0, next: 'wait' }
  const attempts = await journal(ctx, worker, lane, due)
  if (attempts === null) return { settled: 0, next: 'lost' }
  return settle(ctx, worker, lane, await callInOrder(ctx, worker, attempts))
}

/**
 * What comes next in the lane, as far as it is due: the first that is not holds back those after it. Adjustments go before observations of
 * counts: somebody waits for what they approved, and nobody for being told that the shelf was looked at (ADR 0035).
 */
async function dueNext(ctx: EngineContext, lane: Lane): Promise<readonly DeliveryRow[]> {
  const rows = await ctx.db.read
    .selectFrom('delivery as d')
    .innerJoin('backend as b', 'b.backend_id', 'd.backend_id')
    .selectAll('d')
    .where('d.backend_id', '=', lane.backendId)
    .where('d.facility_id', '=', lane.facilityId)
    .where('d.state', '=', 'waiting')
    .where('b.status', '=', 'active')
    .orderBy('d.kind')
    .orderBy('d.delivery_id')
    .limit(takesTogether(ctx, lane) ? TOGETHER : ONE_BY_ONE)
    .execute()
  const now = ctx.now()
  // The second half of a move begins a step of its own, when what became of the first is known.
  const stop = rows.findIndex((row, at) => row.next_at > now || (at > 0 && row.after_proposal_id !== null))
  return stop === -1 ? rows : rows.slice(0, stop)
}

function takesTogether(ctx: EngineContext, { backendId }: Lane): boolean {
  try {
    return ctx.adapterOf(backendId).offerAll !== undefined
  } catch {
    // None is configured; the call will say so.
    return false
  }
}

/** `held`: not offered, because the other half of its move is not booked; `behind`: because it has no answer yet. */
export type CallOutcome =
  | PushOutcome
  | LookUpOutcome
  | { readonly kind: 'held' | 'behind'; readonly message: string }

/** An attempt with what the backend said; null where it was not asked, because one before it has to go first. */
export interface Answered extends Attempt {
  readonly outcome: CallOutcome | null
}

/** What needs nothing more now, so that what comes next may go. */
const DONE: ReadonlySet<CallOutcome['kind']> = new Set(['accepted', 'rejected', 'held', 'behind', 'asked'])

/** Asks in order, until one cannot be done with now or the lease needs renewing. */
async function callInOrder(
  ctx: EngineContext,
  worker: Worker,
  attempts: readonly Attempt[],
): Promise<readonly Answered[]> {
  const outcomes: CallOutcome[] = []
  const until = ctx.now() + worker.leaseMs / 4
  const isDone = ({ kind }: CallOutcome): boolean => DONE.has(kind)
  while (outcomes.length < attempts.length && outcomes.every(isDone)) {
    if (outcomes.length > 0 && ctx.now() > until) break
    const next = await callNext(ctx, attempts.slice(outcomes.length))
    if (next.length === 0) break
    outcomes.push(...next)
  }
  return attempts.map((attempt, at) => ({ ...attempt, outcome: outcomes[at] ?? null }))
}

/** The first, or all that may be offered together with it. */
async function callNext(ctx: EngineContext, attempts: readonly Attempt[]): Promise<readonly CallOutcome[]> {
  const [first] = attempts
  if (!first) return []
  const held = first.action === 'push' ? await whyHeld(ctx, first.delivery) : null
  if (held) return [held]
  const firstOther = attempts.findIndex(({ action }) => action !== 'push')
  const offered = firstOther === -1 ? attempts : attempts.slice(0, firstOther)
  try {
    const { offerAll } = ctx.adapterOf(first.delivery.backend_id)
    if (offered.length < 2 || !offerAll) return [await call(ctx, first)]
    return await offerAll(offered.map(({ delivery }) => offerOf(delivery)))
  } catch (error) {
    const message = said(ctx, first, error)
    return offered.map(() => ({ kind: 'unknown', message }))
  }
}

/** Asks the backend. What is thrown may have happened before or after it took effect, so it is unknown. */
async function call(ctx: EngineContext, { delivery, action }: Attempt): Promise<CallOutcome> {
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
    return { kind: 'unknown', message: said(ctx, { delivery, action }, error) }
  }
}

function offerOf({ kind, payload }: DeliveryRow): Offer {
  return kind === 'adjustment'
    ? { kind, adjustment: parseAdjustment(payload) }
    : { kind, observation: parseObservation(payload) }
}

function said(
  ctx: EngineContext,
  { delivery, action }: Pick<Attempt, 'delivery' | 'action'>,
  error: unknown,
): string {
  ctx.log.error({ deliveryId: delivery.delivery_id, action, error: String(error) }, 'the adapter threw')
  return error instanceof Error ? error.message : say('backend.adapterFailed')
}
