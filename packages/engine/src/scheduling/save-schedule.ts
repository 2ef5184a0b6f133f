import { fail, type PlanSchedule, type SaveScheduleBody } from '@cyclecount/contract'
import { isUniqueViolation } from '@cyclecount/db'
import { localOf, type FacilityId, type PlanId, type ScheduleId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { planToChange } from '../planning/plan-rows.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { checkSchedule } from './check-schedule.ts'
import { enrolIn } from './enrol-facilities.ts'
import { requestLook } from './make-occurrences.ts'
import { minuteBefore } from './recurrence.ts'
import { draftOf, planSchedule } from './schedule-page.ts'
import { exceptionsOf, repeatable, scheduleOf, type ScheduleRow } from './schedule-rows.ts'

/**
 * Has a plan repeated, or changes how; runs that were made stay. What is past when it is saved first, or goes on after a pause, is not made up for.
 * Refuses who does not plan at all facilities of the plan, and where somebody else saved it meanwhile.
 */
export async function saveSchedule(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  body: SaveScheduleBody,
): Promise<PlanSchedule> {
  const plan = await planToChange(ctx.db.read, actor, planId)
  if (!repeatable.includes(plan.status)) fail('closed', say('schedule.planClosed'))
  const checked = checkSchedule(body)
  if ('faults' in checked) {
    const details = checked.faults.map(({ field, message }) => ({ path: `body.${field}`, message }))
    fail('bad-request', say('schedule.wrong'), details)
  }
  try {
    await transact(ctx, (tx) => save(ctx, tx, actor, planId, body))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    fail('changed-meanwhile', say('schedule.changed'))
  }
  return planSchedule(ctx, actor, planId)
}

async function save(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  planId: PlanId,
  body: SaveScheduleBody,
): Promise<void> {
  const before = await scheduleOf(tx, planId)
  if ((before?.edits ?? 0) !== body.edits) fail('changed-meanwhile', say('schedule.changed'))
  const row = rowOf(ctx, actor, planId, before?.schedule_id ?? ctx.newId<ScheduleId>(), body)
  if (before) {
    const { numUpdatedRows } = await tx
      .updateTable('cycle_count_schedule')
      .set(row)
      .where('schedule_id', '=', row.schedule_id)
      .where('edits', '=', body.edits)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) fail('changed-meanwhile', say('schedule.changed'))
  } else await tx.insertInto('cycle_count_schedule').values(row).execute()
  await lookAgain(ctx, tx, before, row)
  await enrolIn(ctx, tx, row.schedule_id)
  await tell(ctx, tx, actor, before, row)
}

function rowOf(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  scheduleId: ScheduleId,
  body: SaveScheduleBody,
): ScheduleRow {
  return {
    schedule_id: scheduleId,
    org_id: actor.orgId,
    plan_id: planId,
    recurrence_kind: body.recurrence.kind,
    recurrence: body.recurrence.text,
    begins_local: body.beginsLocal,
    until_local: body.untilLocal,
    open_minutes: body.openMinutes,
    ahead_minutes: body.aheadMinutes,
    exceptions: JSON.stringify(body.exceptions),
    paused: body.isPaused ? 1 : 0,
    edits: body.edits + 1,
    saved_by: actor.personId,
    saved_at: ctx.now(),
  }
}

/** Holds every facility of the schedule, so that none is looked at by what it said before, and has all looked at now. */
async function lookAgain(
  ctx: EngineContext,
  tx: Tx,
  before: ScheduleRow | null,
  after: ScheduleRow,
): Promise<void> {
  if (before === null) return
  const now = ctx.now()
  const rows = await tx
    .updateTable('scheduled_facility')
    .set({ looked_at: now })
    .where('schedule_id', '=', after.schedule_id)
    .returning(['scheduled_facility_id', 'facility_id', 'org_id', 'settled_through'])
    .execute()
  const zones = await tx
    .selectFrom('facility')
    .select(['facility_id', 'time_zone'])
    .where('org_id', '=', after.org_id)
    .execute()
  const zoneOf = new Map(zones.map((row) => [row.facility_id, row.time_zone]))
  const goesOn = before.paused === 1 && after.paused === 0
  for (const held of rows) {
    const wall = localOf(now, zoneOf.get(held.facility_id) ?? 'UTC')
    const settled_through = goesOn && held.settled_through < wall ? wall : backTo(held, before, after)
    if (settled_through !== held.settled_through)
      await tx
        .updateTable('scheduled_facility')
        .set({ settled_through })
        .where('scheduled_facility_id', '=', held.scheduled_facility_id)
        .execute()
    if (after.paused === 0) await requestLook(ctx, tx, held, now)
  }
}

/** A start that was moved and no longer is belongs to the rule again, also where the rule has got past it. */
function backTo(held: { readonly settled_through: string }, before: ScheduleRow, after: ScheduleRow): string {
  const movedNow = new Set(exceptionsOf(after).map(({ startLocal }) => startLocal))
  const given = exceptionsOf(before).flatMap(({ kind, startLocal }) =>
    kind === 'moved' && !movedNow.has(startLocal) ? [minuteBefore(startLocal)] : [],
  )
  return [held.settled_through, ...given].toSorted()[0] ?? held.settled_through
}

async function tell(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  before: ScheduleRow | null,
  after: ScheduleRow,
): Promise<void> {
  const rows = await tx
    .selectFrom('count_plan_facility')
    .select('facility_id')
    .where('plan_id', '=', after.plan_id)
    .execute()
  const told = (row: ScheduleRow) => ({ ...draftOf(row), isPaused: row.paused === 1, planId: row.plan_id })
  const entry = (facilityId: FacilityId) => ({
    facilityId,
    at: after.saved_at,
    tag: 'schedule.saved',
    subjectKind: 'schedule',
    subjectId: after.schedule_id,
    before: before && told(before),
    after: told(after),
  })
  const entries = rows.map((row) => entry(row.facility_id))
  await appendAudit(tx, causeOf(actor), entries, ctx.db.rows)
}
