import type { InboxItem } from '@cyclecount/contract'
import type { Capability, FacilityId, RunId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { MOST, type Waiting } from './thing.ts'

/** Runs at the facilities where the actor has the capability, with what they are called; null where there is none. */
export function runsOf(ctx: EngineContext, actor: Actor, capability: Capability) {
  const scope = scopeOf(actor, capability)
  if (scope !== 'all' && scope.length === 0) return null
  return ctx.db.read
    .selectFrom('run_facility as rf')
    .innerJoin('count_run as run', 'run.run_id', 'rf.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'rf.facility_id')
    .select(['rf.run_id', 'run.name as run_name', 'rf.facility_id', 'f.name as facility_name', 'f.time_zone'])
    .where('rf.org_id', '=', actor.orgId)
    .$if(scope !== 'all', (found) => found.where('rf.facility_id', 'in', scope === 'all' ? [] : scope))
    .limit(MOST + 1)
}

interface RunRow {
  readonly run_id: RunId
  readonly run_name: string
  readonly facility_id: FacilityId
  readonly facility_name: string
  readonly time_zone: string
}

export function toWaiting(
  kind: InboxItem['kind'],
  row: RunRow,
  told: Pick<Waiting, 'key' | 'at'> & Partial<Pick<Waiting, 'n' | 'personId' | 'text'>>,
): Waiting {
  return {
    kind,
    runId: row.run_id,
    runName: row.run_name,
    facilityId: row.facility_id,
    facilityName: row.facility_name,
    timeZone: row.time_zone,
    n: 1,
    personId: null,
    text: null,
    subject: null,
    ...told,
  }
}

/** Counts that HQ returned, for who may submit them again. */
export async function returnedTo(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const rows = await runsOf(ctx, actor, 'decide')
    ?.innerJoin('facility_submission as s', (join) =>
      join.onRef('s.run_id', '=', 'rf.run_id').onRef('s.facility_id', '=', 'rf.facility_id'),
    )
    .select(['s.number', 's.answered_at', 's.answered_by', 's.answer'])
    .where('rf.status', '=', 'returned')
    .where(newestOf('s'))
    .orderBy('s.answered_at', 'desc')
    .execute()
  return (rows ?? []).map((row) =>
    toWaiting('returned', row, {
      key: `returned:${row.run_id}:${row.number}`,
      at: row.answered_at ?? 0,
      personId: row.answered_by,
      text: row.answer,
    }),
  )
}

/** Counts that wait for HQ, for who may accept them; not those they handed in themselves or counted in. */
export async function approvalsFor(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const rows = await runsOf(ctx, actor, 'accept-counts')
    ?.innerJoin('facility_submission as s', (join) =>
      join.onRef('s.run_id', '=', 'rf.run_id').onRef('s.facility_id', '=', 'rf.facility_id'),
    )
    .select(['s.number', 's.submitted_at', 's.submitted_by', 's.note'])
    .where('rf.status', '=', 'submitted')
    .where('s.outcome', 'is', null)
    .where('s.submitted_by', '!=', actor.personId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('inventory_count_import as i')
            .select('i.run_id')
            .whereRef('i.run_id', '=', 'rf.run_id')
            .whereRef('i.facility_id', '=', 'rf.facility_id')
            .where('i.uploaded_by_user_login', '=', actor.personId)
            .where('i.status_id', '!=', 'voided'),
        ),
      ),
    )
    .orderBy('s.submitted_at', 'desc')
    .execute()
  return (rows ?? []).map((row) =>
    toWaiting('approval', row, {
      key: `approval:${row.run_id}:${row.number}`,
      at: row.submitted_at,
      personId: row.submitted_by,
      text: row.note === '' ? null : row.note,
    }),
  )
}

