import { sessionStates } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  AreaIdSchema,
  AssignmentIdSchema,
  DeviceIdSchema,
  FacilityIdSchema,
  Instant,
  LocationIdSchema,
  PersonIdSchema,
  ProductIdSchema,
  RunIdSchema,
  ScanIdSchema,
  Sequence,
  SessionIdSchema,
  nameText,
  shortText,
} from './ids.ts'
import { ScanEvent, SeenByDevice } from './scan-event.ts'

/**
 * Version log. 1: the first.
 * The server speaks MIN_SUPPORTED_PROTOCOL … PROTOCOL_VERSION; devices sleep for weeks.
 */
export const PROTOCOL_VERSION = 1
export const MIN_SUPPORTED_PROTOCOL = 1

/** Bounds of one push; a device halves its batch on 413. */
export const MAX_EVENTS_PER_PUSH = 1000
export const MAX_PUSH_BYTES = 1_048_576

const ChainSchema = z.string().check(z.regex(/^[0-9a-f]{16}$/, 'is not a chain'))

export const SessionStateSchema = z.enum(sessionStates)

/** `deviceToken` is the one the device holds: whoever enrols a known device again must have it. */
export const EnrolDeviceBody = z.object({
  deviceId: DeviceIdSchema,
  deviceToken: z.optional(shortText(200)),
  label: nameText(80),
  appVersion: shortText(40),
})
/** A new device's `deviceToken` is told this once, a known device's stays; it may only push scans of people who signed in on the device. */
export const EnrolDeviceReply = z.object({
  deviceId: DeviceIdSchema,
  deviceToken: z.string(),
  incarnation: z.string(),
  serverTime: Instant,
})

/**
 * Events are parsed one by one on the server, so that one that cannot be understood never blocks those behind it.
 * `fromSeq` is the deviceSeq of the first event of the session in this batch, `chainBefore` the chain of the device's own log up to
 * the event before it; absent from who does not know it (a file that a manager takes in).
 */
export const PushBody = z.object({
  protocol: z.int(),
  batchId: shortText(60),
  deviceId: DeviceIdSchema,
  appVersion: shortText(40),
  sessions: z
    .array(
      z.object({
        sessionId: SessionIdSchema,
        fromSeq: Sequence.check(z.gte(1)),
        chainBefore: z.optional(ChainSchema),
        events: z.array(z.unknown()).check(z.maxLength(MAX_EVENTS_PER_PUSH)),
      }),
    )
    .check(z.maxLength(50)),
})
export type PushBody = z.infer<typeof PushBody>

/**
 * `ackedThrough`: the server holds, durably, every sequence up to and including it. `chain`: of what it holds up to there; a device
 * whose own log has another chain there does not share its log with this server.
 */
export const PushReply = z.object({
  batchId: z.string(),
  deviceId: DeviceIdSchema,
  incarnation: z.string(),
  serverTime: Instant,
  sessions: z.array(
    z.object({
      sessionId: SessionIdSchema,
      ackedThrough: Sequence,
      chain: ChainSchema,
      /** Null where the server does not know the session (its `start` has not arrived). */
      state: z.nullable(SessionStateSchema),
      /** What of this push does not count as it is. */
      setAside: z.array(
        z.object({ deviceSeq: Sequence, kind: z.enum(['quarantined', 'conflict']), message: z.string() }),
      ),
      /** Records of this device's part of the session, of any push, that were set aside and that nobody has decided yet. */
      undecided: z.int().check(z.gte(0)),
    }),
  ),
})
export type PushReply = z.infer<typeof PushReply>

/** The session that takes over what the other one counted. */
export const JoinBody = z.object({ into: SessionIdSchema })

const MyArea = z.object({
  assignmentId: AssignmentIdSchema,
  runId: RunIdSchema,
  runName: z.string(),
  countType: z.enum(['HARD_COUNT', 'DIRECTED_COUNT']),
  blind: z.boolean(),
  round: z.int(),
  dueAt: z.nullable(Instant),
  facilityId: FacilityIdSchema,
  areaId: AreaIdSchema,
  areaName: z.string(),
  together: z.boolean(),
  locations: z.array(z.object({ locationId: LocationIdSchema, code: z.string(), name: z.string() })),
  /** Of a directed count: the items to look for. Never a quantity. */
  items: z.array(ProductIdSchema),
  /** The session the server knows for this assignment, newest first; [] where none was started. */
  sessions: z.array(
    z.object({
      sessionId: SessionIdSchema,
      state: SessionStateSchema,
      startedAt: Instant,
      scans: z.int(),
      deviceLabel: z.nullable(z.string()),
      /** When the server last took in something of it: its device is at work from then on, on the server's own clock. */
      heardAt: z.nullable(Instant),
      /** Devices whose scans a submit named and the server does not hold yet. */
      waitingFor: z.array(z.object({ device: z.string(), missing: z.int() })),
    }),
  ),
  /** Null: the area is mine. Else it was taken back while I counted it, and this is who has it now. */
  handedTo: z.nullable(z.array(z.string())),
})
export type MyArea = z.infer<typeof MyArea>

