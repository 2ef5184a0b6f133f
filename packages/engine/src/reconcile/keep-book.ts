import type { Schema } from '@cyclecount/db'
import type { EngineContext } from '../context.ts'
import { transact } from '../transact.ts'
import { eachChunk } from './chunks.ts'
import type { FacilityCount } from './facility-count.ts'
import { positionKey, type OnHandPosition, type PositionMovement } from './position.ts'

interface KeptBook {
  readonly snapshotId: string
  readonly readAt: number
  readonly onHand: readonly OnHandPosition[]
  readonly movements: readonly PositionMovement[]
}

/** Written in some ten milliseconds: so long a scan may have to wait. */
const ROWS_AT_ONCE = 1_000

/**
 * Keeps what was read, in short transactions. A read counts from when it is whole: one that broke off would say that the rest of the store is
 * empty.
 */
export async function keepBook(
  ctx: EngineContext,
  count: FacilityCount,
  book: KeptBook,
  read: { readonly mark: string | null; readonly takenFor: Schema['on_hand_snapshot']['taken_for'] },
): Promise<void> {
  const { snapshotId } = book
  const { orgId, facilityId, backendId, runId } = count
  await ctx.db.write((tx) =>
    tx
      .insertInto('on_hand_snapshot')
      .values({
        snapshot_id: snapshotId,
        org_id: orgId,
        facility_id: facilityId,
        run_id: runId,
        backend_id: backendId,
        read_at: book.readAt,
        cursor: read.mark,
        taken_for: read.takenFor,
        is_whole: 0,
      })
      .execute(),
  )
  let lineSeq = 0
  await eachChunk(book.onHand, ROWS_AT_ONCE, async (chunk) => {
    const rows = chunk.map((line) => ({
      snapshot_id: snapshotId,
      line_seq: (lineSeq += 1),
      org_id: orgId,
      product_id: line.productId,
      location_id: line.locationId,
      lot: line.lot,
      serial: line.serial,
      stock_state: line.stockState,
      owner: line.owner,
      unit: line.unit,
      on_hand_milli: line.onHandMilli,
      cost_value_micros: line.unitCost?.valueMicros ?? null,
      cost_per_milli: line.unitCost?.perMilli ?? null,
      price_micros: line.price?.valueMicros ?? null,
      currency: line.unitCost?.currency ?? line.price?.currency ?? count.currency,
    }))
    await ctx.db.write((tx) => ctx.db.rows.insert(tx, 'on_hand_snapshot_line', rows))
  })
  await eachChunk(book.movements, ROWS_AT_ONCE, async (chunk) => {
    const rows = chunk.map((movement) => ({
      backend_id: backendId,
      external_ref: movement.externalRef,
      org_id: orgId,
      facility_id: facilityId,
      product_id: movement.productId,
      position_key: positionKey(movement),
      quantity_milli: movement.quantityMilli,
      kind: movement.kind,
      occurred_at: movement.occurredAt,
      recorded_at: movement.recordedAt,
    }))
    await transact(ctx, (tx) => ctx.db.rows.put(tx, 'book_movement', [], rows))
  })
  await ctx.db.write((tx) =>
    tx.updateTable('on_hand_snapshot').set({ is_whole: 1 }).where('snapshot_id', '=', snapshotId).execute(),
  )
}
