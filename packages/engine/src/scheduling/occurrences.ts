import { localOf, type PlanId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import type { Query, Reply } from '../reports/reply.ts'
import { notMadeText } from './schedule-page.ts'
import { planSeen } from './schedule-rows.ts'
import type { MissedReason, NotMade } from './settle.ts'

const MOST = 500

/** What became of the starts of a plan's schedule at the facilities the reader may see, newest first; at most 500. */
export async function occurrenceList(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  query: Query<'occurrences'>,
): Promise<Reply<'occurrences'>> {
  await planSeen(ctx.db.read, actor, planId)
  const scope = scopeOf(actor, 'see-runs')
  const rows = await occurrenceRows(ctx)
    .where('s.plan_id', '=', planId)
    .where('o.org_id', '=', actor.orgId)
    .$if(scope !== 'all', (found) => found.where('o.facility_id', 'in', scope === 'all' ? [] : scope))
    .$if(query.facilityId !== undefined, (found) =>
      found.where('o.facility_id', '=', query.facilityId ?? never()),
    )
    .$if(query.outcome !== undefined, (found) => found.where('o.outcome', '=', query.outcome ?? never()))
    .orderBy('o.opens_at_utc', 'desc')
    .orderBy('f.name')
    .limit(MOST + 1)
    .execute()
  return { occurrences: rows.slice(0, MOST).map(shown), isCut: rows.length > MOST }
}

/** With the window of its run, which holds where the facility's zone was changed since. */
function occurrenceRows(ctx: EngineContext) {
  return ctx.db.read
    .selectFrom('schedule_occurrence as o')
    .innerJoin('cycle_count_schedule as s', 's.schedule_id', 'o.schedule_id')
    .innerJoin('facility as f', 'f.facility_id', 'o.facility_id')
    .leftJoin('run_facility as rf', 'rf.run_id', 'o.run_id')
    .select([
      'o.facility_id',
      'f.name',
      'f.time_zone',
      'o.start_local',
      'o.opens_local',
      'o.opens_at_utc',
      'o.due_local',
      'o.due_at_utc',
      'o.clock',
      'o.outcome',
      'o.why',
      'o.run_id',
      'o.decided_at',
      'o.late',
      'rf.start_at_utc',
      'rf.due_at_utc as run_due_at_utc',
    ])
}

type Row = Awaited<ReturnType<ReturnType<typeof occurrenceRows>['execute']>>[number]

function shown(row: Row): Reply<'occurrences'>['occurrences'][number] {
  return {
    facilityId: row.facility_id,
    facilityName: row.name,
    timeZone: row.time_zone,
    startLocal: row.start_local,
    opensLocal: row.opens_local,
    opensAt: row.start_at_utc ?? row.opens_at_utc,
    dueLocal: row.due_local,
    dueAt: row.run_due_at_utc ?? row.due_at_utc,
    clock: row.clock,
    takenAs: localOf(row.start_at_utc ?? row.opens_at_utc, row.time_zone),
    outcome: row.outcome,
    why: row.outcome === 'made' ? null : notMadeText(notMadeOf(row.outcome, row.why ?? '')),
    runId: row.run_id,
    decidedAt: row.decided_at,
    isLate: row.late === 1,
  }
}

function notMadeOf(outcome: NotMade['outcome'], why: string): NotMade {
  return outcome === 'missed' ? { outcome, reason: why as MissedReason } : { outcome, reason: why }
}

function never(): never {
  throw new Error('asked for a filter that was not given')
}
