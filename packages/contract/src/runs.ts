import { countingRoles, runStatuses } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  AreaIdSchema,
  AssignmentIdSchema,
  FacilityIdSchema,
  Instant,
  PersonIdSchema,
  PlanIdSchema,
  ProductIdSchema,
  RunIdSchema,
  SessionIdSchema,
  nameText,
} from './ids.ts'
import { SessionStateSchema } from './sync.ts'

export const CountTypeSchema = z.enum(['HARD_COUNT', 'DIRECTED_COUNT'])
export const RunStatusSchema = z.enum(runStatuses)

/** A facility's count handed to HQ: who, when, and what HQ said. `number` counts the times. */
export const Submission = z.object({
  number: z.int(),
  submittedAt: Instant,
  submittedBy: z.string(),
  note: z.string(),
  outcome: z.nullable(z.enum(['accepted', 'returned'])),
  answeredAt: z.nullable(Instant),
  answeredBy: z.nullable(z.string()),
  /** Why it was returned, or what was noted on accepting it. */
  answer: z.string(),
})
export type Submission = z.infer<typeof Submission>

/** Facility wall time. */
export const LocalTime = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'is not a date and time'))

/** A run for one facility. `dueLocal` is facility wall time, `2026-11-21T18:00`. A directed run names its items. */
export const CreateRunBody = z.object({
  name: nameText(),
  facilityId: FacilityIdSchema,
  countType: CountTypeSchema,
  blind: z.boolean(),
  dueLocal: z.nullable(LocalTime),
  items: z.array(ProductIdSchema).check(z.maxLength(20_000)),
})
export type CreateRunBody = z.infer<typeof CreateRunBody>

export const AssignBody = z.object({
  assignments: z
    .array(z.object({ areaId: AreaIdSchema, personId: PersonIdSchema, together: z.optional(z.boolean()) }))
    .check(z.minLength(1, 'names no area'), z.maxLength(500)),
})

export const RunListQuery = z.object({
  facilityId: z.optional(FacilityIdSchema),
  planId: z.optional(PlanIdSchema),
  status: z.optional(RunStatusSchema),
})

const RunSummary = z.object({
  runId: RunIdSchema,
  /** The plan that made it; null where it was made alone. */
  planId: z.nullable(PlanIdSchema),
  name: z.string(),
  countType: CountTypeSchema,
  blind: z.boolean(),
  facilityId: FacilityIdSchema,
  facilityName: z.string(),
  timeZone: z.string(),
  status: RunStatusSchema,
  round: z.int(),
  createdAt: Instant,
  createdBy: z.string(),
  startLocal: z.nullable(z.string()),
  startAt: z.nullable(Instant),
  dueLocal: z.nullable(z.string()),
  dueAt: z.nullable(Instant),
  areas: z.int(),
  areasAssigned: z.int(),
  areasSubmitted: z.int(),
  openVariances: z.int(),
})
export type RunSummary = z.infer<typeof RunSummary>

export const RunList = z.object({ runs: z.array(RunSummary) })

export const RunDetail = z.extend(RunSummary, {
  /** The newest; null where it never was submitted to HQ. */
  submission: z.nullable(Submission),
  itemCount: z.int(),
  /** The roles whose people may be given something of it; null: all who count. */
  mayCount: z.nullable(z.array(z.enum(countingRoles))),
  /** What HQ said last of a run that a store proposed: approved, or why it was sent back. */
  approval: z.nullable(z.object({ note: z.string(), by: z.string(), at: Instant })),
  assignments: z.array(
    z.object({
      assignmentId: AssignmentIdSchema,
      areaId: AreaIdSchema,
      areaName: z.string(),
      personId: PersonIdSchema,
      personName: z.string(),
      together: z.boolean(),
      round: z.int(),
    }),
  ),
})
export type RunDetail = z.infer<typeof RunDetail>

/** The run at this moment; the live stream sends the same thing whenever it changes. */
/** A count that came as a file or a sheet: what it is called, and who took it in. */
const CountUpload = z.object({
  kind: z.enum(['file', 'sheet']),
  name: z.string(),
  uploadedBy: z.string(),
  uploadedAt: Instant,
})

export const RunProgress = z.object({
  runId: RunIdSchema,
  at: Instant,
  status: RunStatusSchema,
  /** When the book was compared last; null before. What review and checklist say is of then. */
  reconciledAt: z.nullable(Instant),
  areas: z.array(
    z.object({
      areaId: AreaIdSchema,
      areaName: z.string(),
      locations: z.int(),
      locationsCounted: z.int(),
      locationsEmpty: z.int(),
      sessions: z.array(
        z.object({
          sessionId: SessionIdSchema,
          personName: z.string(),
          state: SessionStateSchema,
          scans: z.int(),
          items: z.int(),
          unitsMilli: z.int(),
          unknownCodes: z.int(),
          lateScans: z.int(),
          startedAt: Instant,
          lastScanAt: z.nullable(Instant),
          lastReceivedAt: z.nullable(Instant),
          /** The device that was last heard of in it. */
          device: z.nullable(z.string()),
          /** The session in which its scans count now; null where they count in this one. */
          joinedInto: z.nullable(SessionIdSchema),
          /** Who took it in, where it was counted elsewhere and came as a file or a sheet; null where a device or a machine sent it. */
          upload: z.nullable(CountUpload),
          /** Devices whose scans the submit named and the server does not hold yet. */
          waitingFor: z.array(z.object({ device: z.string(), missing: z.int() })),
        }),
      ),
    }),
  ),
})
export type RunProgress = z.infer<typeof RunProgress>

export const ControlGroupQuery = z.object({
  /** How far a share may be off, in thousandths of a percent. */
  marginMilli: z.optional(z.string().check(z.regex(/^[1-9]\d{2,4}$/, 'is not from 0.1 % to 99.999 %'))),
  /** The same draws the same. */
  seed: z.string().check(z.regex(/\S/, 'is empty'), z.maxLength(80)),
})
/** Products drawn by chance from those in stock, of which there are `population`. */
export const ControlGroup = z.object({
  population: z.int(),
  products: z.array(z.object({ productId: ProductIdSchema, sku: z.string(), title: z.string() })),
})
