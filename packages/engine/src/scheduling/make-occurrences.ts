import type { Schema } from '@cyclecount/db'
import type { FacilityId, RunId, ScheduledFacilityId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { Cause, EngineContext, Tx } from '../context.ts'
import { requestJob } from '../jobs/request-job.ts'
import { makeRuns, planToRun, type PlanToRun } from '../planning/make-runs.ts'
import { transact } from '../transact.ts'
import { minuteBefore } from './recurrence.ts'
import { blackoutsAt, repeatable, repeatedAt, type ScheduleRow } from './schedule-rows.ts'
import { settle, type Decided, type Repeated } from './settle.ts'

type Held = Schema['scheduled_facility']

/**
 * Decides every start of a schedule at a facility whose time has come, each once, and makes the runs of those that are made; all in one
 * transaction, which also asks for the next look. It holds the row of the schedule at this facility meanwhile, so that of several
 * processes one decides. Nothing where the schedule is paused, or its plan makes no runs any more.
 */
export async function makeOccurrences(ctx: EngineContext, id: ScheduledFacilityId): Promise<void> {
  const at = await transact(ctx, async (tx) => {
    const held = await hold(ctx, tx, id)
    const given = held && (await givenAt(tx, held))
    if (!held || !given) return null
    const now = ctx.now()
    const past = await pastOf(tx, held, given.repeated, now)
    const { decided, settledThrough, nextAt } = settle(given.repeated, past, now)
    const runs = await runsOf(ctx, tx, given, decided)
    await keep(ctx, tx, held, decided, runs)
    await tx
      .updateTable('scheduled_facility')
      .set({ settled_through: settledThrough })
      .where('scheduled_facility_id', '=', id)
      .execute()
    if (nextAt !== null) await requestLook(ctx, tx, held, nextAt)
    return runs.size === 0 ? null : held.facility_id
  })
  if (at !== null) ctx.changed({ facilityId: at })
}

/** Wants the schedule looked at for this facility, now or later. Who asks holds its row, so that no look under way overlooks it. */
export async function requestLook(
  ctx: EngineContext,
  tx: Tx,
  held: Pick<Held, 'org_id' | 'facility_id' | 'scheduled_facility_id'>,
  dueAt: number,
): Promise<void> {
  await requestJob(tx, ctx, {
    kind: 'schedule',
    orgId: held.org_id,
    facilityId: held.facility_id,
    subjectId: held.scheduled_facility_id,
    dueAt,
  })
}

/** Locks the row until the transaction ends: an update waits for whoever holds it. */
async function hold(ctx: EngineContext, tx: Tx, id: ScheduledFacilityId): Promise<Held | null> {
  const row = await tx
    .updateTable('scheduled_facility')
    .set({ looked_at: ctx.now() })
    .where('scheduled_facility_id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

interface Given {
  readonly schedule: ScheduleRow
  readonly repeated: Repeated
  readonly plan: PlanToRun
  readonly facilityId: FacilityId
}

async function givenAt(tx: Tx, held: Held): Promise<Given | null> {
  const schedule = await tx
    .selectFrom('cycle_count_schedule as s')
    .innerJoin('count_plan as p', 'p.plan_id', 's.plan_id')
    .selectAll('s')
    .where('s.schedule_id', '=', held.schedule_id)
    .where('s.paused', '=', 0)
    .where('p.status', 'in', repeatable)
    .executeTakeFirst()
  if (!schedule) return null
  const plan = await planToRun(tx, schedule.plan_id)
  const place = plan.places.find(({ facilityId }) => facilityId === held.facility_id)
  if (!place) {
    // Given back to the plan it is new to the schedule again.
    await tx
      .deleteFrom('scheduled_facility')
      .where('scheduled_facility_id', '=', held.scheduled_facility_id)
      .execute()
    return null
  }
  const blackouts = await blackoutsAt(tx, held.org_id, held.facility_id)
  const repeated = repeatedAt(schedule, { timeZone: place.timeZone, blackouts })
  return { schedule, repeated, plan, facilityId: held.facility_id }
}

/**
 * What was decided before. A miss that was written down in what is the future now, since the clock was put back, is none: its time has not
 * come, and it is decided again when it does.
 */
async function pastOf(tx: Tx, held: Held, repeated: Repeated, now: number) {
  const apart = repeated.exceptions.map(({ startLocal }) => startLocal)
  const rows = await tx
    .selectFrom('schedule_occurrence')
    .select(['start_local', 'outcome', 'decided_at'])
    .where('schedule_id', '=', held.schedule_id)
    .where('facility_id', '=', held.facility_id)
    .where((eb) =>
      eb.or([
        eb('start_local', '>', held.settled_through),
        ...(apart.length === 0 ? [] : [eb('start_local', 'in', apart)]),
        eb('decided_at', '>', now),
      ]),
    )
    .orderBy('start_local')
    .execute()
  const early = rows.filter((row) => row.outcome === 'missed' && row.decided_at > now)
  const decided = new Set(rows.map((row) => row.start_local))
  for (const row of early) decided.delete(row.start_local)
  const [first] = early
  return {
    settledThrough:
      first && first.start_local <= held.settled_through
        ? minuteBefore(first.start_local)
        : held.settled_through,
    isDecided: (startLocal: string) => decided.has(startLocal),
  }
}

/** The runs, by the start they are of. A start at which the plan names nothing to count gets none. */
async function runsOf(
  ctx: EngineContext,
  tx: Tx,
  given: Given,
  decided: readonly Decided[],
): Promise<ReadonlyMap<string, RunId>> {
  const runs = new Map<string, RunId>()
  for (const { start, notMade } of decided) {
    if (notMade !== null) continue
    const window = {
      startLocal: start.opensLocal,
      startAt: start.opens.at,
      dueLocal: start.dueLocal,
      dueAt: start.due.at,
    }
    const { facilityId } = given
    const wanted = [{ facilityId, window }]
    const made = await makeRuns(ctx, tx, causeOf(given.schedule), given.plan, wanted, null)
    const runId = made.get(facilityId)
    if (runId !== undefined) runs.set(start.startLocal, runId)
  }
  return runs
}

/** The server itself. */
function causeOf(row: Pick<Held, 'org_id'>): Cause {
  return { orgId: row.org_id, personId: null, deviceId: null }
}

/** Writes down what became of the starts. The unique index refuses one that was decided before, and with it the whole transaction. */
async function keep(
  ctx: EngineContext,
  tx: Tx,
  held: Held,
  decided: readonly Decided[],
  runs: ReadonlyMap<string, RunId>,
): Promise<void> {
  const now = ctx.now()
  const rows = decided.map((one) => rowOf(ctx, held, one, runs.get(one.start.startLocal) ?? null, now))
  for (const row of rows) {
    const { outcome, why, run_id, decided_at, late } = row
    const kept = await tx
      .insertInto('schedule_occurrence')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['schedule_id', 'facility_id', 'start_local'])
          .doUpdateSet({ outcome, why, run_id, decided_at, late })
          .where('schedule_occurrence.outcome', '=', 'missed'),
      )
      .returning('occurrence_id')
      .executeTakeFirst()
    if (!kept) throw new Error(`the start ${row.start_local} of a schedule was decided before`)
  }
  const entries = rows.map(
    ({ outcome, why, run_id: runId, start_local: startLocal, opens_at_utc: opensAt }) => ({
      facilityId: held.facility_id,
      at: now,
      tag: `occurrence.${outcome}`,
      subjectKind: 'schedule',
      subjectId: held.schedule_id,
      after: { startLocal, opensAt, outcome, why, runId },
    }),
  )
  await appendAudit(tx, causeOf(held), entries, ctx.db.rows)
}

function rowOf(
  ctx: EngineContext,
  held: Held,
  { start, notMade, isLate }: Decided,
  runId: RunId | null,
  now: number,
): Schema['schedule_occurrence'] {
  const withoutItems = runId === null ? ({ outcome: 'missed', reason: 'no-items' } as const) : null
  const because = notMade ?? withoutItems
  return {
    occurrence_id: ctx.newId(),
    schedule_id: held.schedule_id,
    facility_id: held.facility_id,
    org_id: held.org_id,
    start_local: start.startLocal,
    opens_local: start.opensLocal,
    opens_at_utc: start.opens.at,
    due_local: start.dueLocal,
    due_at_utc: start.due.at,
    clock: start.opens.clock,
    outcome: because?.outcome ?? 'made',
    why: because?.reason ?? null,
    run_id: runId,
    decided_at: now,
    late: isLate ? 1 : 0,
  }
}
