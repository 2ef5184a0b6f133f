import { setImmediate } from 'node:timers/promises'
import type { EngineContext } from '../context.ts'
import type { BookFacts } from './comparison.ts'
import type { FacilityCount } from './facility-count.ts'
import { positionKey, type OnHandPosition, type Position, type PositionChange } from './position.ts'

type Past = Pick<BookFacts, 'reads' | 'changes'>

/** Nothing is asked of earlier reads where the backend says what moved. */
export const NO_PAST: Past = { reads: [], changes: [] }

/** So many reads are looked back at; further back only the range of a line grows. */
const MOST_READS = 200
const LINES_AT_ONCE = 2_000

interface Held {
  readonly position: Position
  readonly milli: number
}

/**
 * What changed in the facility's book from the last read before `since` to this one, read by read, whatever it was read for. Of two reads only
 * what differs is kept, so that many of them take no more memory than what moved.
 */
export async function readPast(
  ctx: EngineContext,
  count: Pick<FacilityCount, 'facilityId' | 'backendId'>,
  current: { readonly readAt: number; readonly rows: readonly OnHandPosition[] },
  since: number,
): Promise<Past> {
  const rows = await ctx.db.read
    .selectFrom('on_hand_snapshot')
    .select(['snapshot_id', 'read_at'])
    .where('facility_id', '=', count.facilityId)
    .where('backend_id', '=', count.backendId)
    .where('is_whole', '=', 1)
    .where('read_at', '<', current.readAt)
    .orderBy('read_at', 'desc')
    .orderBy('snapshot_id', 'desc')
    .limit(MOST_READS)
    .execute()
  const before = rows.findIndex((row) => row.read_at <= since)
  const earlier = before === -1 ? rows : rows.slice(0, before + 1)
  let newer: ReadonlyMap<string, Held> = new Map(
    current.rows.map((row) => [positionKey(row), { position: row, milli: row.onHandMilli }]),
  )
  let by = current.readAt
  const changes: PositionChange[] = []
  for (const { snapshot_id: snapshotId, read_at: after } of earlier) {
    const older = await heldAt(ctx, snapshotId)
    changes.push(...changesBetween(older, newer, { after, by }))
    newer = older
    by = after
  }
  return { reads: [...earlier.map((row) => row.read_at).toReversed(), current.readAt], changes }
}

async function heldAt(ctx: EngineContext, snapshotId: string): Promise<ReadonlyMap<string, Held>> {
  const held = new Map<string, Held>()
  for (let after = 0; ;) {
    const rows = await ctx.db.read
      .selectFrom('on_hand_snapshot_line')
      .select(['line_seq', 'product_id', 'location_id', 'lot', 'serial', 'stock_state', 'owner', 'unit'])
      .select('on_hand_milli')
      .where('snapshot_id', '=', snapshotId)
      .where('line_seq', '>', after)
      .orderBy('line_seq')
      .limit(LINES_AT_ONCE)
      .execute()
    for (const row of rows) {
      const { lot, serial, owner, unit } = row
      const where = { productId: row.product_id, locationId: row.location_id, stockState: row.stock_state }
      const position = { ...where, lot, serial, owner, unit }
      held.set(positionKey(position), { position, milli: row.on_hand_milli })
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < LINES_AT_ONCE) return held
    after = last.line_seq
    await setImmediate()
  }
}

/** A position that is not in a read holds nothing. */
function changesBetween(
  older: ReadonlyMap<string, Held>,
  newer: ReadonlyMap<string, Held>,
  between: Pick<PositionChange, 'after' | 'by'>,
): readonly PositionChange[] {
  const changes: PositionChange[] = []
  const note = ({ position }: Held, quantityMilli: number) => {
    const { productId, locationId, lot, serial, owner, stockState, unit } = position
    const where = { productId, locationId, lot, serial, owner, stockState, unit }
    if (quantityMilli !== 0) changes.push({ ...where, quantityMilli, ...between })
  }
  for (const [key, held] of newer) note(held, held.milli - (older.get(key)?.milli ?? 0))
  for (const [key, held] of older) if (!newer.has(key)) note(held, -held.milli)
  return changes
}
