import type { Schema } from '@cyclecount/db'
import type { VarianceId } from '@cyclecount/domain'
import { inventoryItemId } from '../ids.ts'
import { basisText, type Basis } from './basis.ts'
import { OWN, type LineFound } from './comparison.ts'
import type { FacilityCount } from './facility-count.ts'
import type { Known } from './known-lines.ts'
import type { BookRead } from './read-book.ts'

export type VarianceRow = Schema['inv_count_import_variance']

export interface VarianceVersion {
  readonly varianceId: VarianceId
  readonly version: number
  readonly countedIn: VarianceId
  readonly reopened: Basis['reopened']
  readonly createdAt: number
}

/** The row of one version of a line. */
export function varianceRow(
  count: FacilityCount,
  book: Pick<BookRead, 'snapshotId' | 'readAt'>,
  names: { readonly sku: string; readonly locationCode: string | null },
  line: LineFound,
  version: VarianceVersion,
): VarianceRow {
  const onlyItem = line.items.length === 1 ? line.items[0] : undefined
  return {
    variance_id: version.varianceId,
    org_id: count.orgId,
    run_id: count.runId,
    facility_id: count.facilityId,
    round: count.round,
    line_key: line.lineKey,
    inventory_item_id: inventoryItemId(count.facilityId, line.lineKey),
    version: version.version,
    current: 1,
    inventory_count_import_id: onlyItem?.sessionId ?? null,
    inv_count_import_item_seq_id: onlyItem?.seq ?? null,
    product_id: line.productId,
    product_identifier: names.sku,
    location_id: line.locationId,
    location_seq_id: names.locationCode,
    lot: line.lot,
    serial: line.serial,
    stock_state: line.stockState,
    owner: line.owner,
    consigned: line.target.owner === OWN ? 0 : 1,
    unit: line.unit,
    counted_state: line.countedState,
    counted_at: line.countedAt,
    system_quantity_on_hand: line.systemQuantityOnHand,
    actual_quantity_on_hand: line.actualQuantityOnHand,
    variance_quantity_on_hand: line.varianceQuantityOnHand,
    percent_milli: line.percentMilli,
    unit_cost_micros: line.unitCostMicros,
    total_cost_micros: line.totalCostMicros,
    actual_cost_micros: line.actualCostMicros,
    cost_variance_micros: line.costVarianceMicros,
    total_value_micros: line.totalValueMicros,
    actual_value_micros: line.actualValueMicros,
    value_variance_micros: line.valueVarianceMicros,
    currency: line.currency ?? count.currency,
    snapshot_id: book.snapshotId,
    basis: basisText(basisOf(book.readAt, line, version)),
    created_at: version.createdAt,
  }
}

/** How the line came about, of this read. */
export function basisOf(
  readAt: number,
  line: LineFound,
  version: Pick<VarianceVersion, 'countedIn' | 'reopened'>,
): Basis {
  const { readMilli, movedSinceMilli, movements, asOfCount, around, proposedMilli } = line
  const { counters, items, positions, target, recount, conflict } = line
  const { countedIn, reopened } = version
  const figures = {
    asOfAt: line.asOfAt,
    readAt,
    readMilli,
    movedSinceMilli,
    movements,
    asOfCount,
    around,
    proposedMilli,
  }
  return { ...figures, counters, items, positions, target, recount, conflict, countedIn, reopened }
}

/** Whether the line is as this version says: a new version would tell nobody anything. */
export function hasSameFigures({ row, basis }: Pick<Known, 'row' | 'basis'>, line: LineFound): boolean {
  return (
    row.counted_state === line.countedState &&
    row.system_quantity_on_hand === line.systemQuantityOnHand &&
    row.actual_quantity_on_hand === line.actualQuantityOnHand &&
    row.unit_cost_micros === line.unitCostMicros &&
    row.cost_variance_micros === line.costVarianceMicros &&
    row.value_variance_micros === line.valueVarianceMicros &&
    basis.counters.join() === line.counters.join() &&
    rangeText(basis) === rangeText(line) &&
    isSameRecount(basis.recount, line.recount)
  )
}

function rangeText({ around }: Pick<Basis, 'around'>): string {
  return around === null ? '' : `${around.beforeMilli} ${around.afterMilli}`
}

function isSameRecount(a: LineFound['recount'], b: LineFound['recount']): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
