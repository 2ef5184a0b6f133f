import type { DeviceId, ScanEvent as DomainScanEvent } from '@cyclecount/domain'
import * as z from 'zod/mini'
import { PhotoRef } from './photo.ts'
import {
  AreaIdSchema,
  AssignmentIdSchema,
  DeviceIdSchema,
  FacilityIdSchema,
  Instant,
  LocationIdSchema,
  Milli,
  PersonIdSchema,
  ProductIdSchema,
  RunIdSchema,
  ScanIdSchema,
  Sequence,
  SessionIdSchema,
  shortText,
} from './ids.ts'

const header = {
  scanId: ScanIdSchema,
  sessionId: SessionIdSchema,
  deviceId: DeviceIdSchema,
  deviceSeq: Sequence.check(z.gte(1)),
  userId: PersonIdSchema,
  capturedAt: Instant,
  clockOffsetMs: z.nullable(z.int().check(z.gte(-4_102_444_800_000), z.lte(4_102_444_800_000))),
  appVersion: shortText(40),
}

/** Longest code that is kept: the densest symbols hold more, no product code does. */
export const MAX_CODE_LENGTH = 512

const code = z.nullable(z.string().check(z.maxLength(MAX_CODE_LENGTH)))

const counted = {
  code,
  codeKey: code,
  productId: z.nullable(ProductIdSchema),
  packUnits: z.int().check(z.gte(1), z.lte(1_000_000)),
  locationId: z.nullable(LocationIdSchema),
  quantityMilli: Milli,
  lot: z.nullable(shortText(90)),
  serial: z.nullable(shortText(90)),
  expiry: z.nullable(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a date'))),
  stockState: shortText(30),
  owner: shortText(60),
  unit: shortText(20),
}

const seenKeys: unknown = z.record(z.string(), Sequence)
export const SeenByDevice = seenKeys as z.ZodMiniType<
  Readonly<Record<DeviceId, number>>,
  Readonly<Record<DeviceId, number>>
>

/** One captured event on the wire and in storage. */
export const ScanEvent = z.discriminatedUnion('kind', [
  z.object({ ...header, ...counted, kind: z.literal('scan') }),
  z.object({ ...header, ...counted, kind: z.literal('hand') }),
  z.object({ ...header, ...counted, kind: z.literal('set'), replaces: SeenByDevice }),
  z.object({ ...header, kind: z.literal('void'), target: ScanIdSchema }),
  z.object({
    ...header,
    kind: z.literal('match'),
    codeKey: z.string().check(z.maxLength(MAX_CODE_LENGTH)),
    productId: ProductIdSchema,
    packUnits: counted.packUnits,
    unit: counted.unit,
  }),
  z.object({ ...header, kind: z.literal('confirm-empty'), locationId: z.nullable(LocationIdSchema) }),
  z.object({
    ...header,
    kind: z.literal('note'),
    text: shortText(2000),
    target: z.nullable(ScanIdSchema),
    photo: z.optional(PhotoRef),
  }),
  z.object({
    ...header,
    kind: z.literal('start'),
    assignmentId: AssignmentIdSchema,
    runId: RunIdSchema,
    facilityId: FacilityIdSchema,
    areaId: AreaIdSchema,
  }),
  z.object({ ...header, kind: z.literal('pause') }),
  z.object({ ...header, kind: z.literal('resume') }),
  z.object({ ...header, kind: z.literal('submit'), lastSeqs: SeenByDevice }),
])
export type ScanEvent = z.infer<typeof ScanEvent>

/** The schema and the domain's type are the same thing; this does not compile when they part. */
export function asDomainEvent(event: ScanEvent): DomainScanEvent {
  return event
}
