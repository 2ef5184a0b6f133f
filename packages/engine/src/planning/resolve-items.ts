import { ItemSet } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { FacilityId, ItemSetId, ItemSetPart, OrgId, RunId } from '@cyclecount/domain'
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { ReadOrTx, Tx } from '../context.ts'

/** An item set without saved ones; null is everything, which names no items. */
export type Named = readonly ItemSetPart[] | null

export function storedItemSet(text: string): ItemSet {
  return ItemSet.parse(JSON.parse(text))
}

/** What the sets name, saved ones by what they hold now. One that is not the org's names nothing. */
export async function namedBy(
  db: ReadOrTx,
  orgId: OrgId,
  sets: readonly ItemSet[],
): Promise<readonly Named[]> {
  const ids = sets.flatMap((set) =>
    set.kind === 'everything'
      ? []
      : set.parts.flatMap((part) => (part.kind === 'saved' ? part.itemSetId : [])),
  )
  const saved = await savedParts(db, orgId, [...new Set(ids)])
  return sets.map((set) =>
    set.kind === 'everything'
      ? null
      : set.parts.flatMap((part) => (part.kind === 'saved' ? (saved.get(part.itemSetId) ?? []) : [part])),
  )
}

async function savedParts(
  db: ReadOrTx,
  orgId: OrgId,
  ids: readonly ItemSetId[],
): Promise<ReadonlyMap<ItemSetId, readonly ItemSetPart[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('saved_item_set')
    .select(['item_set_id', 'item_set'])
    .where('org_id', '=', orgId)
    .where('item_set_id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => {
      const set = storedItemSet(row.item_set)
      const parts = set.kind === 'everything' ? [] : set.parts
      return [row.item_set_id, parts.flatMap((part) => (part.kind === 'saved' ? [] : [part]))]
    }),
  )
}

type Place = Extract<ItemSetPart, { readonly kind: 'place' }>
type OfCompany = Exclude<ItemSetPart, Place>

/**
 * How many products in use the parts name at each facility. Those that the company's catalogue says are the same everywhere; of places it is what
 * our mirror of the book has there.
 */
export async function countItems(
  db: ReadOrTx,
  orgId: OrgId,
  parts: readonly ItemSetPart[],
  facilities: readonly FacilityId[],
): Promise<ReadonlyMap<FacilityId, number>> {
  const { ofCompany, places } = split(parts)
  const everywhere = await inCatalogue(db, orgId, ofCompany)
    .select((eb) => eb.fn.countAll<number>().as('items'))
    .executeTakeFirstOrThrow()
  const counts = new Map(facilities.map((facilityId) => [facilityId, everywhere.items]))
  if (places.length === 0) return counts
  const rows = await inPlaces(db, orgId, places, ofCompany)
    .select((eb) => ['b.facility_id', eb.fn.count<number>('b.product_id').distinct().as('items')])
    .where('b.facility_id', 'in', facilities)
    .groupBy('b.facility_id')
    .execute()
  for (const row of rows) counts.set(row.facility_id, everywhere.items + row.items)
  return counts
}

/** Gives the runs, which have none yet, the products that the parts name at the facility of each. */
export async function insertRunItems(
  tx: Tx,
  orgId: OrgId,
  parts: readonly ItemSetPart[],
  runs: readonly RunId[],
): Promise<void> {
  const { ofCompany, places } = split(parts)
  if (ofCompany.length > 0)
    await tx
      .with(
        (cte) => cte('picked').materialized(),
        () => inCatalogue(tx, orgId, ofCompany).select('p.product_id'),
      )
      .insertInto('run_item')
      .columns(['run_id', 'product_id', 'org_id'])
      .expression((eb) =>
        eb
          .selectFrom('picked')
          .innerJoin('count_run as r', (join) => join.onTrue())
          .select(['r.run_id', 'picked.product_id', 'r.org_id'])
          .where('r.run_id', 'in', runs),
      )
      .execute()
  if (places.length > 0)
    await tx
      .insertInto('run_item')
      .columns(['run_id', 'product_id', 'org_id'])
      .expression(
        inPlaces(tx, orgId, places, ofCompany)
          .innerJoin('run_facility as rf', 'rf.facility_id', 'b.facility_id')
          .select(['rf.run_id', 'b.product_id', 'rf.org_id'])
          .distinct()
          .where('rf.run_id', 'in', runs),
      )
      .execute()
}

