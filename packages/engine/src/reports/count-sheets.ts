import type { CountSheets } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { facilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import { sheetNumber } from '../uploads/sheet-number.ts'

/**
 * The sheets of a run for when devices fail: area by area its bins in walking order, and in each what the book was last known to have
 * there (of a directed run only its items). How many is on no sheet, so that a count on paper is as blind as one on a phone.
 */
export async function countSheets(ctx: EngineContext, actor: Actor, runId: RunId): Promise<CountSheets> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const bins = await ctx.db.read
    .selectFrom('area as a')
    .innerJoin('area_location as al', 'al.area_id', 'a.area_id')
    .innerJoin('location as l', 'l.location_id', 'al.location_id')
    .select(['a.area_id', 'a.name', 'l.location_id', 'l.location_seq_id'])
    .where('a.facility_id', '=', count.facilityId)
    .orderBy('a.code')
    .orderBy('al.walk_order')
    .execute()
  const items = Map.groupBy(await itemsOf(ctx, count), (row) => row.location_id)
  const people = await peopleOf(ctx, count)
  const entered = await enteredOf(ctx, count)
  return {
    areas: [...Map.groupBy(bins, (row) => row.area_id)].flatMap(([areaId, members]) => {
      const [first] = members
      if (!first) return []
      const locations = members.map((row) => ({
        locationId: row.location_id,
        code: row.location_seq_id,
        items: (items.get(row.location_id) ?? []).map((item) => ({
          productId: item.product_id,
          sku: item.sku,
          title: item.title,
          unit: item.unit,
          barcode: item.code_key ?? item.sku,
        })),
      }))
      const number = sheetNumber({ runId, round: count.round, areaId })
      return [
        {
          areaId,
          name: first.name,
          number,
          entered: entered.get(number) ?? null,
          people: people.get(areaId) ?? [],
          locations,
        },
      ]
    }),
  }
}

async function itemsOf(ctx: EngineContext, count: FacilityCount) {
  return ctx.db.read
    .selectFrom('inventory_balance as b')
    .innerJoin('product as p', 'p.product_id', 'b.product_id')
    .select(['b.location_id', 'p.product_id', 'p.sku', 'p.title', 'p.unit'])
    .select(
      sql<string | null>`(select min(code.code_key) from product_barcode code
        where code.product_id = p.product_id and code.org_id = p.org_id and code.pack_units = 1)`.as(
        'code_key',
      ),
    )
    .distinct()
    .where('b.facility_id', '=', count.facilityId)
    .where('b.quantity_on_hand_milli', '!=', 0)
    .$if(count.countType === 'DIRECTED_COUNT', (found) =>
      found.where('b.product_id', 'in', (eb) =>
        eb.selectFrom('run_item').select('product_id').where('run_id', '=', count.runId),
      ),
    )
    .orderBy('p.title')
    .orderBy('p.sku')
    .execute()
}

async function peopleOf(ctx: EngineContext, count: FacilityCount): Promise<ReadonlyMap<string, string[]>> {
  const rows = await ctx.db.read
    .selectFrom('count_assignment')
    .select(['area_id', 'person_id'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('released_at', 'is', null)
    .orderBy('assigned_at')
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.map((row) => row.person_id),
  )
  const byArea = Map.groupBy(rows, (row) => row.area_id)
  return new Map([...byArea].map(([areaId, given]) => [areaId, given.map((row) => nameOf(row.person_id))]))
}

/** The sheets that were keyed and count. */
async function enteredOf(ctx: EngineContext, count: FacilityCount) {
  const rows = await ctx.db.read
    .selectFrom('count_upload as u')
    .innerJoin('session_upload as su', 'su.upload_id', 'u.upload_id')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'su.session_id')
    .select(['u.name', 'u.uploaded_by', 'u.uploaded_at'])
    .where('u.run_id', '=', count.runId)
    .where('u.facility_id', '=', count.facilityId)
    .where('u.kind', '=', 'sheet')
    .where('s.status_id', '!=', 'voided')
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.map((row) => row.uploaded_by),
  )
  return new Map(rows.map((row) => [row.name, { by: nameOf(row.uploaded_by), at: row.uploaded_at }]))
}
