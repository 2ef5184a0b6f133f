import { createHash } from 'node:crypto'
import type { DecisionChainLink } from '@cyclecount/contract'
import {
  divideHalfEven,
  type DecisionId,
  type LocationId,
  type PersonId,
  type ProductId,
} from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { positionKey } from '../reconcile/position.ts'

/** The run's decisions from one on, each with its proposals: the one that applies it and what takes that back. */
function decisionRows(ctx: EngineContext, count: FacilityCount) {
  return ctx.db.read
    .selectFrom('inventory_var_dcsn_rsn as d')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'd.variance_id')
    .innerJoin('decision_reason as r', 'r.reason_id', 'd.reason_id')
    .leftJoin('product as p', 'p.product_id', 'v.product_id')
    .leftJoin('proposed_actions as a', 'a.decision_id', 'd.decision_id')
    .leftJoin('decision_reason as ar', 'ar.reason_id', 'a.reversal_reason_id')
    .leftJoin('location as al', 'al.location_id', 'a.location_id')
    .select([
      'd.decision_id',
      'd.variance_id',
      'd.outcome',
      'd.note',
      'd.decided_by',
      'd.rule_version',
      'd.decided_at',
    ])
    .select(['r.code as reason', 'p.sku', 'v.product_id', 'v.line_key', 'v.location_id', 'v.location_seq_id'])
    .select(['v.lot', 'v.serial', 'v.stock_state', 'v.owner', 'v.unit', 'v.unit_cost_micros', 'v.currency'])
    .select(['a.proposal_id', 'a.delta_milli', 'a.status_id', 'a.document_id', 'a.message', 'a.reverses'])
    .select(['a.approved_by', 'a.approved_at', 'a.reason_note', 'a.settled_at', 'ar.code as reversal_reason'])
    .select(['a.location_id as a_location_id', 'al.location_seq_id as a_location_seq_id', 'a.lot as a_lot'])
    .select(['a.serial as a_serial', 'a.stock_state as a_stock_state', 'a.owner as a_owner'])
    .where('d.org_id', '=', count.orgId)
    .where('d.run_id', '=', count.runId)
    .where('d.facility_id', '=', count.facilityId)
}

type Row = Awaited<ReturnType<ReturnType<typeof decisionRows>['execute']>>[number]

/** So many decisions after one, in the order in which they were taken, and the last of them; null where there are no more. */
export async function linksAfter(
  ctx: EngineContext,
  count: FacilityCount,
  after: DecisionId | null,
  given: { readonly howMany: number; readonly showsCost: boolean },
): Promise<{ readonly links: readonly DecisionChainLink[]; readonly last: DecisionId | null }> {
  const decisions = await ctx.db.read
    .selectFrom('inventory_var_dcsn_rsn')
    .select('decision_id')
    .where('org_id', '=', count.orgId)
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .$if(after !== null, (found) => (after === null ? found : found.where('decision_id', '>', after)))
    .orderBy('decision_id')
    .limit(given.howMany)
    .execute()
  const last = decisions.at(-1)?.decision_id ?? null
  if (last === null) return { links: [], last }
  const rows = await decisionRows(ctx, count)
    .where(
      'd.decision_id',
      'in',
      decisions.map((row) => row.decision_id),
    )
    .orderBy('d.decision_id')
    .orderBy('a.proposal_id')
    .execute()
  const balances = await balancesOf(ctx, count, rows)
  const people = rows.flatMap((row): PersonId[] => [
    ...(row.decided_by === null ? [] : [row.decided_by]),
    ...(row.approved_by === null ? [] : [row.approved_by]),
  ])
  const nameOf = await namesOf(ctx, count.orgId, people)
  const batches = new Map(rows.map((row) => [row.proposal_id, batchId(count, row)]))
  return {
    links: rows.map((row) => linkOf(row, { count, balances, nameOf, batches, showsCost: given.showsCost })),
    last,
  }
}

interface Told {
  readonly count: FacilityCount
  readonly balances: ReadonlyMap<string, { readonly onHandMilli: number; readonly availableMilli: number }>
  readonly nameOf: (personId: PersonId) => string
  readonly batches: ReadonlyMap<Row['proposal_id'], string>
  readonly showsCost: boolean
}

function linkOf(row: Row, told: Told): DecisionChainLink {
  const { count, nameOf } = told
  const name = (personId: PersonId | null) => (personId === null ? null : nameOf(personId))
  const money = (micros: bigint | null) => (told.showsCost && micros !== null ? micros.toString() : null)
  const itemId = idOf(count.facilityId, row.line_key)
  return {
    inventoryVarDcsnRsn: {
      decisionId: row.decision_id,
      workEffortId: count.runId,
      varianceId: row.variance_id,
      outcome: row.outcome,
      varianceReasonId: row.reason,
      comments: row.note,
      decidedByUserLogin: name(row.decided_by),
      ruleVersion: row.rule_version,
      decidedDate: row.decided_at,
    },
    ...appliedOf(row, told, itemId, { name, money }),
    inventoryItem: itemOf(row, told, itemId, money),
  }
}

