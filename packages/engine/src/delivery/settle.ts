import type { PushOutcome } from '@cyclecount/backend-port'
import type { ProposalStatus } from '@cyclecount/db'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { noteProposals } from '../events/proposal-events.ts'
import { backoffMs } from './backoff.ts'
import type { Answered, DeliveryRow, Worker } from './deliver.ts'
import { keepLane, type HeldLane } from './lane.ts'
import { mirrorAccepted } from './mirror-accepted.ts'
import { parseAdjustment } from './payload.ts'
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
    const audit: AuditEntry[] = []
    let settled = 0
    let isHeldUp = false
    for (const each of answered) {
      const became = await settleOne(ctx, tx, worker, each, audit)
      if (became === 'settled') settled += 1
      if (became === 'postponed') isHeldUp = true
    }
    if (audit.length > 0) {
      await appendAudit(tx, { orgId: lane.orgId, personId: null, deviceId: null }, audit)
    }
    return { settled, next: isHeldUp ? 'wait' : 'again' }
  })
  if (step.settled > 0) ctx.changed({ facilityId: lane.facilityId })
  return step
}

async function settleOne(
  ctx: EngineContext,
  tx: Tx,
  worker: Worker,
  { attemptId, delivery, action, outcome }: Answered,
  audit: AuditEntry[],
): Promise<'settled' | 'postponed' | 'open'> {
  // What had to be looked up and was not is as open as before.
  const unasked = action === 'look-up' ? 'unknown' : 'not-asked'
  const message = outcome === null || outcome.kind === 'not-taken' ? null : outcome.message
  await tx
    .updateTable('delivery_attempt')
    .set({ finished_at: ctx.now(), outcome: outcome?.kind ?? unasked, message })
    .where('attempt_id', '=', attemptId)
    .execute()
  if (outcome === null) {
    await takeBackTry(tx, delivery)
    return 'open'
  }
  switch (outcome.kind) {
    case 'accepted':
      await finish(tx, delivery, 'done', outcome.message)
      await settleProposal(ctx, tx, delivery, { status: 'accepted', ...outcome }, audit)
      return 'settled'
    case 'rejected':
      await finish(tx, delivery, 'done', outcome.message)
      await settleProposal(ctx, tx, delivery, { status: 'rejected', message: outcome.message }, audit)
      return 'settled'
    case 'held':
      await finish(tx, delivery, 'dead', outcome.message)
      await settleProposal(ctx, tx, delivery, { status: 'failed', message: outcome.message }, audit)
      return 'settled'
    case 'not-taken':
      return 'open'
    case 'not-now':
    case 'unknown':
      return postpone(ctx, tx, worker, delivery, outcome, audit)
  }
}

/** Nothing more is to be delivered of it. */
export async function finish(
  tx: Tx,
  delivery: DeliveryRow,
  state: 'done' | 'dead',
  message: string,
): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ state, last_message: message })
    .where('delivery_id', '=', delivery.delivery_id)
    .execute()
}

/** The journal counted a try that was none. */
async function takeBackTry(tx: Tx, delivery: DeliveryRow): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ attempts: delivery.attempts })
    .where('delivery_id', '=', delivery.delivery_id)
    .execute()
}

async function postpone(
  ctx: EngineContext,
  tx: Tx,
  worker: Worker,
  delivery: DeliveryRow,
  outcome: Extract<PushOutcome, { readonly kind: 'not-now' | 'unknown' }>,
  audit: AuditEntry[],
): Promise<'settled' | 'postponed'> {
  const failures = delivery.attempts + 1
  if (failures >= worker.maxAttempts) {
    await finish(tx, delivery, 'dead', outcome.message)
    await settleProposal(ctx, tx, delivery, { status: 'failed', message: outcome.message }, audit)
    return 'settled'
  }
  const asked = outcome.kind === 'not-now' ? outcome.retryAfterMs : 0
  await tx
    .updateTable('delivery')
    .set({
      next_at: ctx.now() + backoffMs(failures, asked, worker.random()),
      last_message: outcome.message,
    })
    .where('delivery_id', '=', delivery.delivery_id)
    .execute()
  return 'postponed'
}

type Settlement =
  | ({ readonly status: 'accepted' } & Pick<
      Extract<PushOutcome, { readonly kind: 'accepted' }>,
      'message' | 'documentId' | 'onHandAfterMilli'
    >)
  | { readonly status: Exclude<ProposalStatus, 'pending' | 'accepted'>; readonly message: string }

/** What the backend said becomes the proposal's; nothing where it is no longer `from`. */
export async function settleProposal(
  ctx: EngineContext,
  tx: Tx,
  delivery: DeliveryRow,
  settlement: Settlement,
  audit: AuditEntry[],
  from: 'pending' | 'failed' = 'pending',
): Promise<void> {
  if (delivery.proposal_id === null) return
  const at = ctx.now()
  const { status, message } = settlement
  const documentId = settlement.status === 'accepted' ? settlement.documentId : null
  const proposal = await tx
    .updateTable('proposed_actions')
    .set({ status_id: status, message, document_id: documentId, settled_at: at })
    .where('proposal_id', '=', delivery.proposal_id)
    .where('status_id', '=', from)
    .returningAll()
    .executeTakeFirst()
  if (!proposal) return
  if (settlement.status === 'accepted') {
    // Shared out, the figure may be of another lot or bin than the one the proposal names.
    const isSharedOut = parseAdjustment(delivery.payload).among !== undefined
    await mirrorAccepted(tx, proposal, isSharedOut ? null : settlement.onHandAfterMilli, at)
  }
  await noteProposals(ctx, tx, proposal.org_id, `proposal.${status}`, [proposal.proposal_id])
  audit.push({
    facilityId: delivery.facility_id,
    at,
    tag: `proposal.${status}`,
    subjectKind: 'proposal',
    subjectId: proposal.proposal_id,
    before: { status: from },
    after: { status, documentId, deltaMilli: proposal.delta_milli },
    ...(message === '' ? {} : { reason: message }),
  })
}
