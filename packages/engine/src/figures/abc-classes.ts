import { asUuid } from '@cyclecount/db'
import type { FacilityId, OrgId, ProductId } from '@cyclecount/domain'
import { sql } from 'kysely'

/** What a product in stock whose value nobody knows is called. */
export const NO_CLASS = '–'

/**
 * The ABC class of every product in stock, each facility's for itself: the backend's where it gives one; else by what of it lies there, at
 * cost. From the most valuable down, A are those that make up the first 80 % of the value, B the next 15 %, C the rest; a product belongs
 * to the part in which it begins (H. F. Dickie, “ABC inventory analysis shoots for dollars, not pennies”, 1951).
 */
export function abcClasses(orgId: OrgId) {
  return sql<{ readonly facility_id: FacilityId; readonly product_id: ProductId; readonly class: string }>`(
    select ranked.facility_id, ranked.product_id,
      coalesce(p.abc_class, case
        when ranked.value <= 0 then ${sql.lit(NO_CLASS)}
        when (ranked.through - ranked.value) * 20 < ranked.total * 16 then 'A'
        when (ranked.through - ranked.value) * 20 < ranked.total * 19 then 'B'
        else 'C' end) as class
    from (
      select held.facility_id, held.product_id, held.value,
        sum(held.value) over (partition by held.facility_id) as total,
        sum(held.value) over (partition by held.facility_id order by held.value desc, held.product_id
          rows between unbounded preceding and current row) as through
      from (
        select facility_id, product_id,
          case when sum(value_micros) > 0 then sum(value_micros) else 0 end as value
        from inventory_balance
        where org_id = ${asUuid(orgId)} and quantity_on_hand_milli <> 0
        group by facility_id, product_id
      ) held
    ) ranked
    join product p on p.product_id = ranked.product_id)`
}