export const MyAreas = z.object({
  personId: PersonIdSchema,
  facilities: z.array(
    z.object({
      facilityId: FacilityIdSchema,
      name: z.string(),
      timeZone: z.string(),
      catalogueVersion: z.int(),
    }),
  ),
  areas: z.array(MyArea),
})
export type MyAreas = z.infer<typeof MyAreas>

/** A page of the facility's catalogue: every product and all its codes, after `since`. No quantities, no costs. */
export const CatalogueQuery = z.object({ since: z.optional(z.string()), cursor: z.optional(z.string()) })
export const CataloguePage = z.object({
  version: z.int(),
  total: z.int(),
  next: z.nullable(z.string()),
  products: z.array(
    z.object({
      productId: ProductIdSchema,
      sku: z.string(),
      title: z.string(),
      category: z.string(),
      unit: z.string(),
      decimals: z.boolean(),
      tracking: z.enum(['none', 'lot', 'serial']),
      active: z.boolean(),
      codes: z.array(z.tuple([z.string(), z.int()])),
    }),
  ),
})
export type CataloguePage = z.infer<typeof CataloguePage>

/**
 * A session as the server holds it, for resuming on any device: the log in order of arrival, paged. Who holds some of it says how far
 * (`after`, a `cursor` they were given) and the `chain` that came with it.
 */
export const SessionLogQuery = z.object({ after: z.optional(z.string()), chain: z.optional(ChainSchema) })
const sessionHeader = {
  sessionId: SessionIdSchema,
  assignmentId: AssignmentIdSchema,
  runId: RunIdSchema,
  facilityId: FacilityIdSchema,
  areaId: AreaIdSchema,
  userId: PersonIdSchema,
  state: SessionStateSchema,
  incarnation: z.string(),
  serverTime: Instant,
}
const SessionLogPage = z.object({
  refetch: z.literal(false),
  ...sessionHeader,
  /** change_seq of the last event in this page; pass it as `after`. */
  cursor: Sequence,
  /** The session's chain up to and with the cursor; pass it along. */
  chain: ChainSchema,
  more: z.boolean(),
  events: z.array(ScanEvent),
})
/** `refetch`: this server's log is another one at `after`. Who asked forgets what it pulled, never its own, and pulls from 0. */
export const SessionLogReply = z.discriminatedUnion('refetch', [
  SessionLogPage,
  z.object({ refetch: z.literal(true), incarnation: z.string() }),
])
export type SessionLogReply = z.infer<typeof SessionLogReply>
export type SessionLogPage = z.infer<typeof SessionLogPage>

/** A set that holds, or a match: what of it later events are compared with. */
const origin = { scanId: ScanIdSchema, deviceId: DeviceIdSchema, deviceSeq: Sequence }

/** A line as it stands; its key follows from the rest. */
const SnapshotLine = z.object({
  productId: z.nullable(ProductIdSchema),
  codeKey: z.nullable(z.string()),
  code: z.nullable(z.string()),
  locationId: z.nullable(LocationIdSchema),
  lot: z.nullable(z.string()),
  serial: z.nullable(z.string()),
  stockState: z.string(),
  owner: z.string(),
  unit: z.string(),
  quantityMilli: z.int(),
  events: z.int(),
  firstAt: z.number(),
  lastAt: z.number(),
  conflict: z.boolean(),
  base: z.nullable(z.object({ ...origin, replaces: SeenByDevice })),
})

/**
 * What a session comes to, for counting on at once on a device that holds nothing of it: what `foldEvents` makes of the log up to
 * the cursor. The log itself is fetched afterwards. Null where the server cannot say it without the log.
 */
export const SessionSnapshotReply = z.object({
  snapshot: z.nullable(
    z.object({
      ...sessionHeader,
      startedAt: Instant,
      cursor: Sequence,
      chain: ChainSchema,
      /** The highest sequence held of every device. */
      seen: SeenByDevice,
      lines: z.array(SnapshotLine),
      meanings: z.array(
        z.object({
          ...origin,
          codeKey: z.string(),
          productId: ProductIdSchema,
          packUnits: z.int(),
          unit: z.string(),
        }),
      ),
      /** What is confirmed empty, and the latest events. */
      events: z.array(ScanEvent),
    }),
  ),
})
