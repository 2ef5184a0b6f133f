import type { AssignmentId, LocationId, ProductId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

/** What a counter is asked to count again. */
export interface AskedAgain {
  readonly products: readonly ProductId[]
  /** Null: anywhere in the area. */
  readonly locations: ReadonlySet<LocationId> | null
}

/** What recounts ask for, by assignment; a first count has none. */
export async function askedOf(
  ctx: EngineContext,
  assignments: readonly AssignmentId[],
): Promise<ReadonlyMap<AssignmentId, AskedAgain>> {
  if (assignments.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('recount_item')
    .select(['assignment_id', 'product_id', 'location_id'])
    .where('assignment_id', 'in', assignments)
    .orderBy('product_id')
    .execute()
  return new Map(
    [...Map.groupBy(rows, (row) => row.assignment_id)].map(([assignmentId, members]) => {
      const locations = members.flatMap((row) => row.location_id ?? [])
      const asked = {
        products: [...new Set(members.map((row) => row.product_id))],
        locations: locations.length < members.length ? null : new Set(locations),
      }
      return [assignmentId, asked]
    }),
  )
}
