import { setImmediate } from 'node:timers/promises'
import type { EngineContext, Tx } from '../context.ts'
import { transact } from '../transact.ts'
import { parseBasis } from './basis.ts'
import { lockFacilityCount, type FacilityCount } from './facility-count.ts'
import { insertObservations, type Observed } from './observations.ts'
import type { VarianceRow } from './variance-row.ts'
import type { Writing } from './write-variances.ts'

/** Written in some ten milliseconds: so long a scan may have to wait. */
const LINES_AT_ONCE = 500

/**
 * Has the backend told of the current lines that were found, page by page: after the review is open, for nobody waits for it. From what was
 * written of each line, so it is told what everybody else reads. Whoever stops in between leaves the rest for the next comparison.
 */
export async function tellCounts(
  ctx: EngineContext,
  { count, book }: Pick<Writing, 'count' | 'book'>,
  found: ReadonlySet<string>,
): Promise<void> {
  for (let after = ''; ;) {
    const from = after
    const page = await transact(ctx, async (tx) => {
      await lockFacilityCount(tx, count)
      const rows = await currentAfter(tx, count, from)
      const told = rows.filter((row) => found.has(row.line_key)).map(observedIn)
      await insertObservations(ctx, tx, { count, book }, told)
      return rows
    })
    const last = page.at(-1)
    if (last === undefined || page.length < LINES_AT_ONCE) return
    after = last.line_key
    await setImmediate()
  }
}

type Row = Pick<VarianceRow, (typeof COLUMNS)[number]>

const COLUMNS = [
  'line_key',
  'product_id',
  'lot',
  'serial',
  'unit',
  'actual_quantity_on_hand',
  'system_quantity_on_hand',
  'counted_at',
  'basis',
] as const

function currentAfter(tx: Tx, count: FacilityCount, after: string): Promise<readonly Row[]> {
  return tx
    .selectFrom('inv_count_import_variance')
    .select(COLUMNS)
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('current', '=', 1)
    .where('line_key', '>', after)
    .orderBy('line_key')
    .limit(LINES_AT_ONCE)
    .execute()
}

function observedIn(row: Row): Observed {
  const { counters, items, target, recount, countedIn } = parseBasis(row.basis)
  const line = {
    productId: row.product_id,
    lot: row.lot,
    serial: row.serial,
    unit: row.unit,
    actualQuantityOnHand: row.actual_quantity_on_hand,
    systemQuantityOnHand: row.system_quantity_on_hand,
    countedAt: row.counted_at,
    counters,
    items,
    target,
    recount,
  }
  return { line, countedIn, isFirst: false }
}
