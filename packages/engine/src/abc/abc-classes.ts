import { asUuid } from '@cyclecount/db'
import type { FacilityId, OrgId, ProductId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { AbcClass } from './abc-rules.ts'

/** What a product in stock whose value nobody knows is called. */
export const NO_CLASS = '–'

/**
 * The ABC class of every product in stock, each facility's for itself: the backend's where it gives one; else by the value of what was used
 * of it in a year, where the facility's book was read for that and tells movements (`product_use`), and where not by what of it lies there,
 * at cost. From the most valuable down, a class goes up to its share of the value; a product belongs to the part in which it begins (H. F.
 * Dickie, “ABC inventory analysis shoots for dollars, not pennies”, 1951).
 */
export function abcClasses(orgId: OrgId, classes: readonly AbcClass[]) {
  return sql<{ readonly facility_id: FacilityId; readonly product_id: ProductId; readonly class: string }>`(
    select ranked.facility_id, ranked.product_id,
      coalesce(p.abc_class, case
        when ranked.value is null then ${sql.lit(NO_CLASS)}
        ${classCases(classes)} end) as class
    from (
      select valued.facility_id, valued.product_id, valued.value, valued.in_stock,
        sum(valued.value) over (partition by valued.facility_id) as total,
        sum(valued.value) over (partition by valued.facility_id order by valued.value desc, valued.product_id
          rows between unbounded preceding and current row) as through
      from (${valuedProducts(orgId)}) valued
    ) ranked
    join product p on p.product_id = ranked.product_id
    where ranked.in_stock = 1)`
}

/** Multiplied out, so that nothing is divided; what lies beyond the last share belongs to the last class. */
function classCases(classes: readonly AbcClass[]) {
  const [last] = classes.slice(-1)
  const before = classes
    .slice(0, -1)
    .map(
      ({ name, throughMilli }) =>
        sql`when (ranked.through - ranked.value) * 100000 < ranked.total * ${sql.lit(throughMilli)} then ${sql.lit(name)}`,
    )
  return sql`${sql.join(before, sql` `)} else ${sql.lit(last?.name ?? NO_CLASS)}`
}

/** Products with what they are ranked by. What was used and is gone takes part in the ranking: it is value that was used. */
function valuedProducts(orgId: OrgId) {
  return sql`
    select u.facility_id, u.product_id, case when u.on_hand_milli <> 0 then 1 else 0 end as in_stock,
      u.out_micros as value
    from product_use u
    join suggestion_state s on s.facility_id = u.facility_id and s.knows_movements = 1
    where u.org_id = ${asUuid(orgId)}
    union all
    select b.facility_id, b.product_id, 1 as in_stock,
      case when sum(b.value_micros) > 0 then sum(b.value_micros) end as value
    from inventory_balance b
    where b.org_id = ${asUuid(orgId)} and b.quantity_on_hand_milli <> 0
      and not exists (select 1 from suggestion_state s
        where s.facility_id = b.facility_id and s.knows_movements = 1)
    group by b.facility_id, b.product_id`
}
