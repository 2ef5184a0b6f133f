import { fail, type TimeZoneChange } from '@cyclecount/contract'
import {
  isTimeZone,
  placeWindow,
  type FacilityId,
  type PlacedTime,
  type RunId,
  type RunStatus,
} from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import { causeOf, requireAt, type Actor, type EngineContext, type ReadOrTx, type Tx } from '../context.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { requestLook } from './make-occurrences.ts'

/** A run of which nothing was counted yet: its window may still move. */
const notBegun: readonly RunStatus[] = ['proposed', 'sent-back', 'planned']
const ended: readonly RunStatus[] = ['submitted', 'accepted', 'cancelled']

/** What another zone would make of the windows of the facility's runs that have not begun. Changes nothing. */
export function previewTimeZone(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  timeZone: string,
): Promise<TimeZoneChange> {
  requireAt(actor, 'plan-runs', facilityId)
  return changeOf(ctx.db.read, actor, facilityId, timeZone)
}

/**
 * Gives a facility another time zone. What planners meant stays: the windows of runs that have not begun are computed anew from their local
 * times, each told to the auditor. A run that has begun keeps its instants. Starts of schedules that are not made yet follow by
 * themselves, and one that was made is not made again.
 */
export async function changeTimeZone(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  body: { readonly timeZone: string; readonly reason: string },
): Promise<TimeZoneChange> {
  requireAt(actor, 'plan-runs', facilityId)
  const change = await transact(ctx, async (tx) => {
    // Held before the runs are read, so that no schedule makes one by the old zone meanwhile.
    const looks = await holdSchedules(ctx, tx, facilityId)
    const found = await changeOf(tx, actor, facilityId, body.timeZone)
    if (found.from === found.to) return found
    const { numUpdatedRows } = await tx
      .updateTable('facility')
      .set({ time_zone: body.timeZone })
      .where('facility_id', '=', facilityId)
      .where('time_zone', '=', found.from)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) fail('changed-meanwhile', say('zone.changed'))
    for (const run of found.runs) await moveWindow(tx, facilityId, run)
    await appendAudit(tx, causeOf(actor), entriesOf(ctx, facilityId, found, body.reason), ctx.db.rows)
    for (const held of looks) await requestLook(ctx, tx, held, ctx.now())
    return found
  })
  ctx.changed({ facilityId })
  return change
}

async function changeOf(
  db: ReadOrTx,
  actor: Actor,
  facilityId: FacilityId,
  timeZone: string,
): Promise<TimeZoneChange> {
  if (!isTimeZone(timeZone))
    fail('bad-request', say('zone.unknown'), [{ path: 'body.timeZone', message: say('zone.unknown.fault') }])
  const facility = await db
    .selectFrom('facility')
    .select(['name', 'time_zone'])
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!facility) fail('not-found', say('facility.none'))
  const rows = await db
    .selectFrom('run_facility as rf')
    .innerJoin('count_run as r', 'r.run_id', 'rf.run_id')
    .select([
      'rf.run_id',
      'rf.status',
      'r.name',
      'rf.start_local',
      'rf.start_at_utc',
      'rf.due_local',
      'rf.due_at_utc',
    ])
    .where('rf.facility_id', '=', facilityId)
    .where('rf.org_id', '=', actor.orgId)
    .where('rf.status', 'not in', ended)
    .where((eb) => eb.or([eb('rf.start_local', 'is not', null), eb('rf.due_local', 'is not', null)]))
    .orderBy('rf.due_at_utc')
    .orderBy('rf.run_id')
    .execute()
  const open = rows.filter((row) => notBegun.includes(row.status))
  return {
    facilityId,
    facilityName: facility.name,
    from: facility.time_zone,
    to: timeZone,
    begun: rows.length - open.length,
    runs: open.map((row) => ({
      runId: row.run_id,
      name: row.name,
      startLocal: row.start_local,
      startAt: row.start_at_utc,
      dueLocal: row.due_local,
      dueAt: row.due_at_utc,
      ...placed(row.start_local, row.due_local, timeZone),
    })),
  }
}

function placed(
  startLocal: string | null,
  dueLocal: string | null,
  timeZone: string,
): { readonly start: PlacedTime | null; readonly due: PlacedTime | null } {
  const window = placeWindow({ startLocal, dueLocal }, timeZone)
  if ('fault' in window) throw new Error(`a run's window is wrong: ${startLocal} to ${dueLocal}`)
  return { start: window.start, due: window.due }
}

/** The schedules of the facility, held until the transaction ends. */
async function holdSchedules(ctx: EngineContext, tx: Tx, facilityId: FacilityId) {
  return tx
    .updateTable('scheduled_facility')
    .set({ looked_at: ctx.now() })
    .where('facility_id', '=', facilityId)
    .returning(['org_id', 'facility_id', 'scheduled_facility_id'])
    .execute()
}

async function moveWindow(
  tx: Tx,
  facilityId: FacilityId,
  run: TimeZoneChange['runs'][number],
): Promise<void> {
  await tx
    .updateTable('run_facility')
    .set({ start_at_utc: run.start?.at ?? null, due_at_utc: run.due?.at ?? null })
    .where('run_id', '=', run.runId)
    .where('facility_id', '=', facilityId)
    .where('status', 'in', notBegun)
    .execute()
}

function entriesOf(
  ctx: EngineContext,
  facilityId: FacilityId,
  change: TimeZoneChange,
  reason: string,
): AuditEntry[] {
  const at = ctx.now()
  const ofRun = (runId: RunId) => ({ facilityId, at, subjectKind: 'run', subjectId: runId, reason })
  return [
    {
      facilityId,
      at,
      tag: 'facility.time-zone-changed',
      subjectKind: 'facility',
      subjectId: facilityId,
      before: { timeZone: change.from },
      after: { timeZone: change.to },
      reason,
    },
    ...change.runs.map((run) => ({
      ...ofRun(run.runId),
      tag: 'run.window-moved',
      before: { startAt: run.startAt, dueAt: run.dueAt },
      after: { startAt: run.start?.at ?? null, dueAt: run.due?.at ?? null },
    })),
  ]
}
