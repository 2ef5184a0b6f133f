import { fail, type VarianceFeed } from '@cyclecount/contract'
import { parseId, type FacilityId, type VarianceId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { allLines } from '../reports/variance-lines.ts'
import type { Query } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import type { MachineActor } from './actor.ts'
import { facilityOfMachine } from './facility.ts'

const PAGE = 200
const LARGEST_PAGE = 1000

/**
 * The variances that stand now at the machine's facilities, in the order in which they were found (a line that was compared anew is a variance of
 * its own and comes again). Money only with the scope for it.
 */
export async function varianceFeed(
  ctx: EngineContext,
  machine: MachineActor,
  query: Query<'varianceFeed'>,
): Promise<VarianceFeed> {
  const facilities: readonly FacilityId[] =
    query.facility === undefined
      ? machine.facilities
      : [await facilityOfMachine(ctx, machine, query.facility)]
  const after = cursorOf(query.cursor)
  const limit = limitOf(query.limit)
  const { runId, status = 'all' } = query
  const rows = await allLines(ctx)
    .innerJoin('count_run as run', 'run.run_id', 'v.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'v.facility_id')
    .select(['run.name as run_name', 'f.code as facility_code'])
    .where('v.org_id', '=', machine.orgId)
    .where('v.facility_id', 'in', facilities)
    .where('v.current', '=', 1)
    .$if(runId !== undefined, (found) => (runId === undefined ? found : found.where('v.run_id', '=', runId)))
    .$if(status === 'open', (found) => found.where('d.decision_id', 'is', null))
    .$if(status === 'decided', (found) => found.where('d.decision_id', 'is not', null))
    .$if(after !== null, (found) => (after === null ? found : found.where('v.variance_id', '>', after)))
    .orderBy('v.variance_id')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const proposals = await proposalsOf(
    ctx,
    page.map((row) => row.variance_id),
  )
  const money = (micros: bigint | null) =>
    machine.scopes.includes('see-cost') && micros !== null ? micros.toString() : null
  return {
    next: rows.length > limit ? (page.at(-1)?.variance_id ?? null) : null,
    variances: page.map((row) => ({
      varianceId: row.variance_id,
      runId: row.run_id,
      runName: row.run_name,
      round: row.round,
      facility: row.facility_code,
      sku: row.sku,
      productIdentifier: row.product_identifier,
      title: row.title,
      location: row.location_seq_id,
      lot: row.lot,
      serial: row.serial,
      stockState: row.stock_state,
      owner: row.owner,
      unit: row.unit,
      countedState: row.counted_state,
      countedAt: row.counted_at,
      systemQuantityOnHandMilli: row.system_quantity_on_hand,
      actualQuantityOnHandMilli: row.actual_quantity_on_hand,
      varianceQuantityOnHandMilli: row.variance_quantity_on_hand,
      percentMilli: row.percent_milli,
      currency: row.currency,
      unitCostMicros: money(row.unit_cost_micros),
      totalCostMicros: money(row.total_cost_micros),
      actualCostMicros: money(row.actual_cost_micros),
      costVarianceMicros: money(row.cost_variance_micros),
      totalValueMicros: money(row.total_value_micros),
      actualValueMicros: money(row.actual_value_micros),
      valueVarianceMicros: money(row.value_variance_micros),
      decision:
        row.outcome === null
          ? null
          : { outcome: row.outcome, reason: row.reason_code ?? '', decidedAt: row.decided_at ?? 0 },
      proposal: proposals.get(row.variance_id) ?? null,
    })),
  }
}

/** What each variance proposed; what reverses that is not of the variance. */
async function proposalsOf(ctx: EngineContext, variances: readonly VarianceId[]) {
  if (variances.length === 0) return new Map<VarianceId, never>()
  const rows = await ctx.db.read
    .selectFrom('proposed_actions')
    .select(['variance_id', 'proposal_id', 'delta_milli', 'status_id', 'document_id'])
    .where('variance_id', 'in', variances)
    .where('reverses', 'is', null)
    .execute()
  return new Map(
    rows.map((row) => [
      row.variance_id,
      {
        proposalId: row.proposal_id,
        deltaMilli: row.delta_milli,
        status: row.status_id,
        documentId: row.document_id,
      },
    ]),
  )
}

function cursorOf(text: string | undefined): VarianceId | null {
  if (text === undefined) return null
  return parseId<VarianceId>(text) ?? fail('bad-request', say('query.cursor'))
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? PAGE)
  if (Number.isInteger(limit) && limit >= 1 && limit <= LARGEST_PAGE) return limit
  return fail('bad-request', say('query.wrong'), [
    { path: 'query.limit', message: say('query.limit', { most: LARGEST_PAGE }) },
  ])
}