interface Words {
  readonly name: (personId: PersonId | null) => string | null
  readonly money: (micros: bigint | null) => string | null
}

/** What followed from the decision: nothing, where it proposed nothing. */
function appliedOf(
  row: Row,
  { count, batches }: Told,
  inventoryItemId: string,
  { name, money }: Words,
): Pick<DecisionChainLink, 'inventoryItemVariance' | 'physicalInventory' | 'inventoryItemDetail'> {
  const { proposal_id: proposalId, delta_milli: delta, status_id: statusId, unit_cost_micros: unitCost } = row
  if (proposalId === null || delta === null || statusId === null)
    return { inventoryItemVariance: null, physicalInventory: null, inventoryItemDetail: null }
  const physicalInventoryId = batchId(count, row)
  const ids = { inventoryItemId, physicalInventoryId }
  return {
    inventoryItemVariance: {
      ...ids,
      varianceReasonId: row.reversal_reason ?? row.reason,
      quantityOnHandVarMilli: delta,
      statusId,
      comments: row.reason_note ?? '',
      currencyUomId: row.currency,
      costVarianceMicros: money(unitCost === null ? null : divideHalfEven(unitCost * BigInt(delta), 1000n)),
    },
    physicalInventory: {
      physicalInventoryId,
      physicalInventoryDate: row.approved_at ?? row.decided_at,
      partyId: name(row.approved_by),
      generalComments: row.reason_note ?? '',
      reversedPhysicalInventoryId: row.reverses === null ? null : (batches.get(row.reverses) ?? null),
    },
    inventoryItemDetail:
      statusId === 'accepted'
        ? {
            ...ids,
            effectiveDate: row.settled_at ?? row.decided_at,
            quantityOnHandDiffMilli: delta,
            documentId: row.document_id,
            description: row.message,
            unitCostMicros: money(unitCost),
          }
        : null,
  }
}

function itemOf(
  row: Row,
  { count, balances }: Told,
  inventoryItemId: string,
  money: Words['money'],
): DecisionChainLink['inventoryItem'] {
  const place = placeOf(row)
  if (place === null || row.sku === null) return null
  const balance = balances.get(positionKey(place))
  return {
    inventoryItemId,
    productId: row.sku,
    facilityId: count.facilityId,
    locationSeqId: row.proposal_id === null ? row.location_seq_id : row.a_location_seq_id,
    lotId: place.lot,
    serialNumber: place.serial,
    statusId: place.stockState,
    ownerPartyId: place.owner,
    uomId: place.unit,
    quantityOnHandTotalMilli: balance?.onHandMilli ?? null,
    availableToPromiseTotalMilli: balance?.availableMilli ?? null,
    unitCostMicros: money(row.unit_cost_micros),
  }
}

/** Where the difference lies: where it was proposed, else where it was counted. Null for a code that means no product. */
function placeOf(row: Row) {
  const { product_id: productId }: { product_id: ProductId | null } = row
  if (productId === null) return null
  const isProposed = row.proposal_id !== null
  const locationId: LocationId | null = isProposed ? row.a_location_id : row.location_id
  return {
    productId,
    locationId,
    lot: isProposed ? row.a_lot : row.lot,
    serial: isProposed ? row.a_serial : row.serial,
    stockState: (isProposed ? row.a_stock_state : null) ?? row.stock_state,
    owner: (isProposed ? row.a_owner : null) ?? row.owner,
    unit: row.unit,
  }
}

async function balancesOf(
  ctx: EngineContext,
  count: FacilityCount,
  rows: readonly Row[],
): Promise<Told['balances']> {
  const products = [...new Set(rows.flatMap((row) => row.product_id ?? []))]
  if (products.length === 0) return new Map()
  const held = await ctx.db.read
    .selectFrom('inventory_balance')
    .select(['position_key', 'quantity_on_hand_milli', 'quantity_available_milli'])
    .where('facility_id', '=', count.facilityId)
    .where('product_id', 'in', products)
    .execute()
  return new Map(
    held.map((row) => [
      row.position_key,
      { onHandMilli: row.quantity_on_hand_milli, availableMilli: row.quantity_available_milli },
    ]),
  )
}

/** One batch is what one person, or rule, approved at one instant; what takes an adjustment back is a batch of its own. */
function batchId(count: FacilityCount, row: Row): string {
  return row.reverses === null
    ? idOf(count.runId, count.facilityId, String(row.decided_at), row.decided_by ?? row.rule_version ?? '')
    : idOf(row.proposal_id ?? '')
}

/** Our ids for what the source documents give ids to and our tables do not: the same words, the same id. */
function idOf(...words: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
