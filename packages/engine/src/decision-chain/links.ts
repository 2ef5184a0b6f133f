import type { DecisionChainLink } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import { divideHalfEven, type DecisionId, type PersonId, type ProposalId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

/** So many decisions after one, in the order in which they were taken, and the last of them; null where there are no more. */
export async function linksAfter(
  ctx: EngineContext,
  count: FacilityCount,
  after: DecisionId | null,
  given: { readonly howMany: number; readonly showsCost: boolean },
): Promise<{ readonly links: readonly DecisionChainLink[]; readonly last: DecisionId | null }> {
  const page = await ctx.db.read
    .selectFrom('inventory_var_dcsn_rsn')
    .select('decision_id')
    .where('org_id', '=', count.orgId)
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .$if(after !== null, (found) => (after === null ? found : found.where('decision_id', '>', after)))
    .orderBy('decision_id')
    .limit(given.howMany)
    .execute()
  const last = page.at(-1)?.decision_id ?? null
  if (last === null) return { links: [], last }
  const rows = await chainRows(
    ctx,
    page.map((row) => row.decision_id),
  )
  const people = [
    ...rows.decisions.map((row) => row.decided_by_user_login_id),
    ...rows.batches.map((row) => row.party_id),
  ].filter((personId) => personId !== null)
  const told = { rows, nameOf: await namesOf(ctx, count.orgId, people), ...given }
  return { links: rows.decisions.flatMap((decision) => linksOf(decision, told)), last }
}

/** What the views of the chain have of these decisions. */
async function chainRows(ctx: EngineContext, decisionIds: readonly DecisionId[]) {
  const read = ctx.db.read
  const decisions = await read
    .selectFrom('chain_inventory_var_dcsn_rsn')
    .selectAll()
    .where('decision_id', 'in', decisionIds)
    .orderBy('decision_id')
    .execute()
  const variances = await read
    .selectFrom('chain_inventory_item_variance')
    .selectAll()
    .where('decision_id', 'in', decisionIds)
    .orderBy('proposal_id')
    .execute()
  const batches = await read
    .selectFrom('chain_physical_inventory')
    .selectAll()
    .where('physical_inventory_id', 'in', [...new Set(variances.map((row) => row.physical_inventory_id))])
    .execute()
  const details = await read
    .selectFrom('chain_inventory_item_detail')
    .selectAll()
    .where('decision_id', 'in', decisionIds)
    .execute()
  const items = await read
    .selectFrom('chain_inventory_item')
    .selectAll()
    .where('decision_id', 'in', decisionIds)
    .execute()
  return {
    decisions,
    batches,
    variancesOf: Map.groupBy(variances, (row) => row.decision_id),
    batchOf: new Map(batches.map((row) => [row.physical_inventory_id, row])),
    detailOf: new Map(details.map((row) => [row.proposal_id, row])),
    itemOf: new Map(items.map((row) => [itemName(row.decision_id, row.proposal_id), row])),
  }
}

type Rows = Awaited<ReturnType<typeof chainRows>>
type Decision = Schema['chain_inventory_var_dcsn_rsn']
type Variance = Schema['chain_inventory_item_variance']

function itemName(decisionId: DecisionId, proposalId: ProposalId | null): string {
  return `${decisionId} ${proposalId ?? ''}`
}

interface Told {
  readonly rows: Rows
  readonly nameOf: (personId: PersonId) => string
  readonly showsCost: boolean
}

/** One of each thing that followed from the decision: what applies it, and what takes that back. */
function linksOf(decision: Decision, told: Told): readonly DecisionChainLink[] {
  const inventoryVarDcsnRsn = {
    decisionId: decision.decision_id,
    workEffortId: decision.work_effort_id,
    varianceId: decision.variance_id,
    outcome: decision.outcome,
    varianceReasonId: decision.variance_reason_id,
    comments: decision.comments,
    decidedByUserLogin: nameIn(told, decision.decided_by_user_login_id),
    ruleVersion: decision.rule_version,
    decidedDate: decision.decided_date,
  }
  const applied = told.rows.variancesOf.get(decision.decision_id)
  if (applied === undefined)
    return [
      {
        inventoryVarDcsnRsn,
        inventoryItemVariance: null,
        physicalInventory: null,
        inventoryItemDetail: null,
        inventoryItem: itemOf(itemName(decision.decision_id, null), told),
      },
    ]
  return applied.map((variance) => ({
    inventoryVarDcsnRsn,
    inventoryItemVariance: varianceOf(variance, told),
    physicalInventory: batchOf(variance.physical_inventory_id, told),
    inventoryItemDetail: detailOf(variance.proposal_id, told),
    inventoryItem: itemOf(itemName(decision.decision_id, variance.proposal_id), told),
  }))
}

function nameIn({ nameOf }: Told, personId: PersonId | null): string | null {
  return personId === null ? null : nameOf(personId)
}

function money({ showsCost }: Told, micros: bigint | null): string | null {
  return showsCost && micros !== null ? micros.toString() : null
}

function varianceOf(row: Variance, told: Told): DecisionChainLink['inventoryItemVariance'] {
  const { unit_cost_micros: unitCost, quantity_on_hand_var: quantity } = row
  return {
    inventoryItemId: row.inventory_item_id,
    physicalInventoryId: row.physical_inventory_id,
    varianceReasonId: row.variance_reason_id,
    quantityOnHandVarMilli: quantity,
    statusId: row.status_id,
    comments: row.comments,
    currencyUomId: row.currency_uom_id,
    costVarianceMicros: money(
      told,
      unitCost === null ? null : divideHalfEven(unitCost * BigInt(quantity), 1000n),
    ),
  }
}

function batchOf(physicalInventoryId: ProposalId, told: Told): DecisionChainLink['physicalInventory'] {
  const row = told.rows.batchOf.get(physicalInventoryId)
  if (row === undefined) return null
  return {
    physicalInventoryId,
    physicalInventoryDate: row.physical_inventory_date,
    partyId: nameIn(told, row.party_id),
    generalComments: row.general_comments,
    reversedPhysicalInventoryId: row.reversed_physical_inventory_id,
  }
}

function detailOf(proposalId: ProposalId, told: Told): DecisionChainLink['inventoryItemDetail'] {
  const row = told.rows.detailOf.get(proposalId)
  if (row === undefined) return null
  return {
    inventoryItemId: row.inventory_item_id,
    physicalInventoryId: row.physical_inventory_id,
    effectiveDate: row.effective_date,
    quantityOnHandDiffMilli: row.quantity_on_hand_diff,
    documentId: row.document_id,
    description: row.description,
    unitCostMicros: money(told, row.unit_cost_micros),
  }
}

function itemOf(name: string, told: Told): DecisionChainLink['inventoryItem'] {
  const row = told.rows.itemOf.get(name)
  if (row === undefined) return null
  return {
    inventoryItemId: row.inventory_item_id,
    productId: row.product_id,
    facilityId: row.facility_id,
    locationSeqId: row.location_seq_id,
    lotId: row.lot_id,
    serialNumber: row.serial_number,
    statusId: row.status_id,
    ownerPartyId: row.owner_party_id,
    uomId: row.uom_id,
    quantityOnHandTotalMilli: row.quantity_on_hand_total,
    availableToPromiseTotalMilli: row.available_to_promise_total,
    unitCostMicros: money(told, row.unit_cost_micros),
  }
}
