import type { Adjustment } from '@cyclecount/backend-port'
import {
  adjustmentMilli,
  type LocationId,
  type Precedence,
  type ProductId,
  type ProposalId,
} from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { codeAtBackend } from '../reasons/backend-code.ts'
import { adjustmentPayload } from '../delivery/payload.ts'
import { noteProposals } from '../events/proposal-events.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { parsePositionKey, type Position } from '../reconcile/position.ts'
import type { Decided, Decider } from './decision-rows.ts'
import { externalNames, type ExternalNames } from './external-names.ts'
import type { GivenReason } from './given-reason.ts'

export interface Proposing {
  readonly by: Decider
  readonly count: FacilityCount
  readonly reason: GivenReason
  readonly note: string
  readonly precedence: Precedence
  /** Where they are the two halves of one move. */
  readonly moveId: string | null
  readonly at: number
}

/** What a proposal rests on, kept with it. */
export interface ProposalBasis {
  readonly snapshotId: string | null
  readonly readAt: number
  readonly readMilli: number
  readonly movedSinceMilli: number
  readonly movements: number
  readonly asOfCount: boolean
  readonly expectedMilli: number
  readonly countedMilli: number
  /** Whether what moved since stays beside the difference, or was in the count. */
  readonly precedence: Precedence
  readonly asOfAt: number
}

/**
 * A proposal and its delivery for every approved line that has something to book; answers how many. The delta is offered, never an
 * absolute quantity.
 */
export async function insertProposals(
  ctx: EngineContext,
  tx: Tx,
  proposing: Proposing,
  approved: readonly Decided[],
): Promise<number> {
  const { count } = proposing
  // What takes off goes first, so that nothing is put where it is not taken from.
  const changing = approved
    .filter((decided) => deltaOf(proposing, decided) !== 0)
    .toSorted((a, b) => (proposing.moveId === null ? 0 : deltaOf(proposing, a) - deltaOf(proposing, b)))
  if (changing.length === 0) return 0
  const names = await externalNames(tx, count.backendId, {
    facility: count.facilityId,
    products: changing.flatMap(({ row }): ProductId[] => (row.product_id === null ? [] : [row.product_id])),
    locations: changing.flatMap(({ basis }): LocationId[] =>
      [basis.target, ...basis.positions.map(parsePositionKey)].flatMap(({ locationId }) => locationId ?? []),
    ),
  })
  let first: ProposalId | null = null
  let batch: ProposalId | null = null
  const reasonCode = await codeAtBackend(tx, count.backendId, proposing.reason)
  const proposals = changing.flatMap((decided) => {
    const { product_id: productId } = decided.row
    if (productId === null) return []
    const place = {
      facility: names.facility(count.facilityId),
      product: names.product(productId),
      location: names.location(decided.basis.target.locationId),
      ...amongOf(decided, names),
    }
    const made = proposalRow(ctx, proposing, decided, productId)
    batch ??= made.proposal_id
    const row = { ...made, physical_inventory_id: batch }
    const after = first
    if (proposing.moveId !== null) first ??= row.proposal_id
    const delivery = deliveryRow(ctx, { ...proposing, reasonCode }, decided, row, place)
    return { row, delivery: { ...delivery, after_proposal_id: after } }
  })
  await ctx.db.rows.insert(
    tx,
    'proposed_actions',
    proposals.map(({ row }) => row),
  )
  await ctx.db.rows.insert(
    tx,
    'delivery',
    proposals.map(({ delivery }) => delivery),
  )
  const made = proposals.map(({ row }) => row.proposal_id)
  await noteProposals(ctx, tx, count.orgId, 'proposal.created', made)
  return proposals.length
}

function deltaOf({ precedence }: Proposing, { row, basis }: Decided): number {
  return adjustmentMilli(precedence, {
    countedMilli: row.actual_quantity_on_hand,
    expectedMilli: row.system_quantity_on_hand,
    movedSinceMilli: basis.movedSinceMilli,
  })
}

