import { localOf, type ScheduledFacilityId, type ScheduleId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { transact } from '../transact.ts'
import { requestLook } from './make-occurrences.ts'
import { repeatable } from './schedule-rows.ts'

/** So far a clock may go back without anybody minding: processes differ by less. */
const BACK_MS = 120_000

/**
 * Has schedules begin at facilities that are new to them, from now on and not for what is past; and looks at once again at those that were
 * looked at in what is the future since the clock was put back: they would wait for a time that is far.
 */
export async function enrolFacilities(ctx: EngineContext): Promise<void> {
  const [isNew, isAhead] = [
    await newFacilities(ctx.db.read, null).limit(1).executeTakeFirst(),
    await ctx.db.read
      .selectFrom('scheduled_facility')
      .select('scheduled_facility_id')
      .where('looked_at', '>', ctx.now() + BACK_MS)
      .limit(1)
      .executeTakeFirst(),
  ]
  if (isNew) await transact(ctx, (tx) => enrolIn(ctx, tx, null))
  if (isAhead) await transact(ctx, (tx) => lookAgain(ctx, tx))
}

/** The facilities of a schedule, or of every schedule, that are new to it; in the caller's transaction. */
export async function enrolIn(ctx: EngineContext, tx: Tx, scheduleId: ScheduleId | null): Promise<void> {
  const now = ctx.now()
  for (const row of await newFacilities(tx, scheduleId).execute()) {
    const held = { ...row, scheduled_facility_id: ctx.newId<ScheduledFacilityId>() }
    const { time_zone: timeZone, ...columns } = held
    const made = await tx
      .insertInto('scheduled_facility')
      .values({ ...columns, settled_through: localOf(now, timeZone), looked_at: now })
      .onConflict((conflict) => conflict.columns(['schedule_id', 'facility_id']).doNothing())
      .returning('scheduled_facility_id')
      .executeTakeFirst()
    if (made) await requestLook(ctx, tx, held, now)
  }
}

function newFacilities(db: EngineContext['db']['read'], scheduleId: ScheduleId | null) {
  return db
    .selectFrom('cycle_count_schedule as s')
    .innerJoin('count_plan as p', 'p.plan_id', 's.plan_id')
    .innerJoin('count_plan_facility as pf', 'pf.plan_id', 's.plan_id')
    .innerJoin('facility as f', 'f.facility_id', 'pf.facility_id')
    .leftJoin('scheduled_facility as sf', (join) =>
      join.onRef('sf.schedule_id', '=', 's.schedule_id').onRef('sf.facility_id', '=', 'pf.facility_id'),
    )
    .select(['s.schedule_id', 's.org_id', 'pf.facility_id', 'f.time_zone'])
    .where('sf.scheduled_facility_id', 'is', null)
    .where('s.paused', '=', 0)
    .where('p.status', 'in', repeatable)
    .$if(scheduleId !== null, (found) => found.where('s.schedule_id', '=', scheduleId ?? never()))
}

async function lookAgain(ctx: EngineContext, tx: Tx): Promise<void> {
  const now = ctx.now()
  const ahead = await tx
    .updateTable('scheduled_facility')
    .set({ looked_at: now })
    .where('looked_at', '>', now + BACK_MS)
    .returning(['org_id', 'facility_id', 'scheduled_facility_id'])
    .execute()
  for (const held of ahead) await requestLook(ctx, tx, held, now)
}

function never(): never {
  throw new Error('asked for a schedule that was not given')
}
