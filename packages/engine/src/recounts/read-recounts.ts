import type { AreaId, AssignmentId, LocationId, PersonId, ProductId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { sessionsOf, type CountedItem, type EmptyFinding } from '../reconcile/count-facts.ts'
import { readEndings, readItems } from '../reconcile/counted.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

/** What was asked to be counted again: a product at a location, or (null) wherever it lies in the area. */
export interface AskedPlace {
  readonly productId: ProductId
  readonly locationId: LocationId | null
}

/** A recount that was submitted. */
export interface Recount {
  readonly round: number
  readonly areaId: AreaId
  readonly asked: readonly AskedPlace[]
  readonly items: readonly CountedItem[]
  readonly emptied: ReadonlyMap<LocationId, EmptyFinding>
  readonly doneAt: number
  readonly by: readonly PersonId[]
}

/** The recounts of the run that were submitted, in the order in which they were. */
export async function readRecounts(ctx: EngineContext, count: FacilityCount): Promise<readonly Recount[]> {
  const asked = await ctx.db.read
    .selectFrom('recount_item')
    .select(['assignment_id', 'round', 'product_id', 'location_id'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .orderBy('assignment_id')
    .orderBy('variance_id')
    .execute()
  const found: Recount[] = []
  for (const [round, ofRound] of Map.groupBy(asked, (row) => row.round)) {
    const askedBy = Map.groupBy(ofRound, (row) => row.assignment_id)
    found.push(...(await recountsOfRound(ctx, { ...count, round }, askedBy)))
  }
  return found.toSorted((a, b) => a.doneAt - b.doneAt || a.round - b.round)
}

interface AskedRow {
  readonly product_id: ProductId
  readonly location_id: LocationId | null
}

async function recountsOfRound(
  ctx: EngineContext,
  count: FacilityCount,
  askedBy: ReadonlyMap<AssignmentId, readonly AskedRow[]>,
): Promise<readonly Recount[]> {
  const sessions = await sessionsOf(ctx.db.read, count)
  const submitted = sessions.filter((row) => row.status_id === 'submitted')
  if (submitted.length === 0) return []
  const items = await readItems(ctx, count, submitted)
  const endings = await readEndings(ctx, count)
  const ofAssignment = Map.groupBy(submitted, (row) => row.assignment_id)
  return [...ofAssignment].flatMap(([assignmentId, members]): Recount[] => {
    const asked = askedBy.get(assignmentId) ?? []
    const [first] = members
    if (!first || asked.length === 0) return []
    const ids = new Set(members.map((row) => row.session_id))
    const by = [...new Set(members.map((row) => row.user_id))]
    const times = members.map((row) => endings.submits.get(row.session_id) ?? row.submitted_at ?? 0)
    return [
      {
        round: count.round,
        areaId: first.area_id,
        asked: asked.map((row) => ({ productId: row.product_id, locationId: row.location_id })),
        items: items.filter((item) => ids.has(item.sessionId)),
        emptied: new Map(
          [...endings.emptied].filter(([, finding]) => finding.by.some((person) => by.includes(person))),
        ),
        doneAt: Math.max(...times),
        by,
      },
    ]
  })
}
