import type { RecountList } from '@cyclecount/contract'
import type { RunId, SessionState } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { facilityCount } from '../reconcile/facility-count.ts'

type Listed = RecountList['recounts'][number]

/** Who was asked to count which lines of the run again, newest first. */
export async function recountList(ctx: EngineContext, actor: Actor, runId: RunId): Promise<RecountList> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const rows = await ctx.db.read
    .selectFrom('recount_item as r')
    .innerJoin('count_assignment as ca', 'ca.assignment_id', 'r.assignment_id')
    .innerJoin('area as a', 'a.area_id', 'ca.area_id')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'r.variance_id')
    .leftJoin('product as p', 'p.product_id', 'v.product_id')
    .select(['r.assignment_id', 'r.round', 'r.note', 'r.variance_id', 'a.name as area_name'])
    .select(['ca.person_id', 'ca.assigned_by', 'ca.assigned_at', 'ca.released_at'])
    .select(['p.title', 'v.product_identifier', 'v.location_seq_id'])
    .where('r.run_id', '=', count.runId)
    .where('r.facility_id', '=', count.facilityId)
    .where('r.org_id', '=', actor.orgId)
    .orderBy('ca.assigned_at', 'desc')
    .orderBy('r.assignment_id', 'desc')
    .orderBy('r.variance_id')
    .execute()
  const sessions = await ctx.db.read
    .selectFrom('inventory_count_import')
    .select(['assignment_id', 'status_id'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '>', count.round)
    .execute()
  const states = Map.groupBy(sessions, (row) => row.assignment_id)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.flatMap((row) => [row.person_id, row.assigned_by]),
  )
  const recounts = [...Map.groupBy(rows, (row) => row.assignment_id)].flatMap(([assignmentId, members]) => {
    const [first] = members
    if (!first) return []
    return {
      assignmentId,
      round: first.round,
      areaName: first.area_name,
      personName: nameOf(first.person_id),
      askedBy: nameOf(first.assigned_by),
      askedAt: first.assigned_at,
      note: first.note,
      state: stateOf(states.get(assignmentId) ?? [], first.released_at !== null),
      lines: members.map((row) => ({
        varianceId: row.variance_id,
        title: row.title ?? row.product_identifier,
        locationCode: row.location_seq_id,
      })),
    }
  })
  return { recounts }
}

function stateOf(
  sessions: readonly { readonly status_id: SessionState }[],
  isReleased: boolean,
): Listed['state'] {
  if (sessions.some((row) => row.status_id === 'submitted')) return 'submitted'
  if (isReleased) return 'taken-back'
  return sessions.some((row) => row.status_id !== 'voided') ? 'counting' : 'waiting'
}
