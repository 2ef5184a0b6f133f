import * as z from 'zod/mini'
import {
  DeviceIdSchema,
  FacilityIdSchema,
  Instant,
  Milli,
  PersonIdSchema,
  Sequence,
  SessionIdSchema,
  UuidText,
} from './ids.ts'
import { Sha256 } from './photo.ts'
import { SessionStateSchema } from './sync.ts'

/** What can be read of a record, as far as it can be read at all. */
export const ReadableRecord = z.object({
  kind: z.nullable(z.string()),
  /** The device's clock. */
  capturedAt: z.nullable(Instant),
  person: z.nullable(z.string()),
  code: z.nullable(z.string()),
  title: z.nullable(z.string()),
  locationCode: z.nullable(z.string()),
  quantityMilli: z.nullable(Milli),
  unit: z.nullable(z.string()),
})
export type ReadableRecord = z.infer<typeof ReadableRecord>

const AsideRecord = z.object({
  recordId: UuidText,
  deviceLabel: z.nullable(z.string()),
  deviceSeq: Sequence,
  receivedAt: Instant,
  /** Why it does not count, as a sentence. */
  why: z.string(),
  read: ReadableRecord,
  /** What the log holds under its id or in its place; null where nothing is in its way. */
  inLog: z.nullable(ReadableRecord),
  /** Why it cannot be counted as it is, as a sentence; null where it can. */
  notCountable: z.nullable(z.string()),
})
export type AsideRecord = z.infer<typeof AsideRecord>

/** Records of a run that are safe on the server and do not count, by count, oldest first; `records` of them in all. */
export const SetAside = z.object({
  records: z.int(),
  sessions: z.array(
    z.object({
      sessionId: SessionIdSchema,
      /** Null for all three: the count itself could not be started here. */
      personName: z.nullable(z.string()),
      areaName: z.nullable(z.string()),
      state: z.nullable(SessionStateSchema),
      /** The counter is who asks: somebody else decides. */
      own: z.boolean(),
      records: z.array(AsideRecord),
    }),
  ),
})
export type SetAside = z.infer<typeof SetAside>

/** Records decided at once, and shown at once. */
export const MAX_SET_ASIDE = 500

const reasonText = z.string().check(z.maxLength(300), z.regex(/\S/, 'is empty'))

export const ResolveSetAsideBody = z.object({
  recordIds: z.array(UuidText).check(z.minLength(1, 'names no record'), z.maxLength(MAX_SET_ASIDE)),
  action: z.enum(['count', 'leave-out']),
  reason: reasonText,
})
export const ReadAgainReply = z.object({ understood: z.int(), left: z.int() })

/** What a device saves to a file of what it could not send. Its records are the contract's events, read one by one like those of a push. */
export const UnsentFile = z.object({
  format: z.literal('cyclecount-unsent', 'is not a file of unsent scans'),
  version: z.literal(1, 'is a version of the file that is not known here'),
  deviceId: DeviceIdSchema,
  exportedAt: Instant,
  sessions: z
    .array(
      z.object({
        sessionId: SessionIdSchema,
        userId: PersonIdSchema,
        fromSeq: Sequence.check(z.gte(1)),
        events: z.array(z.unknown()),
      }),
    )
    .check(z.maxLength(500)),
  /** Photos that the scans of the file, or others, name. */
  photos: z.optional(
    z
      .array(z.object({ facilityId: FacilityIdSchema, sha256: Sha256, base64: z.string() }))
      .check(z.maxLength(1000)),
  ),
})
export type UnsentFile = z.infer<typeof UnsentFile>

/** 32 MiB: some 70,000 scans. */
export const MAX_UNSENT_BYTES = 33_554_432

const UnsentSession = z.object({
  sessionId: SessionIdSchema,
  /** Null where nobody here is that person. */
  personName: z.nullable(z.string()),
  runName: z.nullable(z.string()),
  areaName: z.nullable(z.string()),
  state: z.nullable(SessionStateSchema),
  firstAt: z.nullable(Instant),
  lastAt: z.nullable(Instant),
  records: z.int(),
  /** Held by the server already; taking them in again changes nothing. */
  here: z.int(),
  /** Captured before those of the file and not held: the device has sent them or still has them. */
  missingBefore: z.int(),
  /** Would be set aside, since they cannot be understood. */
  unreadable: z.int(),
  /** Would wait as late scans, since the count is submitted or voided. */
  late: z.boolean(),
  /** Why it cannot be taken in here, as a sentence; null where it can. */
  refused: z.nullable(z.string()),
})
/** What taking the file in would do, in the order of the file. */
export const UnsentCheck = z.object({
  /** Null: it is not enrolled here, and who takes the file in vouches for it. */
  deviceLabel: z.nullable(z.string()),
  deviceRevoked: z.boolean(),
  exportedAt: Instant,
  sessions: z.array(UnsentSession),
  /** Of this facility; those that are `here` come again without harm. */
  photos: z.object({ records: z.int(), here: z.int() }),
})
export type UnsentCheck = z.infer<typeof UnsentCheck>

export const TakeInUnsentBody = z.object({ file: UnsentFile, reason: reasonText })
/** `taken` records were new here, `here` were held already; of both, `setAside` could not be understood. `photos` were new here. */
export const TakeInUnsentReply = z.object({
  taken: z.int(),
  here: z.int(),
  setAside: z.int(),
  photos: z.int(),
})