/** Recounts that the person was asked for and has not handed in. */
export async function recountsFor(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const rows = await runsOf(ctx, actor, 'count')
    ?.innerJoin('count_assignment as ca', (join) =>
      join.onRef('ca.run_id', '=', 'rf.run_id').onRef('ca.facility_id', '=', 'rf.facility_id'),
    )
    .innerJoin('area as a', 'a.area_id', 'ca.area_id')
    .select(['ca.assignment_id', 'ca.assigned_at', 'ca.assigned_by', 'a.name as area_name'])
    .where('rf.status', 'in', ['counting', 'reviewing', 'returned'])
    .where('ca.person_id', '=', actor.personId)
    .where('ca.round', '>', 1)
    .where('ca.released_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('inventory_count_import as s')
            .select('s.assignment_id')
            .whereRef('s.assignment_id', '=', 'ca.assignment_id')
            .where('s.status_id', '=', 'submitted'),
        ),
      ),
    )
    .orderBy('ca.assigned_at', 'desc')
    .execute()
  return (rows ?? []).map((row) =>
    toWaiting('recount', row, {
      key: `recount:${row.assignment_id}`,
      at: row.assigned_at,
      personId: row.assigned_by,
      text: row.area_name,
    }),
  )
}

/** Adjustments that the backend did not take in the end, run by run, for who may try them again. */
export async function deliveriesFor(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const rows = await runsOf(ctx, actor, 'decide')
    ?.innerJoin('proposed_actions as a', (join) =>
      join.onRef('a.run_id', '=', 'rf.run_id').onRef('a.facility_id', '=', 'rf.facility_id'),
    )
    .select([sql<number>`count(*)`.as('n'), sql<number>`max(coalesce(a.settled_at, a.created_at))`.as('at')])
    .where('a.status_id', '=', 'failed')
    .where('a.org_id', '=', actor.orgId)
    .groupBy(['rf.run_id', 'run.name', 'rf.facility_id', 'f.name', 'f.time_zone'])
    .orderBy('at', 'desc')
    .execute()
  return (rows ?? []).map((row) =>
    toWaiting('delivery', row, { key: `delivery:${row.run_id}`, at: row.at, n: row.n }),
  )
}

/**
 * Records that were set aside, run by run, for who may decide what becomes of them. Those of counts that could not be started are told in the
 * run alone.
 */
export async function setAsideFor(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const waits = ctx.db.read
    .selectFrom('scan_quarantine')
    .select(['session_id', 'received_at'])
    .where('resolved_at', 'is', null)
    .where('org_id', '=', actor.orgId)
    .unionAll(
      ctx.db.read
        .selectFrom('scan_conflict')
        .select(['session_id', 'received_at'])
        .where('resolved_at', 'is', null)
        .where('org_id', '=', actor.orgId),
    )
  const rows = await runsOf(ctx, actor, 'decide')
    ?.innerJoin('inventory_count_import as s', (join) =>
      join.onRef('s.run_id', '=', 'rf.run_id').onRef('s.facility_id', '=', 'rf.facility_id'),
    )
    .innerJoin(waits.as('q'), 'q.session_id', 's.inventory_count_import_id')
    .select([sql<number>`count(*)`.as('n'), sql<number>`max(q.received_at)`.as('at')])
    .where('rf.status', 'in', ['planned', 'counting', 'reviewing', 'returned'])
    .groupBy(['rf.run_id', 'run.name', 'rf.facility_id', 'f.name', 'f.time_zone'])
    .orderBy('at', 'desc')
    .execute()
  return (rows ?? []).map((row) =>
    toWaiting('set-aside', row, { key: `set-aside:${row.run_id}`, at: row.at, n: row.n }),
  )
}

/** Of the submissions of a count the newest. */
function newestOf(alias: string) {
  const [run, facility, number] = ['run_id', 'facility_id', 'number'].map((column) =>
    sql.ref(`${alias}.${column}`),
  )
  return sql<boolean>`${number} = (select max(other.number) from facility_submission other
    where other.run_id = ${run} and other.facility_id = ${facility})`
}
