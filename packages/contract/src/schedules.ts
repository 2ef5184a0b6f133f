import * as z from 'zod/mini'
import {
  BlackoutIdSchema,
  FacilityIdSchema,
  Instant,
  PlanIdSchema,
  RunIdSchema,
  ScheduleIdSchema,
  nameText,
} from './ids.ts'
import { LocalTime } from './runs.ts'

/** How a count is repeated on each facility's wall clock: five fields of cron, or an RRULE (RFC 5545) without its name. */
export const Recurrence = z.object({
  kind: z.enum(['cron', 'rrule']),
  text: z.string().check(z.regex(/^\S(.*\S)?$/, 'is empty'), z.maxLength(300)),
})
export type Recurrence = z.infer<typeof Recurrence>

/** Every Monday at six in the morning. */
export const DEFAULT_RECURRENCE = { kind: 'cron', text: '0 6 * * MON' } as const satisfies Recurrence

/** One date that is other than the rule says: not counted, counted at another time, or counted besides. */
const ScheduleException = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('left-out'), startLocal: LocalTime, reason: nameText(200) }),
  z.object({ kind: z.literal('moved'), startLocal: LocalTime, toLocal: LocalTime }),
  z.object({ kind: z.literal('added'), startLocal: LocalTime }),
])
export type ScheduleException = z.infer<typeof ScheduleException>

export const ScheduleExceptions = z.array(ScheduleException).check(z.maxLength(200))

const DAY = 1440

const scheduleFields = {
  recurrence: Recurrence,
  /** Nothing is counted before. What an RRULE leaves open, it takes from here. */
  beginsLocal: LocalTime,
  /** The last start, at most; null: without end. */
  untilLocal: z.nullable(LocalTime),
  /** How long a window is open, on the wall clock. */
  openMinutes: z.int().check(z.gte(15), z.lte(62 * DAY)),
  /** How long before its window opens a run is made, so that people and devices have it. */
  aheadMinutes: z.int().check(z.gte(0), z.lte(31 * DAY)),
  exceptions: ScheduleExceptions,
}

export const SchedulePreviewBody = z.object({ planId: PlanIdSchema, ...scheduleFields })
export const SaveScheduleBody = z.object({
  ...scheduleFields,
  /** How often it was changed before, as it was seen; 0: there is none yet. */
  edits: z.int(),
  isPaused: z.boolean(),
})
export type SaveScheduleBody = z.infer<typeof SaveScheduleBody>

/** What a facility's clock makes of a local time. */
export const PlacedTime = z.object({
  at: Instant,
  takenAs: z.string(),
  clock: z.enum(['even', 'skipped', 'repeated']),
  againAt: z.nullable(Instant),
})

/** A start that is not decided yet. `notCounted`: why it will not be counted, as things are. */
const NextStart = z.object({
  startLocal: z.string(),
  opensLocal: z.string(),
  dueLocal: z.string(),
  opens: PlacedTime,
  due: PlacedTime,
  fate: z.enum(['ruled', 'moved', 'added', 'left-out']),
  notCounted: z.nullable(z.string()),
})
export type NextStart = z.infer<typeof NextStart>

/** The facilities of one zone, and the next starts there. */
const ZoneStarts = z.object({
  timeZone: z.string(),
  facilities: z.array(z.object({ facilityId: FacilityIdSchema, name: z.string() })),
  starts: z.array(NextStart),
})

/** In words, and the next five starts per zone. `faults` by field; where there are any there is nothing else. */
export const SchedulePreview = z.object({
  inWords: z.string(),
  zones: z.array(ZoneStarts),
  faults: z.array(z.object({ field: z.string(), message: z.string() })),
})
export type SchedulePreview = z.infer<typeof SchedulePreview>

const Schedule = z.object({
  scheduleId: ScheduleIdSchema,
  ...scheduleFields,
  edits: z.int(),
  isPaused: z.boolean(),
  inWords: z.string(),
  zones: z.array(ZoneStarts),
  savedBy: z.string(),
  savedAt: Instant,
})

/** `schedule` null: the plan is not repeated. `planOpen` false: the plan makes no runs any more. */
export const PlanSchedule = z.object({
  planId: PlanIdSchema,
  planName: z.string(),
  planOpen: z.boolean(),
  mayEdit: z.boolean(),
  schedule: z.nullable(Schedule),
})
export type PlanSchedule = z.infer<typeof PlanSchedule>

export const occurrenceOutcomes = ['made', 'missed', 'left-out', 'blackout'] as const

/** What became of one start at one facility. Never changes, but for the window of a run that has not begun. */
const Occurrence = z.object({
  facilityId: FacilityIdSchema,
  facilityName: z.string(),
  timeZone: z.string(),
  startLocal: z.string(),
  opensLocal: z.string(),
  opensAt: Instant,
  dueLocal: z.string(),
  dueAt: Instant,
  clock: z.enum(['even', 'skipped', 'repeated']),
  /** What the clock of the facility shows when it opens. */
  takenAs: z.string(),
  outcome: z.enum(occurrenceOutcomes),
  /** In a sentence, where no run was made. */
  why: z.nullable(z.string()),
  runId: z.nullable(RunIdSchema),
  decidedAt: Instant,
  /** The run was made after its window had opened: the server was down, or the schedule was saved by then. */
  isLate: z.boolean(),
})
export type Occurrence = z.infer<typeof Occurrence>

export const OccurrencesQuery = z.object({
  facilityId: z.optional(FacilityIdSchema),
  outcome: z.optional(z.enum(occurrenceOutcomes)),
})
export const Occurrences = z.object({ occurrences: z.array(Occurrence), isCut: z.boolean() })

/** Days on which no schedule makes a run: `2026-12-20` to `2027-01-02`, both included, on the wall; of all facilities or of one. */
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a day'))
export const BlackoutBody = z.object({
  facilityId: z.nullable(FacilityIdSchema),
  fromDay: day,
  toDay: day,
  reason: nameText(200),
})
const Blackout = z.extend(BlackoutBody, {
  blackoutId: BlackoutIdSchema,
  facilityName: z.nullable(z.string()),
  madeBy: z.string(),
  madeAt: Instant,
  mayLift: z.boolean(),
})
export const BlackoutList = z.object({ blackouts: z.array(Blackout) })
export type BlackoutList = z.infer<typeof BlackoutList>

export const TimeZoneQuery = z.object({ timeZone: z.string().check(z.maxLength(80)) })
export const TimeZoneBody = z.extend(TimeZoneQuery, { reason: nameText(200) })

/** What another zone makes of the windows of a facility's runs that have not begun. `isMoved` false: it stays where it is. */
export const TimeZoneChange = z.object({
  facilityId: FacilityIdSchema,
  facilityName: z.string(),
  from: z.string(),
  to: z.string(),
  runs: z.array(
    z.object({
      runId: RunIdSchema,
      name: z.string(),
      startLocal: z.nullable(z.string()),
      startAt: z.nullable(Instant),
      start: z.nullable(PlacedTime),
      dueLocal: z.nullable(z.string()),
      dueAt: z.nullable(Instant),
      due: z.nullable(PlacedTime),
    }),
  ),
  /** Runs that have begun and not ended: they keep their instants. */
  begun: z.int(),
})
export type TimeZoneChange = z.infer<typeof TimeZoneChange>
