import type { PushOutcome } from '@cyclecount/backend-port'
import type { Schema } from '@cyclecount/db'
import type { ProposalId, ProposalStatus } from '@cyclecount/domain'
import type { AuditEntry } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { noteProposals } from '../events/proposal-events.ts'
import type { DeliveryRow } from './deliver.ts'
import { mirrorAccepted, type Accepted } from './mirror-accepted.ts'
import { letGoBehind } from './second-half.ts'
import { parseAdjustment } from './payload.ts'

type Proposal = Schema['proposed_actions']

export type Settlement =
  | ({ readonly status: 'accepted' } & Pick<
      Extract<PushOutcome, { readonly kind: 'accepted' }>,
      'message' | 'documentId' | 'onHandAfterMilli'
    >)
  | { readonly status: 'rejected' | 'failed'; readonly message: string }

/** What is not settled for good. */
export type Unsettled = Exclude<ProposalStatus, 'accepted' | 'rejected'>
/** What the backend has not answered yet. */
export const UNANSWERED: readonly Unsettled[] = ['pending', 'asked']

/** A delivery, and what becomes of its proposal where that still is one of `from`. */
export interface Settling {
  readonly delivery: DeliveryRow
  readonly settlement: Settlement
  readonly from: readonly ProposalStatus[]
}

interface Settled extends Settling {
  readonly before: ProposalStatus
  readonly proposal: Proposal
}

/**
 * What the backend said of deliveries of one company becomes their proposals', with its events; answers what the audit is to be told. The
 * database is asked as often for hundreds of them as for one.
 */
export async function settleProposals(
  ctx: EngineContext,
  tx: Tx,
  settling: readonly Settling[],
): Promise<AuditEntry[]> {
  const at = ctx.now()
  const held = await lockProposals(
    ctx,
    tx,
    settling.flatMap(({ delivery }) => delivery.proposal_id ?? []),
  )
  const settled = settling.flatMap((one): Settled[] => {
    const before = one.delivery.proposal_id === null ? undefined : held.get(one.delivery.proposal_id)
    return before !== undefined && one.from.includes(before.status_id)
      ? [{ ...one, before: before.status_id, proposal: settledRow(before, one, at) }]
      : []
  })
  const columns = ['status_id', 'message', 'document_id', 'settled_at'] as const
  await ctx.db.rows.update(
    tx,
    'proposed_actions',
    columns,
    settled.map(({ proposal }) => proposal),
  )
  const accepted = Map.groupBy(settled.flatMap(acceptedOf), ({ proposal }) => proposal.facility_id)
  for (const [facilityId, there] of accepted) await mirrorAccepted(ctx, tx, facilityId, there, at)
  await noteSettled(ctx, tx, settled)
  // Only an adjustment that waited for its answer has let others pass.
  if (settled.some(({ before }) => before === 'asked')) await letGoBehind(tx, at)
  return settled.map((one) => auditEntry(one, at))
}

/** On PostgreSQL locked, so that nobody settles what is being settled; on SQLite who writes is alone. */
async function lockProposals(
  ctx: EngineContext,
  tx: Tx,
  ids: readonly ProposalId[],
): Promise<ReadonlyMap<ProposalId, Proposal>> {
  if (ids.length === 0) return new Map()
  const query = tx
    .selectFrom('proposed_actions')
    .selectAll()
    .where('proposal_id', 'in', ids)
    .orderBy('proposal_id')
  const rows = await (ctx.db.dialect === 'postgres' ? query.forUpdate() : query).execute()
  return new Map(rows.map((row) => [row.proposal_id, row]))
}

function settledRow(before: Proposal, { settlement }: Settling, at: number): Proposal {
  return {
    ...before,
    status_id: settlement.status,
    message: settlement.message,
    document_id: settlement.status === 'accepted' ? settlement.documentId : null,
    settled_at: at,
  }
}

function acceptedOf({ delivery, settlement, proposal }: Settled): readonly Accepted[] {
  if (settlement.status !== 'accepted') return []
  // Shared out, the figure may be of another lot or bin than the one the proposal names.
  const isSharedOut = parseAdjustment(delivery.payload).among !== undefined
  return [{ proposal, onHandAfterMilli: isSharedOut ? null : settlement.onHandAfterMilli }]
}

async function noteSettled(ctx: EngineContext, tx: Tx, settled: readonly Settled[]): Promise<void> {
  for (const [status, group] of Map.groupBy(settled, ({ settlement }) => settlement.status)) {
    const [first] = group
    const ids = group.map(({ proposal }) => proposal.proposal_id)
    if (first) await noteProposals(ctx, tx, first.proposal.org_id, `proposal.${status}`, ids)
  }
}

function auditEntry({ delivery, settlement, before, proposal }: Settled, at: number): AuditEntry {
  const { status, message } = settlement
  return {
    facilityId: delivery.facility_id,
    at,
    tag: `proposal.${status}`,
    subjectKind: 'proposal',
    subjectId: proposal.proposal_id,
    before: { status: before },
    after: { status, documentId: proposal.document_id, deltaMilli: proposal.delta_milli },
    ...(message === '' ? {} : { reason: message }),
  }
}
