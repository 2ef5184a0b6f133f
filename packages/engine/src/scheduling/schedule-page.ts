import type { NextStart as ShownStart, PlanSchedule, SchedulePreview } from '@cyclecount/contract'
import { localOf, type FacilityId, type OrgId, type PlanId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { facilitiesOfPlan, plansAtAll } from '../planning/plan-rows.ts'
import type { Body } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { checkSchedule } from './check-schedule.ts'
import { inWords } from './in-words.ts'
import type { NextStart } from './recurrence.ts'
import {
  blackoutsAt,
  exceptionsOf,
  planSeen,
  recurrenceOf,
  repeatable,
  scheduleOf,
  type ScheduleRow,
} from './schedule-rows.ts'
import { nextStarts, type NotMade, type Start } from './settle.ts'

const SHOWN = 5

/** How a plan is repeated, with the next five starts in each zone in which the reader sees a facility of it. */
export async function planSchedule(ctx: EngineContext, actor: Actor, planId: PlanId): Promise<PlanSchedule> {
  const plan = await planSeen(ctx.db.read, actor, planId)
  const row = await scheduleOf(ctx.db.read, planId)
  const shared = {
    planId,
    planName: plan.name,
    planOpen: repeatable.includes(plan.status),
    mayEdit: plansAtAll(actor, await facilitiesOfPlan(ctx.db.read, planId)),
  }
  if (!row) return { ...shared, schedule: null }
  const nameOf = await namesOf(ctx, actor.orgId, [row.saved_by])
  const draft = draftOf(row)
  const checked = checkSchedule(draft)
  return {
    ...shared,
    schedule: {
      scheduleId: row.schedule_id,
      ...draft,
      edits: row.edits,
      isPaused: row.paused === 1,
      inWords: inWords(draft.recurrence, draft.beginsLocal),
      zones: 'faults' in checked ? [] : await zonesOf(ctx, actor, planId, { ...draft, next: checked.next }),
      savedBy: nameOf(row.saved_by),
      savedAt: row.saved_at,
    },
  }
}

/** What a schedule would be: in words and with its next starts, or all that is wrong with it. Changes nothing. */
export async function previewSchedule(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'previewSchedule'>,
): Promise<SchedulePreview> {
  await planSeen(ctx.db.read, actor, body.planId)
  const checked = checkSchedule(body)
  if ('faults' in checked) return { inWords: '', zones: [], faults: [...checked.faults] }
  return {
    inWords: inWords(body.recurrence, body.beginsLocal),
    zones: await zonesOf(ctx, actor, body.planId, { ...body, next: checked.next }),
    faults: [],
  }
}

export function draftOf(row: ScheduleRow) {
  return {
    recurrence: recurrenceOf(row),
    beginsLocal: row.begins_local,
    untilLocal: row.until_local,
    openMinutes: row.open_minutes,
    aheadMinutes: row.ahead_minutes,
    exceptions: exceptionsOf(row),
  }
}

type Shown = ReturnType<typeof draftOf> & { readonly next: NextStart }

async function zonesOf(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  draft: Shown,
): Promise<SchedulePreview['zones']> {
  const scope = scopeOf(actor, 'see-runs')
  const rows = await ctx.db.read
    .selectFrom('count_plan_facility as pf')
    .innerJoin('facility as f', 'f.facility_id', 'pf.facility_id')
    .select(['pf.facility_id', 'f.name', 'f.time_zone'])
    .where('pf.plan_id', '=', planId)
    .where('pf.org_id', '=', actor.orgId)
    .$if(scope !== 'all', (found) => found.where('pf.facility_id', 'in', scope === 'all' ? [] : scope))
    .orderBy('f.time_zone')
    .orderBy('f.name')
    .execute()
  const zones = [...Map.groupBy(rows, (row) => row.time_zone)]
  return Promise.all(
    zones.map(async ([timeZone, facilities]) => ({
      timeZone,
      facilities: facilities.map((row) => ({ facilityId: row.facility_id, name: row.name })),
      starts: await startsIn(ctx, actor.orgId, timeZone, facilities, draft),
    })),
  )
}

/** Of a zone with one facility its own blackouts are minded, of one with several those of the whole company. */
async function startsIn(
  ctx: EngineContext,
  orgId: OrgId,
  timeZone: string,
  facilities: readonly { readonly facility_id: FacilityId }[],
  draft: Shown,
): Promise<ShownStart[]> {
  const [only] = facilities
  const alone = facilities.length === 1 && only ? only.facility_id : null
  const now = ctx.now()
  const blackouts = await blackoutsAt(ctx.db.read, orgId, alone)
  const since = { settledThrough: localOf(now, timeZone), isDecided: () => false }
  return nextStarts({ ...draft, timeZone, blackouts }, since, now, SHOWN).map(shownStart)
}

function shownStart({ makeAt: _, notMade, ...start }: Start): ShownStart {
  return { ...start, notCounted: notMade === null ? null : notMadeText(notMade) }
}

/** In a sentence, why no run is made of a start. */
export function notMadeText(notMade: NotMade): string {
  switch (notMade.outcome) {
    case 'left-out':
      return say('schedule.leftOut', { reason: notMade.reason })
    case 'blackout':
      return say('schedule.blackout', { reason: notMade.reason })
    case 'missed':
      return say(`schedule.missed.${notMade.reason}`)
  }
}
