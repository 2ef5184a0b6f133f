import type { ProductId, RunId } from '@cyclecount/domain'
import type { Actor, EngineContext, ReadOrTx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { parseBasis } from '../reconcile/basis.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { facilityCount, seesCost, type FacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import type { Reply } from '../reports/reply.ts'
import { toVariance } from '../reports/to-variance.ts'
import { matching, varianceLines } from '../reports/variance-lines.ts'
import { pairKey, pairOffsets, type OffsetLine } from './pair-offsets.ts'

/** Offers shown at once; those that follow come when these are answered. */
const SHOWN = 50

/** Open lines of the run's count that cancel out, each pair offered as one move. */
export async function offsetOffers(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): Promise<Reply<'offsets'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const open = await matching(varianceLines(ctx, count), { status: 'open', show: 'differing' }).execute()
  const shared = await sharedCodes(
    ctx.db.read,
    count,
    open.flatMap((row) => row.product_id ?? []),
  )
  const lines = open.flatMap((row) => {
    const line = offsetLine(row, shared)
    return line === null ? [] : [{ ...line, row }]
  })
  const pairs = pairOffsets(lines, await rejectedPairs(ctx.db.read, count)).slice(0, SHOWN)
  const rows = pairs.flatMap(({ from, to }) => [from.row, to.row])
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.flatMap((row) => parseBasis(row.basis).counters),
  )
  const reader = { actor, nameOf, showsCost: seesCost(actor, count.facilityId) }
  return {
    offers: pairs.map(({ kind, from, to }) => ({
      kind,
      quantityMilli: to.varianceMilli,
      from: toVariance(from.row, reader),
      to: toVariance(to.row, reader),
    })),
  }
}

type SharedCodes = ReadonlyMap<ProductId, readonly string[]>

/** What the rule looks at; null of a code that means no product yet. */
export function offsetLine(row: VarianceRow, shared: SharedCodes): OffsetLine | null {
  if (row.product_id === null) return null
  return {
    lineKey: row.line_key,
    productId: row.product_id,
    locationId: row.location_id,
    lot: row.lot,
    serial: row.serial,
    stockState: row.stock_state,
    owner: row.owner,
    unit: row.unit,
    varianceMilli: row.variance_quantity_on_hand,
    sharedCodes: shared.get(row.product_id) ?? [],
  }
}

/** Codes of these products that mean more than one product of the org. */
export async function sharedCodes(
  db: ReadOrTx,
  { orgId }: Pick<FacilityCount, 'orgId'>,
  products: readonly ProductId[],
): Promise<SharedCodes> {
  const rows: { code_key: string; product_id: ProductId }[] = []
  for (const ids of chunksOf([...new Set(products)], 500)) {
    const found = await db
      .selectFrom('product_barcode as b')
      .select(['b.code_key', 'b.product_id'])
      .where('b.org_id', '=', orgId)
      .where('b.product_id', 'in', ids)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('product_barcode as o')
            .select('o.product_id')
            .whereRef('o.org_id', '=', 'b.org_id')
            .whereRef('o.code_key', '=', 'b.code_key')
            .whereRef('o.product_id', '!=', 'b.product_id'),
        ),
      )
      .orderBy('b.code_key')
      .execute()
    rows.push(...found)
  }
  return new Map(
    [...Map.groupBy(rows, (row) => row.product_id)].map(([productId, held]) => [
      productId,
      held.map((row) => row.code_key),
    ]),
  )
}

async function rejectedPairs(db: ReadOrTx, count: FacilityCount): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('offset_rejection')
    .select(['line_key', 'other_line_key'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .execute()
  return new Set(rows.map((row) => pairKey(row.line_key, row.other_line_key)))
}
