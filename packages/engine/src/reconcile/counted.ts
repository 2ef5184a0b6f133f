import { setImmediate } from 'node:timers/promises'
import type { Schema } from '@cyclecount/db'
import type { LocationId, SessionId } from '@cyclecount/domain'
import { sql, type ExpressionBuilder } from 'kysely'
import type { EngineContext } from '../context.ts'
import type { CountedItem, EmptyFinding, SessionRow } from './count-facts.ts'
import type { FacilityCount } from './facility-count.ts'

/**
 * The lines of the submitted sessions, those taken back left out: session by session, with waiting requests in between. What changes
 * meanwhile changes the sessions' signature.
 */
export async function readItems(
  ctx: EngineContext,
  count: FacilityCount,
  submitted: readonly SessionRow[],
): Promise<readonly CountedItem[]> {
  const items: CountedItem[] = []
  for (const session of submitted) {
    items.push(...(await readItemsOf(ctx, count, session)))
    await setImmediate()
  }
  return items
}

async function readItemsOf(
  ctx: EngineContext,
  count: FacilityCount,
  { session_id: sessionId, area_id: areaId }: SessionRow,
): Promise<readonly CountedItem[]> {
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import_item as i')
    .select(['i.import_item_seq_id', 'i.product_id', 'i.code_key', 'i.product_identifier', 'i.location_id'])
    .select(['i.lot', 'i.serial', 'i.stock_state', 'i.owner', 'i.unit', 'i.quantity', 'i.last_at'])
    .select(['i.counted_by_user_login_id', 'i.status_id'])
    .where('i.inventory_count_import_id', '=', sessionId)
    .where('i.status_id', '!=', 'voided')
    .orderBy('i.import_item_seq_id')
    .execute()
  return rows.map((row) => ({
    sessionId,
    seq: row.import_item_seq_id,
    areaId,
    productId: row.product_id,
    codeKey: row.code_key,
    code: row.product_identifier,
    locationId: row.location_id,
    lot: row.lot,
    serial: row.serial,
    stockState: row.stock_state,
    owner: row.owner,
    unit: row.unit,
    quantityMilli: row.quantity,
    lastAt: notBefore(count, row.last_at),
    countedBy: row.counted_by_user_login_id,
    conflict: row.status_id === 'conflict',
  }))
}

/** What arrived late moves no figure until it is accepted (EXEC-10). */
export function isOfTheCount(eb: ExpressionBuilder<{ readonly c: Pick<Schema['scan'], 'late_state'> }, 'c'>) {
  return eb.or([eb('c.late_state', 'is', null), eb('c.late_state', '=', 'accepted')])
}

/** As the index says it that holds only these: a session has thousands of scans, and few rows of another kind. */
const isNoScan = sql<boolean>`c.kind not in ('scan', 'hand', 'set', 'void')`

/** When bins were confirmed empty and sessions submitted, in server time as far as the device knew it. */
export async function readEndings(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<{
  readonly emptied: ReadonlyMap<LocationId, EmptyFinding>
  readonly submits: ReadonlyMap<SessionId, number>
}> {
  const sessions = ctx.db.read
    .selectFrom('inventory_count_import as s')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '=', count.round)
    .where('s.status_id', '=', 'submitted')
  const bins = await sessions
    .innerJoin('session_location as sl', 'sl.session_id', 's.inventory_count_import_id')
    .innerJoin('scan as c', (join) =>
      join.onRef('c.session_id', '=', 'sl.session_id').onRef('c.location_id', '=', 'sl.location_id'),
    )
    .select(['sl.location_id', 'c.captured_at', 'c.clock_offset_ms', 'c.user_id'])
    .where('sl.state', '=', 'confirmed-empty')
    .where(isNoScan)
    .where('c.kind', '=', 'confirm-empty')
    .where(isOfTheCount)
    .orderBy('c.scan_id')
    .execute()
  const submitted = await sessions
    .innerJoin('scan as c', 'c.session_id', 's.inventory_count_import_id')
    .select(['c.session_id', 'c.captured_at', 'c.clock_offset_ms'])
    .where(isNoScan)
    .where('c.kind', '=', 'submit')
    .where(isOfTheCount)
    .orderBy('c.scan_id')
    .execute()
  const at = (row: { captured_at: number; clock_offset_ms: number | null }) =>
    notBefore(count, row.captured_at + (row.clock_offset_ms ?? 0))
  return {
    emptied: new Map(
      [...Map.groupBy(bins, (row) => row.location_id)].map(([locationId, found]) => [
        locationId,
        { at: found.reduce((_, row) => at(row), 0), by: found.map((row) => row.user_id) },
      ]),
    ),
    submits: new Map(submitted.map((row) => [row.session_id, at(row)])),
  }
}

/** A device whose clock was wrong and that had not met the server says times before the run existed. */
function notBefore(count: FacilityCount, at: number): number {
  return Math.max(at, count.createdAt)
}
