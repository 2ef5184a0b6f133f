import { fail, ScheduleExceptions, type Recurrence, type ScheduleException } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { FacilityId, OrgId, PlanId, PlanStatus } from '@cyclecount/domain'
import type { Actor, ReadOrTx } from '../context.ts'
import { facilitiesOfPlan, isSeen, planRow, type PlanRow } from '../planning/plan-rows.ts'
import { say } from '../words/say.ts'
import { readRecurrence } from './recurrence.ts'
import type { Repeated } from './settle.ts'

export type ScheduleRow = Schema['cycle_count_schedule']

/** The statuses of plans that can be repeated: a template is only copied, and a cancelled plan makes nothing any more. */
export const repeatable: readonly PlanStatus[] = ['draft', 'published']

export function exceptionsOf(row: Pick<ScheduleRow, 'exceptions'>): ScheduleException[] {
  return ScheduleExceptions.parse(JSON.parse(row.exceptions))
}

export function recurrenceOf(row: Pick<ScheduleRow, 'recurrence_kind' | 'recurrence'>): Recurrence {
  return { kind: row.recurrence_kind, text: row.recurrence }
}

/** The plan, where the actor sees a facility of it. */
export async function planSeen(db: ReadOrTx, actor: Actor, planId: PlanId): Promise<PlanRow> {
  const row = await planRow(db, actor, planId)
  if (!isSeen(actor, await facilitiesOfPlan(db, planId))) fail('not-found', say('plan.none'))
  return row
}

export async function scheduleOf(db: ReadOrTx, planId: PlanId): Promise<ScheduleRow | null> {
  const row = await db
    .selectFrom('cycle_count_schedule')
    .selectAll()
    .where('plan_id', '=', planId)
    .executeTakeFirst()
  return row ?? null
}

/** A saved schedule as one facility of it reads it. What is saved was checked: a rule that cannot be read is a fault of ours. */
export function repeatedAt(
  row: ScheduleRow,
  at: { readonly timeZone: string; readonly blackouts: Repeated['blackouts'] },
): Repeated {
  const read = readRecurrence(recurrenceOf(row), row.begins_local)
  if ('fault' in read) throw new Error(`the schedule ${row.schedule_id} cannot be read: it ${read.fault}`)
  return {
    next: read.next,
    timeZone: at.timeZone,
    blackouts: at.blackouts,
    untilLocal: row.until_local,
    openMinutes: row.open_minutes,
    aheadMinutes: row.ahead_minutes,
    exceptions: exceptionsOf(row),
  }
}

/** The blackouts in force at a facility, its own and those of the whole company. */
export async function blackoutsAt(
  db: ReadOrTx,
  orgId: OrgId,
  facilityId: FacilityId | null,
): Promise<Repeated['blackouts']> {
  const rows = await db
    .selectFrom('schedule_blackout')
    .select(['from_day', 'to_day', 'reason'])
    .where('org_id', '=', orgId)
    .where('lifted_at', 'is', null)
    .where((eb) =>
      facilityId === null
        ? eb('facility_id', 'is', null)
        : eb.or([eb('facility_id', 'is', null), eb('facility_id', '=', facilityId)]),
    )
    .orderBy('from_day')
    .execute()
  return rows.map((row) => ({ fromDay: row.from_day, toDay: row.to_day, reason: row.reason }))
}
