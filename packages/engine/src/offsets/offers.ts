import type { ProductId, RunId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext, ReadOrTx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { openRecounts } from '../recounts/open-recounts.ts'
import { parseBasis } from '../reconcile/basis.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { facilityCount, seesCost, type FacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import type { Reply } from '../reports/reply.ts'
import { toVariance } from '../reports/to-variance.ts'
import { allLines, matching, varianceLines } from '../reports/variance-lines.ts'
import { pairKey, pairOffsets, type OffsetLine } from './pair-offsets.ts'
import { withCounterpart } from './with-counterpart.ts'

/** Offers shown at once; those that follow come when these are answered. */
const SHOWN = 50

/** Open lines of the run's count that cancel out, each pair offered as one move. */
export async function offsetOffers(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): Promise<Reply<'offsets'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  // Narrow rows of all open lines; the whole ones only of what is shown.
  const open = withCounterpart(
    await matching(varianceLines(ctx, count), { status: 'open', show: 'differing' })
      .clearSelect()
      .select(['v.variance_id', 'v.line_key', 'v.product_id', 'v.location_id', 'v.lot', 'v.serial'])
      .select(['v.stock_state', 'v.owner', 'v.unit', 'v.variance_quantity_on_hand'])
      .where(sql`abs(v.variance_quantity_on_hand)`, 'in', amountsBothWays(ctx.db.read, count))
      .execute(),
  )
  const kin = await kinOf(
    ctx.db.read,
    count,
    open.flatMap((row) => row.product_id ?? []),
  )
  const lines = open.flatMap((row) => {
    const line = offsetLine(row, kin)
    return line === null ? [] : [{ ...line, varianceId: row.variance_id }]
  })
  const pairs = pairOffsets(lines, await rejectedPairs(ctx.db.read, count)).slice(0, SHOWN)
  if (pairs.length === 0) return { offers: [] }
  const ids = pairs.flatMap(({ from, to }) => [from.varianceId, to.varianceId])
  // By their ids alone: with the run beside them all of its lines would be read to find these. They are of this count, read just before.
  const rows = await allLines(ctx).where('v.variance_id', 'in', ids).where('v.current', '=', 1).execute()
  const byId = new Map(rows.map((row) => [row.variance_id, row]))
  const recounting = await openRecounts(ctx.db.read, count)
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.flatMap((row) => {
      const again = recounting(row.product_id, row.location_id)
      const people = [...parseBasis(row.basis).counters, row.first_by, again]
      return people.flatMap((person) => person ?? [])
    }),
  )
  const reader = { actor, nameOf, recounting, showsCost: seesCost(actor, count.facilityId) }
  return {
    offers: pairs.flatMap(({ kind, from, to }) => {
      const [short, over] = [byId.get(from.varianceId), byId.get(to.varianceId)]
      // Decided or compared anew between the two reads.
      if (!short || !over) return []
      return {
        kind,
        quantityMilli: to.varianceMilli,
        from: toVariance(short, reader),
        to: toVariance(over, reader),
      }
    }),
  }
}

/** What some line of the count is over by and some other short of. */
function amountsBothWays(db: ReadOrTx, count: FacilityCount) {
  return db
    .selectFrom('inv_count_import_variance as o')
    .select(sql<number>`abs(o.variance_quantity_on_hand)`.as('amount'))
    .where('o.run_id', '=', count.runId)
    .where('o.facility_id', '=', count.facilityId)
    .where('o.round', '=', count.round)
    .where('o.current', '=', 1)
    .groupBy(sql`abs(o.variance_quantity_on_hand)`)
    .having(sql<boolean>`min(o.variance_quantity_on_hand) < 0 and max(o.variance_quantity_on_hand) > 0`)
}

/** By what a product may be taken for another one. */
type Kin = ReadonlyMap<ProductId, Pick<OffsetLine, 'sharedCodes' | 'style'>>

/** What the rule looks at; null of a code that means no product yet. */
export function offsetLine(
  row: Pick<
    VarianceRow,
    | 'line_key'
    | 'product_id'
    | 'location_id'
    | 'lot'
    | 'serial'
    | 'stock_state'
    | 'owner'
    | 'unit'
    | 'variance_quantity_on_hand'
  >,
  kin: Kin,
): OffsetLine | null {
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
    ...(kin.get(row.product_id) ?? { sharedCodes: [], style: null }),
  }
}

/** Codes of these products that mean more than one product of the org, and their styles. */
export async function kinOf(
  db: ReadOrTx,
  { orgId }: Pick<FacilityCount, 'orgId'>,
  products: readonly ProductId[],
): Promise<Kin> {
  const rows: { code_key: string; product_id: ProductId }[] = []
  const styles: { product_id: ProductId; style: string | null }[] = []
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
    const styled = db.selectFrom('product').select(['product_id', 'style']).where('product_id', 'in', ids)
    styles.push(...(await styled.execute()))
  }
  const codes = Map.groupBy(rows, (row) => row.product_id)
  return new Map(
    styles.map(({ product_id: productId, style }) => [
      productId,
      { style, sharedCodes: (codes.get(productId) ?? []).map((row) => row.code_key) },
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
