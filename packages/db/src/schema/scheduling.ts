import type {
  BlackoutId,
  FacilityId,
  OrgId,
  PersonId,
  PlanId,
  RunId,
  ScheduledFacilityId,
  ScheduleId,
} from '@cyclecount/domain'
import { flag, integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/**
 * How a plan is repeated, on the clock of each of its facilities: a cron rule or an RRULE, from `begins_local` to `until_local`. `exceptions` is
 * JSON. `ahead_minutes`: how long before its window opens a run is made.
 */
export const cycleCountSchedule = table(
  'cycle_count_schedule',
  {
    schedule_id: uuid<ScheduleId>(),
    org_id: uuid<OrgId>(),
    plan_id: uuid<PlanId>(),
    recurrence_kind: text<'cron' | 'rrule'>(),
    recurrence: text(),
    begins_local: text(),
    until_local: nullable(text()),
    open_minutes: integer(),
    ahead_minutes: integer(),
    exceptions: text(),
    paused: flag(),
    /** How often it was changed: who saves says which they saw. */
    edits: integer(),
    saved_by: uuid<PersonId>(),
    saved_at: integer(),
  },
  {
    primaryKey: ['schedule_id'],
    unique: [{ name: 'one_schedule_per_plan', on: ['plan_id'] }],
    indexes: [['org_id']],
    references: { org_id: ['org', 'org_id'], plan_id: ['count_plan', 'plan_id'] },
  },
)

/**
 * A schedule at one facility, and how far it was worked: the starts of the rule up to `settled_through` (local time) are decided. Who decides
 * any holds this row locked meanwhile.
 */
export const scheduledFacility = table(
  'scheduled_facility',
  {
    scheduled_facility_id: uuid<ScheduledFacilityId>(),
    schedule_id: uuid<ScheduleId>(),
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    settled_through: text(),
    looked_at: integer(),
  },
  {
    primaryKey: ['scheduled_facility_id'],
    unique: [{ name: 'schedule_once_per_facility', on: ['schedule_id', 'facility_id'] }],
    indexes: [['facility_id']],
    references: {
      schedule_id: ['cycle_count_schedule', 'schedule_id'],
      facility_id: ['facility', 'facility_id'],
    },
  },
)

/**
 * What became of one start of a schedule at a facility, once and for all: `start_local` is its time by the rule, on the wall, wherever it was
 * moved to. The unique index is the last guard against a second run of it. Its window is a copy: that of its run is what holds.
 */
export const scheduleOccurrence = table(
  'schedule_occurrence',
  {
    occurrence_id: uuid<string>(),
    schedule_id: uuid<ScheduleId>(),
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    start_local: text(),
    opens_local: text(),
    opens_at_utc: integer(),
    due_local: text(),
    due_at_utc: integer(),
    clock: text<'even' | 'skipped' | 'repeated'>(),
    outcome: text<'made' | 'missed' | 'left-out' | 'blackout'>(),
    /** Why it was not made: a kind of miss, or what somebody wrote of the date or the blackout. */
    why: nullable(text()),
    run_id: nullable(uuid<RunId>()),
    decided_at: integer(),
    late: flag(),
  },
  {
    primaryKey: ['occurrence_id'],
    unique: [
      { name: 'occurrence_once', on: ['schedule_id', 'facility_id', 'start_local'] },
      { name: 'occurrence_of_run', on: ['run_id'], where: 'run_id is not null' },
    ],
    indexes: [['schedule_id', 'opens_at_utc']],
    references: {
      schedule_id: ['cycle_count_schedule', 'schedule_id'],
      facility_id: ['facility', 'facility_id'],
      run_id: ['count_run', 'run_id'],
    },
  },
)

/** Days (local, both included) on which no schedule makes a run, at one facility or, where it names none, at all. Nothing is deleted. */
export const scheduleBlackout = table(
  'schedule_blackout',
  {
    blackout_id: uuid<BlackoutId>(),
    org_id: uuid<OrgId>(),
    facility_id: nullable(uuid<FacilityId>()),
    from_day: text(),
    to_day: text(),
    reason: text(),
    made_by: uuid<PersonId>(),
    made_at: integer(),
    lifted_at: nullable(integer()),
  },
  {
    primaryKey: ['blackout_id'],
    indexes: [['org_id', 'to_day']],
    references: { org_id: ['org', 'org_id'], facility_id: ['facility', 'facility_id'] },
  },
)
