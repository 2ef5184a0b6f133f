import type {
  AreaId,
  AssignmentId,
  CountItem,
  DeviceId,
  FacilityId,
  Id,
  LocationId,
  Meaning,
  PersonId,
  ProductId,
  RunId,
  ScanId,
  SessionId,
} from '@cyclecount/domain'
import { sessionStates } from '@cyclecount/domain'
import * as z from 'zod/mini'

/**
 * Version 1 of what is stored, parsed whenever it is read: a phone's disk is an edge like any other. A row that does not
 * parse is told apart and never stops the rows beside it.
 */
export function id<T extends Id<string>>(): z.ZodMiniType<T, T> {
  const schema: unknown = z.string().check(z.minLength(1))
  return schema as z.ZodMiniType<T, T>
}

const SeenRow: unknown = z.record(z.string(), z.int())
const Seen = SeenRow as z.ZodMiniType<Readonly<Record<DeviceId, number>>>

/** A captured event. `event` is kept as it was written and parsed apart, so that it can be sent whatever it is. */
export const LogRow = z.object({
  sessionId: id<SessionId>(),
  deviceSeq: z.int(),
  scanId: id<ScanId>(),
  subject: z.string(),
  event: z.unknown(),
})
export type LogRow = z.infer<typeof LogRow>

export const RemoteRow = z.extend(LogRow, { deviceId: id<DeviceId>() })
export type RemoteRow = z.infer<typeof RemoteRow>

const CountItemSchema: z.ZodMiniType<CountItem> = z.object({
  key: z.string(),
  productId: z.nullable(id<ProductId>()),
  codeKey: z.nullable(z.string()),
  code: z.nullable(z.string()),
  locationId: z.nullable(id<LocationId>()),
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
  base: z.nullable(
    z.object({ scanId: id<ScanId>(), deviceId: id<DeviceId>(), deviceSeq: z.int(), replaces: Seen }),
  ),
})
/** `item` is null where a line that the session began with is gone. */
export const ItemRow = z.object({
  sessionId: id<SessionId>(),
  key: z.string(),
  item: z.nullable(CountItemSchema),
})
export type ItemRow = z.infer<typeof ItemRow>

/** Some of the lines that a session began with on this device. */
export const BaseRow = z.object({
  sessionId: id<SessionId>(),
  bucket: z.int(),
  items: z.array(CountItemSchema),
})
export type BaseRow = z.infer<typeof BaseRow>

const MeaningSchema: z.ZodMiniType<Meaning> = z.object({
  scanId: id<ScanId>(),
  deviceId: id<DeviceId>(),
  deviceSeq: z.int(),
  productId: id<ProductId>(),
  packUnits: z.int(),
  unit: z.string(),
})
export const MeaningRow = z.object({
  sessionId: id<SessionId>(),
  codeKey: z.string(),
  productId: id<ProductId>(),
  meaning: MeaningSchema,
})
export type MeaningRow = z.infer<typeof MeaningRow>

export const SessionRow = z.object({
  sessionId: id<SessionId>(),
  assignmentId: id<AssignmentId>(),
  runId: id<RunId>(),
  facilityId: id<FacilityId>(),
  areaId: id<AreaId>(),
  userId: id<PersonId>(),
  startedAt: z.number(),
  /** What was last done with it on this device. */
  local: z.enum(['counting', 'paused', 'submitted']),
  /** Sequence of the submit captured here; 0 where there is none. */
  submitSeq: z.int(),
  /** What the server last said; null where it does not know the session yet. */
  serverState: z.nullable(z.enum(sessionStates)),
  last: z.int(),
  /** How far server and device agree: sync’s `Agreement`. */
  acked: z.int(),
  ackedChain: z.string(),
  resendThrough: z.int(),
  forked: z.boolean(),
  /** Up to here this device keeps nothing of its own log any more; 0 at first. */
  floor: z.int(),
  floorChain: z.string(),
  /** Since when all of it is held by the server and final, UTC ms; null where it is not. */
  finalAt: z.nullable(z.number()),
  scans: z.int(),
  seen: Seen,
  /** How far the session was pulled. */
  cursor: z.int(),
  cursorChain: z.string(),
  /** Where it began with a snapshot: in how many rows its lines are, and how much of the log behind them is here. */
  snapshot: z.nullable(
    z.object({ buckets: z.int(), keptTo: z.int(), keptChain: z.string(), through: z.int() }),
  ),
  locationId: z.nullable(id<LocationId>()),
  /** Records that the server set aside and nobody has decided. What an older version stored lacks it: the server says it again. */
  undecided: z.catch(z.int(), 0),
})
export type SessionRow = z.infer<typeof SessionRow>

