import type { PushOutcome } from '@cyclecount/backend-port'
import type { ProposalStatus } from '@cyclecount/db'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { backoffMs } from './backoff.ts'
import { mirrorAccepted } from './mirror-accepted.ts'
import type { CallOutcome, DeliveryRow, Worker } from './deliver.ts'
import { keepLane, type HeldLane } from './lane.ts'

export interface Answered {
  readonly delivery: DeliveryRow
  readonly attemptId: string
  readonly action: 'push' | 'look-up'
  readonly outcome: CallOutcome
}

/** Completes the attempt and does what its outcome asks for, in one transaction; nothing where the lane is no longer ours. */
export async function settle(
  ctx: EngineContext,
  worker: Worker,
  lane: HeldLane,
  answered: Answered,
): Promise<'settled' | 'again' | 'wait' | 'lost'> {
  const step = await ctx.db.write(async (tx) => {
    const at = ctx.now()
    if (!(await keepLane(tx, lane, at + worker.leaseMs))) return 'lost' as const
    const { outcome, attemptId, delivery } = answered
    const message = outcome.kind === 'not-taken' ? null : outcome.message
    await tx
      .updateTable('delivery_attempt')
      .set({ finished_at: at, outcome: outcome.kind, message })
      .where('attempt_id', '=', attemptId)
      .execute()
    switch (outcome.kind) {
      case 'accepted':
        await finish(tx, delivery, 'done', outcome.message)
        await settleProposal(ctx, tx, delivery, 'accepted', outcome.message, outcome)
        return 'settled' as const
      case 'rejected':
        await finish(tx, delivery, 'done', outcome.message)
        await settleProposal(ctx, tx, delivery, 'rejected', outcome.message, null)
        return 'settled' as const
      case 'not-taken':
        return 'again' as const
      case 'not-now':
      case 'unknown':
        return postpone(ctx, tx, worker, delivery, outcome)
    }
  })
  if (step === 'settled') ctx.changed({ facilityId: lane.facilityId })
  return step
}

async function finish(tx: Tx, delivery: DeliveryRow, state: 'done' | 'dead', message: string): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ state, last_message: message })
    .where('delivery_id', '=', delivery.delivery_id)
    .execute()
}

async function postpone(
  ctx: EngineContext,
  tx: Tx,
  worker: Worker,
  delivery: DeliveryRow,
  outcome: Extract<PushOutcome, { readonly kind: 'not-now' | 'unknown' }>,
): Promise<'settled' | 'wait'> {
  const failures = delivery.attempts + 1
  if (failures >= worker.maxAttempts) {
    await finish(tx, delivery, 'dead', outcome.message)
    await settleProposal(ctx, tx, delivery, 'failed', outcome.message, null)
    return 'settled'
  }
  const asked = outcome.kind === 'not-now' ? outcome.retryAfterMs : 0
  await tx
    .updateTable('delivery')
    .set({ next_at: ctx.now() + backoffMs(failures, asked, worker.random()), last_message: outcome.message })
    .where('delivery_id', '=', delivery.delivery_id)
    .execute()
  return 'wait'
}

async function settleProposal(
  ctx: EngineContext,
  tx: Tx,
  delivery: DeliveryRow,
  status: Exclude<ProposalStatus, 'pending'>,
  message: string,
  accepted: Extract<PushOutcome, { readonly kind: 'accepted' }> | null,
): Promise<void> {
  if (delivery.proposal_id === null) return
  const at = ctx.now()
  const proposal = await tx
    .updateTable('proposed_actions')
    .set({ status_id: status, message, document_id: accepted?.documentId ?? null, settled_at: at })
    .where('proposal_id', '=', delivery.proposal_id)
    .where('status_id', '=', 'pending')
    .returningAll()
    .executeTakeFirst()
  if (!proposal) return
  if (accepted) await mirrorAccepted(tx, proposal, accepted.onHandAfterMilli, at)
  await appendAudit(tx, ctx.db.dialect, { orgId: delivery.org_id, personId: null, deviceId: null }, [
    {
      facilityId: delivery.facility_id,
      at,
      tag: `proposal.${status}`,
      subjectKind: 'proposal',
      subjectId: proposal.proposal_id,
      before: { status: 'pending' },
      after: { status, documentId: accepted?.documentId ?? null, deltaMilli: proposal.delta_milli },
      ...(message === '' ? {} : { reason: message }),
    },
  ])
}
