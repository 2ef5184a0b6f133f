import { asUuid } from '@cyclecount/db'
import type { FacilityId, OrgId, ProductId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { ReadOrTx } from '../context.ts'
import { abcClasses } from '../abc/abc-classes.ts'
import type { AbcClass } from '../abc/abc-rules.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Signals and unknown codes older than this say nothing any more. */
const TELLING_DAYS = 90
/** Lots that end within so many days are looked at. */
const EXPIRING_DAYS = 30
/** In a bin of more products an unknown code says nothing of any of them. */
const MOST_IN_BIN = 30
const MOST_ROWS = 20_000

/** Where and when facts are read. */
export interface FactsOf {
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  readonly now: number
  readonly classes: readonly AbcClass[]
}

/** What the book says of a product, how its last count came out, and its class. */
export interface ProductFacts {
  readonly productId: ProductId
  readonly category: string
  readonly onHandMilli: number
  readonly lowestMilli: number
  readonly valueMicros: bigint | null
  readonly outMilli: number
  readonly lastOutAt: number | null
  readonly abcClass: string | null
  readonly lastCount: LastCount | null
}

/** The newest count of a product that was handed in. */
export interface LastCount {
  readonly at: number
  /** Counted less book, each place by itself and without its sign, added up. */
  readonly offMilli: number
}

/** Every product that the facility's book was read of, in the order of their ids. */
export async function productFacts(db: ReadOrTx, of: FactsOf): Promise<readonly ProductFacts[]> {
  const { orgId, facilityId } = of
  const counts = await lastCounts(db, facilityId)
  const rows = await db
    .selectFrom('product_use as u')
    .innerJoin('product as p', 'p.product_id', 'u.product_id')
    .leftJoin(abcClasses(orgId, of.classes).as('c'), (join) =>
      join.onRef('c.facility_id', '=', 'u.facility_id').onRef('c.product_id', '=', 'u.product_id'),
    )
    .select(['u.product_id', 'p.category', 'u.on_hand_milli', 'u.lowest_milli', 'u.value_micros'])
    .select(['u.out_milli', 'u.last_out_at', 'c.class as abc_class'])
    .where('u.facility_id', '=', facilityId)
    .where('p.active', '=', 1)
    .orderBy('u.product_id')
    .execute()
  return rows.map((row) => ({
    productId: row.product_id,
    category: row.category,
    onHandMilli: row.on_hand_milli,
    lowestMilli: row.lowest_milli,
    valueMicros: row.value_micros,
    outMilli: row.out_milli,
    lastOutAt: row.last_out_at,
    abcClass: row.abc_class,
    lastCount: counts.get(row.product_id) ?? null,
  }))
}

/** The newest count of each product in runs that HQ has and did not send back. */
export async function lastCounts(
  db: ReadOrTx,
  facilityId: FacilityId,
): Promise<ReadonlyMap<ProductId, LastCount>> {
  const { rows } = await sql<{
    readonly product_id: ProductId
    readonly counted_at: number
    readonly off_milli: number
  }>`
    select product_id, counted_at, off_milli from (
      select v.product_id, max(coalesce(v.counted_at, rf.reconciled_at)) as counted_at,
        cast(sum(abs(v.variance_quantity_on_hand)) as bigint) as off_milli,
        row_number() over (partition by v.product_id
          order by max(coalesce(v.counted_at, rf.reconciled_at)) desc, v.run_id desc) as newest
      from inv_count_import_variance v
      join run_facility rf on rf.run_id = v.run_id and rf.facility_id = v.facility_id
      where rf.facility_id = ${asUuid(facilityId)} and v.current = 1 and v.product_id is not null
        and rf.status in ('submitted', 'accepted')
      group by v.product_id, v.run_id
    ) counted where newest = 1`.execute(db)
  return new Map(rows.map((row) => [row.product_id, { at: row.counted_at, offMilli: row.off_milli }]))
}

/** A refused order or short pick. */
export interface Signal {
  readonly productId: ProductId
  readonly kind: 'order-rejected' | 'short-pick'
  readonly at: number
  readonly quantityMilli: number | null
}

/** The newest first, of the last 90 days. */
export async function signalsAt(db: ReadOrTx, { facilityId, now }: FactsOf): Promise<readonly Signal[]> {
  const rows = await db
    .selectFrom('count_signal')
    .select(['product_id', 'kind', 'occurred_at', 'quantity_milli'])
    .where('facility_id', '=', facilityId)
    .where('occurred_at', '>=', now - TELLING_DAYS * DAY_MS)
    .orderBy('occurred_at', 'desc')
    .orderBy('signal_id')
    .limit(MOST_ROWS)
    .execute()
  return rows.map((row) => ({
    productId: row.product_id,
    kind: row.kind,
    at: row.occurred_at,
    quantityMilli: row.quantity_milli,
  }))
}

/** A code that means no product, in a bin where the product is booked. */
export interface UnknownCode {
  readonly productId: ProductId
  readonly code: string
  readonly bin: string
  readonly at: number
}

/** Of counts of the last 90 days, in bins of few products, the newest first. */
export async function unknownCodesAt(
  db: ReadOrTx,
  { facilityId, now }: FactsOf,
): Promise<readonly UnknownCode[]> {
  const { rows } = await sql<{
    readonly product_id: ProductId
    readonly code: string
    readonly bin: string
    readonly at: number
  }>`
    select b.product_id, v.product_identifier as code, v.location_seq_id as bin, v.counted_at as at
    from inv_count_import_variance v
    join run_facility rf on rf.run_id = v.run_id and rf.facility_id = v.facility_id
    join inventory_balance b on b.facility_id = v.facility_id and b.location_id = v.location_id
    where rf.facility_id = ${asUuid(facilityId)} and rf.status in ('submitted', 'accepted')
      and v.current = 1 and v.product_id is null and v.counted_state = 'unknown-code'
      and v.counted_at >= ${now - TELLING_DAYS * DAY_MS} and b.quantity_on_hand_milli <> 0
      and (select count(*) from inventory_balance o where o.facility_id = v.facility_id
        and o.location_id = v.location_id and o.quantity_on_hand_milli <> 0) <= ${sql.lit(MOST_IN_BIN)}
    order by v.counted_at desc, v.product_identifier, b.product_id
    limit ${sql.lit(MOST_ROWS)}`.execute(db)
  return rows.map((row) => ({ productId: row.product_id, code: row.code, bin: row.bin, at: row.at }))
}

/** A lot that was seen with the day on which it ends. */
export interface SeenExpiry {
  readonly productId: ProductId
  readonly lot: string | null
  readonly expiry: string
}

/** What ends within a month or did within the last one, as counts read it off the goods, the soonest first. */
export async function expiriesAt(
  db: ReadOrTx,
  { orgId, facilityId, now }: FactsOf,
): Promise<readonly SeenExpiry[]> {
  const day = (days: number): string => new Date(now + days * DAY_MS).toISOString().slice(0, 10)
  const rows = await db
    .selectFrom('scan')
    .select(['product_id', 'lot', 'expiry'])
    .distinct()
    .where('org_id', '=', orgId)
    .where('facility_id', '=', facilityId)
    .where('expiry', 'is not', null)
    .where('expiry', '>=', day(-EXPIRING_DAYS))
    .where('expiry', '<=', day(EXPIRING_DAYS))
    .where('product_id', 'is not', null)
    .orderBy('expiry')
    .orderBy('lot')
    .limit(MOST_ROWS)
    .execute()
  return rows.flatMap(({ product_id: productId, lot, expiry }) =>
    productId === null || expiry === null ? [] : [{ productId, lot, expiry }],
  )
}