function split(parts: readonly ItemSetPart[]): {
  readonly ofCompany: readonly OfCompany[]
  readonly places: readonly Place[]
} {
  return {
    ofCompany: parts.flatMap((part) => (part.kind === 'place' ? [] : [part])),
    places: parts.flatMap((part) => (part.kind === 'place' ? [part] : [])),
  }
}

function inCatalogue(db: ReadOrTx, orgId: OrgId, parts: readonly OfCompany[]) {
  return db
    .selectFrom('product as p')
    .where('p.org_id', '=', orgId)
    .where('p.active', '=', 1)
    .where((eb) => isNamed(eb, parts))
}

/** Positions of the book in the places, of products that the other parts do not name. */
function inPlaces(db: ReadOrTx, orgId: OrgId, places: readonly Place[], others: readonly OfCompany[]) {
  const zones = places.flatMap((place) => place.zones)
  const locations = places.flatMap((place) => place.locations)
  return db
    .selectFrom('inventory_balance as b')
    .innerJoin('product as p', 'p.product_id', 'b.product_id')
    .innerJoin('location as l', 'l.location_id', 'b.location_id')
    .innerJoin('zone as z', 'z.zone_id', 'l.zone_id')
    .where('b.org_id', '=', orgId)
    .where('b.quantity_on_hand_milli', '!=', 0)
    .where('p.active', '=', 1)
    .where((eb) => eb.or([...oneOf(eb, 'z.code', zones), ...oneOf(eb, 'l.location_seq_id', locations)]))
    .where((eb) => eb.not(isNamed(eb, others)))
}

type OfProduct = ExpressionBuilder<Schema & { p: Schema['product'] }, 'p'>

function isNamed(eb: OfProduct, parts: readonly OfCompany[]): Expression<SqlBool> {
  if (parts.length === 0) return sql<SqlBool>`1 = 0`
  return eb.or(parts.map((part) => isInPart(eb, part)))
}

function isInPart(eb: OfProduct, part: OfCompany): Expression<SqlBool> {
  switch (part.kind) {
    case 'skus':
      return eb('p.sku', 'in', part.skus)
    case 'category':
      return eb('p.category', 'in', part.categories)
    case 'abc':
      return eb('p.abc_class', 'in', part.classes)
    case 'supplier':
      return eb('p.supplier', 'in', part.suppliers)
    case 'tag':
      return eb.exists(
        eb
          .selectFrom('product_tag as pt')
          .select('pt.tag')
          .whereRef('pt.product_id', '=', 'p.product_id')
          .where('pt.tag', 'in', part.tags),
      )
  }
}

type OfPlace = ExpressionBuilder<{ z: Schema['zone']; l: Schema['location'] }, 'z' | 'l'>

function oneOf(
  eb: OfPlace,
  column: 'z.code' | 'l.location_seq_id',
  codes: readonly string[],
): Expression<SqlBool>[] {
  return codes.length === 0 ? [] : [eb(column, 'in', codes)]
}

/** The facilities of which the mirror has read nothing yet, so that nobody knows what lies in their places. */
export async function withoutBook(
  db: ReadOrTx,
  facilities: readonly FacilityId[],
): Promise<ReadonlySet<FacilityId>> {
  if (facilities.length === 0) return new Set()
  const rows = await db
    .selectFrom('facility as f')
    .select('f.facility_id')
    .where('f.facility_id', 'in', facilities)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('inventory_balance as b')
            .select('b.position_key')
            .whereRef('b.facility_id', '=', 'f.facility_id'),
        ),
      ),
    )
    .execute()
  return new Set(rows.map((row) => row.facility_id))
}

/** The SKUs of a set that no product in use has. */
export async function unknownSkus(
  db: ReadOrTx,
  orgId: OrgId,
  skus: readonly string[],
): Promise<ReadonlySet<string>> {
  if (skus.length === 0) return new Set()
  const rows = await db
    .selectFrom('product')
    .select('sku')
    .where('org_id', '=', orgId)
    .where('active', '=', 1)
    .where('sku', 'in', skus)
    .execute()
  const known = new Set(rows.map((row) => row.sku))
  return new Set(skus.filter((sku) => !known.has(sku)))
}
