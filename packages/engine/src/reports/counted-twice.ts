import type { AssignmentId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { sessionsOf, type SessionRow } from '../reconcile/count-facts.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

/**
 * Names of areas in which more than one session counted something, though they were not counted together: taken back and given on, or
 * counted by one person on two devices. Sessions are added up, so that one of them has to be voided.
 */
export async function areasCountedTwice(
  db: Pick<Tx, 'selectFrom'>,
  count: FacilityCount,
): Promise<readonly string[]> {
  const sessions = await sessionsOf(db, count)
  const counting = sessions.filter((session) => session.status_id !== 'voided' && session.items > 0)
  const areas = await db
    .selectFrom('area')
    .select(['area_id', 'name'])
    .where('facility_id', '=', count.facilityId)
    .orderBy('code')
    .execute()
  const together = await togetherAssignments(db, count)
  const byArea = Map.groupBy(counting, (session) => session.area_id)
  return areas.filter(({ area_id }) => isTwice(byArea.get(area_id) ?? [], together)).map((area) => area.name)
}

/** Whether two sessions are of one person, or of two people of whom one was given the area alone. */
function isTwice(sessions: readonly SessionRow[], together: ReadonlySet<AssignmentId>): boolean {
  if (sessions.length < 2) return false
  const people = new Set(sessions.map((session) => session.user_id))
  return people.size < sessions.length || sessions.some((session) => !together.has(session.assignment_id))
}

async function togetherAssignments(
  db: Pick<Tx, 'selectFrom'>,
  count: FacilityCount,
): Promise<ReadonlySet<AssignmentId>> {
  const rows = await db
    .selectFrom('count_assignment')
    .select('assignment_id')
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('together', '=', 1)
    .execute()
  return new Set(rows.map((row) => row.assignment_id))
}