export const AreaRow = z.object({
  assignmentId: id<AssignmentId>(),
  personId: id<PersonId>(),
  runId: id<RunId>(),
  runName: z.string(),
  countType: z.enum(['HARD_COUNT', 'DIRECTED_COUNT']),
  blind: z.boolean(),
  round: z.int(),
  dueAt: z.nullable(z.number()),
  facilityId: id<FacilityId>(),
  areaId: id<AreaId>(),
  areaName: z.string(),
  together: z.boolean(),
  locations: z.array(z.object({ locationId: id<LocationId>(), code: z.string(), name: z.string() })),
  items: z.array(id<ProductId>()),
  sessions: z.array(
    z.object({
      sessionId: id<SessionId>(),
      state: z.enum(sessionStates),
      startedAt: z.number(),
      scans: z.int(),
      deviceLabel: z.nullable(z.string()),
      // What an older version stored lacks these.
      heardAt: z.optional(z.nullable(z.number())),
      waitingFor: z.optional(z.array(z.object({ device: z.string(), missing: z.int() }))),
    }),
  ),
  /** Who has the area now; null or absent where it is this person's. */
  handedTo: z.optional(z.nullable(z.array(z.string()))),
})
export type AreaRow = z.infer<typeof AreaRow>

export const FacilityRow = z.object({
  facilityId: id<FacilityId>(),
  name: z.string(),
  timeZone: z.string(),
  /** The newest version the server spoke of. */
  wantedVersion: z.int(),
  catalogue: z.nullable(
    z.object({
      /** What is on the device in whole; null until the first fetch is complete. */
      version: z.nullable(z.int()),
      /** Of a fetch under way. */
      fetching: z.nullable(z.object({ version: z.int(), next: z.string(), stored: z.int(), total: z.int() })),
      products: z.int(),
    }),
  ),
})
export type FacilityRow = z.infer<typeof FacilityRow>

export const ProductRow = z.object({
  facilityId: id<FacilityId>(),
  productId: id<ProductId>(),
  sku: z.string(),
  title: z.string(),
  category: z.string(),
  unit: z.string(),
  decimals: z.boolean(),
  tracking: z.enum(['none', 'lot', 'serial']),
  active: z.boolean(),
  /** Code keys and the units in the pack they stand on. */
  codes: z.array(z.tuple([z.string(), z.int()])),
  /** `facilityId|codeKey` of each code: a multi-entry index. */
  lookup: z.array(z.string()),
})
export type ProductRow = z.infer<typeof ProductRow>

export const SettingRow = z.object({ name: z.string(), value: z.unknown() })
export type SettingRow = z.infer<typeof SettingRow>

/** The row, or null where it is absent or cannot be understood. */
export function readRow<S extends z.ZodMiniType>(schema: S, row: unknown): z.infer<S> | null {
  const parsed = schema.safeParse(row)
  return parsed.success ? parsed.data : null
}

/** The rows that can be understood. */
export function readRows<S extends z.ZodMiniType>(
  schema: S,
  rows: readonly unknown[],
): readonly z.infer<S>[] {
  return rows.map((row) => readRow(schema, row)).filter((row) => row !== null)
}
