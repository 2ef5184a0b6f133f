import * as z from 'zod/mini'
import {
  AreaIdSchema,
  FacilityIdSchema,
  Instant,
  PersonIdSchema,
  PlanIdSchema,
  RunIdSchema,
  shortText,
} from './ids.ts'
import { RunStatusSchema } from './runs.ts'

const Day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a date'))
const MinutesOfWeek = z
  .array(z.int().check(z.gte(0), z.lte(1440, 'is longer than a day')))
  .check(z.length(7, 'is not seven days'))

/** People as they are kept beside a draft. */
export const PeopleIds = z.array(PersonIdSchema)
/** When a person can count: minutes on each day of the week from Monday, and whole days off. */
export const WorkingHours = z.object({
  minutes: MinutesOfWeek,
  daysOff: z.array(Day).check(z.maxLength(400)),
})
export type WorkingHours = z.infer<typeof WorkingHours>

/** Which runs: those of one facility or one plan, or every open one the person may assign areas of. */
export const BoardQuery = z.object({
  facilityId: z.optional(FacilityIdSchema),
  planId: z.optional(PlanIdSchema),
})

const BoardAreaReply = z.object({
  areaId: AreaIdSchema,
  code: z.string(),
  name: z.string(),
  bins: z.int(),
  /** One person's minutes, and what they are estimated from. */
  minutes: z.int(),
  basis: z.enum(['area', 'facility', 'company', 'usual', 'bins']),
  held: z.array(PersonIdSchema),
  /** Who shall have it once published; null where nothing is drafted. */
  draft: z.nullable(z.array(PersonIdSchema)),
  /** Counts of it that somebody is in the middle of. */
  underWay: z.int(),
})

const BoardRunReply = z.object({
  runId: RunIdSchema,
  planId: z.nullable(PlanIdSchema),
  name: z.string(),
  facilityId: FacilityIdSchema,
  facilityCode: z.string(),
  facilityName: z.string(),
  timeZone: z.string(),
  status: RunStatusSchema,
  /** A recount is under way: who counts again is said in its review. */
  isRecount: z.boolean(),
  startLocal: z.nullable(z.string()),
  startAt: z.nullable(Instant),
  dueLocal: z.nullable(z.string()),
  dueAt: z.nullable(Instant),
  /** The facility's days from the window's start to its end. */
  days: z.array(Day),
  areas: z.array(BoardAreaReply),
})

const BoardPersonReply = z.object({
  personId: PersonIdSchema,
  name: z.string(),
  facilities: z.union([z.literal('all'), z.array(FacilityIdSchema)]),
  minutes: z.array(z.int()),
  daysOff: z.array(Day),
})

/** Facilities × areas × people: what is assigned, what is drafted, and how long it takes. */
export const Board = z.object({
  /** Scans per hour in thousandths measured in the company; null where nothing was. */
  companyRateMilli: z.nullable(z.int()),
  /** Runs beyond those that are shown. */
  leftOut: z.int(),
  runs: z.array(BoardRunReply),
  people: z.array(BoardPersonReply),
})
export type Board = z.infer<typeof Board>

export const MAX_DRAFTS = 20_000
/** Who shall have these areas; nobody takes them back. What is as it is held needs no draft. */
export const DraftsBody = z.object({
  drafts: z
    .array(
      z.object({
        runId: RunIdSchema,
        areaId: AreaIdSchema,
        people: z.array(PersonIdSchema).check(z.maxLength(20)),
      }),
    )
    .check(z.minLength(1, 'names no area'), z.maxLength(MAX_DRAFTS)),
})
export type DraftsBody = z.infer<typeof DraftsBody>

const ChangeTotals = { given: z.int(), taken: z.int(), handed: z.int() }
export const DraftsReply = z.object(ChangeTotals)

/** What publishing would do now. `seal` stands for exactly these changes. */
export const BoardChanges = z.object({
  ...ChangeTotals,
  seal: z.string(),
  runs: z.array(
    z.object({
      runId: RunIdSchema,
      name: z.string(),
      facilityName: z.string(),
      /** Why nothing of it can be published as it is drafted. */
      problem: z.nullable(z.string()),
      changes: z.array(
        z.object({
          areaId: AreaIdSchema,
          areaName: z.string(),
          change: z.enum(['given', 'taken', 'handed']),
          from: z.array(z.string()),
          to: z.array(z.string()),
          /** Who is in the middle of counting it and loses it: their scans stay and they can still submit them. */
          underWay: z.array(z.object({ personName: z.string(), scans: z.int() })),
        }),
      ),
    }),
  ),
})
export type BoardChanges = z.infer<typeof BoardChanges>

export const PublishBody = z.extend(BoardQuery, { seal: z.string().check(z.maxLength(64)) })
/** All or none of each run: what was refused stays drafted. */
export const PublishReply = z.object({
  ...ChangeTotals,
  runs: z.int(),
  refused: z.array(z.object({ runId: RunIdSchema, facilityName: z.string(), message: z.string() })),
})
export type PublishReply = z.infer<typeof PublishReply>

export const DiscardReply = z.object({ discarded: z.int() })

/** When people can count. `isSaid`: somebody said so; else these are the usual hours. */
export const Availability = z.object({
  people: z.array(z.extend(BoardPersonReply, { isSaid: z.boolean() })),
})
export type Availability = z.infer<typeof Availability>
export const AvailabilityBody = z.extend(WorkingHours, { personId: PersonIdSchema })

export const MAX_ASSIGNMENT_FILE = 2_000_000
export const AssignmentFileBody = z.object({ text: shortText(MAX_ASSIGNMENT_FILE) })
/** What a file of `facility,area,person` says: every fault at once, and what it would draft. */
export const AssignmentFileCheck = z.object({
  rows: z.int(),
  faults: z.array(z.object({ line: z.int(), column: z.string(), message: z.string() })),
  drafts: z.array(
    z.object({
      runId: RunIdSchema,
      areaId: AreaIdSchema,
      people: z.array(PersonIdSchema),
      facilityName: z.string(),
      areaName: z.string(),
      names: z.array(z.string()),
      before: z.array(z.string()),
    }),
  ),
})
export type AssignmentFileCheck = z.infer<typeof AssignmentFileCheck>
