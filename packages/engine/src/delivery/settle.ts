import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { backoffMs } from './backoff.ts'
import type { Answered, DeliveryRow, Worker } from './deliver.ts'
import { keepLane, type HeldLane } from './lane.ts'
import { letGoBehind } from './second-half.ts'
import { settleProposals, UNANSWERED, type Settlement, type Settling } from './settle-proposals.ts'
import { noteAsked, takeUpAnswered } from '../by-event/asked.ts'
import { transact } from '../transact.ts'

/** What a step came to: `again` there is more to do now, `wait` not before its time, `lost` the lane is another worker's. */
export interface Step {
  readonly settled: number
  readonly next: 'again' | 'wait' | 'lost'
}

/** Completes the attempts and does what their outcomes ask for, in one transaction; nothing where the lane is no longer ours. */
export async function settle(
  ctx: EngineContext,
  worker: Worker,
  lane: HeldLane,
  answered: readonly Answered[],
): Promise<Step> {
  const step = await transact(ctx, async (tx): Promise<Step> => {
    if (!(await keepLane(tx, lane, ctx.now() + worker.leaseMs))) return { settled: 0, next: 'lost' }
    const became = answered.map((each) => becomes(ctx, worker, each))
    await completeAttempts(ctx, tx, answered)
    await updateDeliveries(
      ctx,
      tx,
      became.map(({ delivery }) => delivery),
    )
    const settling = became.flatMap(({ delivery, settlement }): Settling[] =>
      settlement === null ? [] : [{ delivery, settlement, from: UNANSWERED }],
    )
    const audit = await settleProposals(ctx, tx, settling)
    const asked = became.flatMap(({ delivery }) => (delivery.state === 'asked' ? [delivery] : []))
    if (asked.length > 0) {
      audit.push(...(await noteAsked(ctx, tx, asked)))
      // The answer may have been faster than the note of who was asked.
      await takeUpAnswered(ctx, tx, asked)
    }
    if (became.some(({ delivery }) => delivery.state === 'behind')) await letGoBehind(tx, ctx.now())
    if (audit.length > 0) {
      await appendAudit(tx, { orgId: lane.orgId, personId: null, deviceId: null }, audit, ctx.db.rows)
    }
    const isHeldUp = became.some(({ isPostponed }) => isPostponed)
    return { settled: settling.length, next: isHeldUp ? 'wait' : 'again' }
  })
  if (step.settled > 0) ctx.changed({ facilityId: lane.facilityId })
  return step
}

async function completeAttempts(ctx: EngineContext, tx: Tx, answered: readonly Answered[]): Promise<void> {
  const at = ctx.now()
  await ctx.db.rows.update(
    tx,
    'delivery_attempt',
    ['finished_at', 'outcome', 'message'],
    answered.map(({ attemptId, action, outcome }) => {
      // What had to be looked up and was not is as open as before.
      const unasked = action === 'look-up' ? 'unknown' : 'not-asked'
      const message = outcome === null || outcome.kind === 'not-taken' ? null : outcome.message
      return { attempt_id: attemptId, finished_at: at, outcome: outcome?.kind ?? unasked, message }
    }),
  )
}

/** Nobody but who holds the lane changes these. */
export async function updateDeliveries(
  ctx: EngineContext,
  tx: Tx,
  rows: readonly DeliveryRow[],
): Promise<void> {
  await ctx.db.rows.update(tx, 'delivery', ['state', 'attempts', 'next_at', 'last_message'], rows)
}

/** What a delivery is after its try, and what its proposal becomes; null where it stays as it is. */
interface Became {
  readonly delivery: DeliveryRow
  readonly settlement: Settlement | null
  readonly isPostponed: boolean
}

function becomes(ctx: EngineContext, worker: Worker, { delivery: before, outcome }: Answered): Became {
  // The journal counted a try where there was none.
  if (outcome === null) return { delivery: before, settlement: null, isPostponed: false }
  const delivery = { ...before, attempts: before.attempts + 1 }
  const ended = (state: 'done' | 'dead', settlement: Settlement): Became => ({
    delivery: { ...delivery, state, last_message: settlement.message },
    settlement,
    isPostponed: false,
  })
  const { kind } = outcome
  switch (kind) {
    case 'accepted':
      return ended('done', { status: 'accepted', ...outcome })
    case 'rejected':
      return ended('done', { status: 'rejected', message: outcome.message })
    case 'held':
      return ended('dead', { status: 'failed', message: outcome.message })
    case 'not-taken':
      return { delivery, settlement: null, isPostponed: false }
    case 'behind':
      return {
        delivery: { ...before, state: 'behind', last_message: outcome.message },
        settlement: null,
        isPostponed: false,
      }
    case 'asked':
      return {
        delivery: { ...delivery, state: 'asked', next_at: outcome.answerBy, last_message: outcome.message },
        settlement: null,
        isPostponed: false,
      }
    case 'not-now':
    case 'unknown': {
      const { attempts } = delivery
      if (attempts >= worker.maxAttempts) return ended('dead', { status: 'failed', message: outcome.message })
      const asked = outcome.kind === 'not-now' ? outcome.retryAfterMs : 0
      const next_at = ctx.now() + backoffMs(attempts, asked, worker.random())
      return {
        delivery: { ...delivery, next_at, last_message: outcome.message },
        settlement: null,
        isPostponed: true,
      }
    }
  }
}
