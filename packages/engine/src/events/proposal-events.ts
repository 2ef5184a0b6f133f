import { divideHalfEven, type DomainEventType, type OrgId, type ProposalId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { noteEvents, type DomainEvent } from './note-events.ts'

/** What became of proposals. An accepted one has adjusted the inventory: an event of its own, for who follows the stock and not our proposals. */
export async function noteProposals(
  ctx: EngineContext,
  tx: Tx,
  orgId: OrgId,
  type: Extract<DomainEventType, `proposal.${string}`>,
  proposals: readonly ProposalId[],
): Promise<void> {
  for (const some of chunksOf(proposals, 300)) {
    const rows = await readProposals(tx, some)
    const byId = new Map(rows.map((row) => [row.proposal_id, row]))
    const happened = some.flatMap((proposalId): DomainEvent[] => {
      const row = byId.get(proposalId)
      if (!row) return []
      const event = eventOf(row)
      return type === 'proposal.accepted'
        ? [
            { ...event, type },
            { ...event, type: 'inventory.adjusted' },
          ]
        : [{ ...event, type }]
    })
    await noteEvents(ctx, tx, orgId, happened)
  }
}

/** The proposal as an event tells of it; null where there is none. */
export async function proposalEvent(
  tx: Tx,
  proposalId: ProposalId,
): Promise<Omit<DomainEvent, 'type'> | null> {
  const [row] = await readProposals(tx, [proposalId])
  return row === undefined ? null : eventOf(row)
}

async function readProposals(tx: Tx, proposals: readonly ProposalId[]) {
  return tx
    .selectFrom('proposed_actions as a')
    .innerJoin('product as p', 'p.product_id', 'a.product_id')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'a.variance_id')
    .leftJoin('location as l', 'l.location_id', 'a.location_id')
    .selectAll('a')
    .select(['p.sku', 'l.location_seq_id', 'v.unit_cost_micros', 'v.currency'])
    .where('a.proposal_id', 'in', proposals)
    .execute()
}

type Row = Awaited<ReturnType<typeof readProposals>>[number]

function eventOf(row: Row): Omit<DomainEvent, 'type'> {
  const { unit_cost_micros: unitCost } = row
  const costs =
    unitCost === null
      ? {}
      : {
          costs: {
            currency: row.currency,
            unitCostMicros: unitCost.toString(),
            costMicros: divideHalfEven(unitCost * BigInt(row.delta_milli), 1000n).toString(),
          },
        }
  return {
    facilityId: row.facility_id,
    subject: `proposal/${row.proposal_id}`,
    data: {
      proposalId: row.proposal_id,
      runId: row.run_id,
      varianceId: row.variance_id,
      sku: row.sku,
      location: row.location_seq_id,
      lot: row.lot,
      serial: row.serial,
      stockState: row.stock_state,
      owner: row.owner,
      unit: row.unit,
      deltaMilli: row.delta_milli,
      status: row.status_id,
      documentId: row.document_id,
      message: row.message,
      reverses: row.reverses,
    },
    ...costs,
  }
}
