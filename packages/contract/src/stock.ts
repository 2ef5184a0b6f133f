import * as z from 'zod/mini'
import {
  FacilityIdSchema,
  Instant,
  LocationIdSchema,
  Micros,
  Milli,
  ProductIdSchema,
  nameText,
} from './ids.ts'

/** The embedded ledger's books, for people. Values and costs are null for who may not see cost, and where unknown. */
export const StockQuery = z.object({
  q: z.optional(z.string().check(z.maxLength(100))),
  cursor: z.optional(z.string()),
})

const Position = z.object({
  locationId: z.nullable(LocationIdSchema),
  zone: z.string(),
  bin: z.string(),
  lot: z.nullable(z.string()),
  serial: z.nullable(z.string()),
  stockState: z.string(),
  onHandMilli: Milli,
  availableMilli: Milli,
  reservedMilli: Milli,
})

export const StockList = z.object({
  next: z.nullable(z.string()),
  items: z.array(
    z.object({
      productId: ProductIdSchema,
      sku: z.string(),
      title: z.string(),
      unit: z.string(),
      onHandMilli: Milli,
      availableMilli: Milli,
      valueMicros: z.nullable(Micros),
      averageCostMicros: z.nullable(Micros),
      currency: z.string(),
      /** The value that our mirror of the backend shows; null before the first read. */
      mirroredMilli: z.nullable(Milli),
    }),
  ),
})

export const SkuLookupQuery = z.object({ sku: z.string().check(z.minLength(1), z.maxLength(100)) })
export const SkuLookupReply = z.object({
  facilities: z.array(
    z.object({
      facilityId: FacilityIdSchema,
      facilityName: z.string(),
      onHandMilli: Milli,
      availableMilli: Milli,
    }),
  ),
})

export const CardQuery = z.object({ asOf: z.optional(z.string()), cursor: z.optional(z.string()) })
export const StockCard = z.object({
  productId: ProductIdSchema,
  sku: z.string(),
  title: z.string(),
  unit: z.string(),
  facilityId: FacilityIdSchema,
  facilityName: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  asOf: Instant,
  onHandMilli: Milli,
  valueMicros: z.nullable(Micros),
  averageCostMicros: z.nullable(Micros),
  positions: z.array(Position),
  next: z.nullable(z.string()),
  events: z.array(
    z.object({
      seq: z.int(),
      kind: z.enum([
        'opening',
        'receipt',
        'sale',
        'return',
        'transfer',
        'manual-adjustment',
        'physical-count',
        'cycle-count',
        'count-adjustment',
        'cost-change',
      ]),
      at: Instant,
      recordedAt: Instant,
      bin: z.string(),
      quantityMilli: Milli,
      balanceAfterMilli: Milli,
      countedMilli: z.nullable(Milli),
      expectedMilli: z.nullable(Milli),
      round: z.nullable(z.int()),
      reason: z.string(),
      actor: z.string(),
      comment: z.string(),
      sourceRef: z.string(),
      documentId: z.string(),
      costDeltaMicros: z.nullable(Micros),
    }),
  ),
})
export type StockCard = z.infer<typeof StockCard>

/** A person's correction of the book, distinct from a count's. */
export const ManualAdjustmentBody = z.object({
  requestId: nameText(80),
  productId: ProductIdSchema,
  locationId: LocationIdSchema,
  lot: z.nullable(z.string().check(z.maxLength(90))),
  serial: z.nullable(z.string().check(z.maxLength(90))),
  deltaMilli: Milli,
  reason: nameText(60),
  comment: nameText(500),
})
export const ManualAdjustmentReply = z.object({ documentId: z.string(), onHandAfterMilli: Milli })