/** The positions that were added up, where they are not just the one that the line itself names. */
function amongOf({ row, basis }: Decided, names: ExternalNames): Pick<Adjustment, 'among'> {
  const positions = basis.positions.map(parsePositionKey)
  const [only] = positions
  const isPlain =
    positions.length === 0 ||
    (positions.length === 1 && only?.lot === row.lot && only.serial === row.serial && isTarget(only, basis))
  if (isPlain) return {}
  return {
    among: positions.map(({ locationId, lot, serial, owner, stockState }) => ({
      location: names.location(locationId),
      lot,
      serial,
      owner,
      stockState,
    })),
  }
}

function isTarget(position: Position, { target }: Decided['basis']): boolean {
  const { locationId, owner, stockState } = target
  return position.locationId === locationId && position.owner === owner && position.stockState === stockState
}

type ProposalRow = ReturnType<typeof proposalRow>

function proposalRow(ctx: EngineContext, proposing: Proposing, decided: Decided, productId: ProductId) {
  const { by, count, note, precedence, at } = proposing
  const { row, basis, decisionId } = decided
  const { target } = basis
  const proposalBasis: ProposalBasis = {
    snapshotId: row.snapshot_id,
    readAt: basis.readAt,
    readMilli: basis.readMilli,
    movedSinceMilli: basis.movedSinceMilli,
    movements: basis.movements,
    asOfCount: basis.asOfCount,
    expectedMilli: row.system_quantity_on_hand,
    countedMilli: row.actual_quantity_on_hand,
    precedence,
    asOfAt: basis.asOfAt,
  }
  return {
    proposal_id: ctx.newId<ProposalId>(),
    org_id: count.orgId,
    facility_id: count.facilityId,
    backend_id: count.backendId,
    run_id: count.runId,
    variance_id: row.variance_id,
    decision_id: decisionId,
    action_type: 'inventory_adjustment' as const,
    product_id: productId,
    location_id: target.locationId,
    lot: target.lot,
    serial: target.serial,
    stock_state: target.stockState,
    owner: target.owner,
    unit: row.unit,
    delta_milli: deltaOf(proposing, decided),
    basis: JSON.stringify(proposalBasis),
    idempotency_key: `adjustment:${row.variance_id}`,
    move_id: proposing.moveId,
    reverses: null,
    reversal_reason_id: null,
    status_id: 'pending' as const,
    document_id: null,
    message: null,
    approved_by: by.personId,
    approved_at: at,
    reason_note: note,
    created_at: at,
    settled_at: null,
  }
}

function deliveryRow(
  ctx: EngineContext,
  { by, count, reasonCode, note, at }: Proposing & { readonly reasonCode: string },
  { row, basis }: Decided,
  proposal: ProposalRow,
  external: Pick<Adjustment, 'facility' | 'product' | 'location' | 'among'>,
) {
  const adjustment: Adjustment = {
    ...external,
    idempotencyKey: proposal.idempotency_key,
    lot: proposal.lot,
    serial: proposal.serial,
    stockState: proposal.stock_state,
    owner: proposal.owner,
    unit: proposal.unit,
    deltaMilli: proposal.delta_milli,
    reason: reasonCode,
    note,
    actor: by.personId ?? by.ruleVersion,
    sourceRef: `run:${count.runId} variance:${row.variance_id} proposal:${proposal.proposal_id}`,
    countedAt: basis.asOfAt,
    basis: {
      // Where the count wins, what moved since was there when it was counted.
      expectedMilli: row.actual_quantity_on_hand - proposal.delta_milli,
      countedMilli: row.actual_quantity_on_hand,
      readAt: basis.readAt,
    },
  }
  return {
    delivery_id: ctx.newId(),
    org_id: count.orgId,
    backend_id: count.backendId,
    facility_id: count.facilityId,
    kind: 'adjustment' as const,
    proposal_id: proposal.proposal_id,
    idempotency_key: adjustment.idempotencyKey,
    payload: adjustmentPayload(adjustment),
    state: 'waiting' as const,
    attempts: 0,
    next_at: at,
    last_message: null,
    created_at: at,
  }
}
