import { capabilities, roles } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  AreaIdSchema,
  DeviceIdSchema,
  FacilityIdSchema,
  Instant,
  LocationIdSchema,
  PersonIdSchema,
  ProductIdSchema,
  nameText,
} from './ids.ts'

export const ServerConfig = z.object({
  product: z.literal('Cyclecount'),
  version: z.string(),
  protocol: z.int(),
  minSupportedProtocol: z.int(),
  issuer: z.string(),
  audience: z.string(),
  storeClientId: z.string(),
  consoleClientId: z.string(),
  demo: z.boolean(),
})
export type ServerConfig = z.infer<typeof ServerConfig>

export const Me = z.object({
  personId: PersonIdSchema,
  name: z.string(),
  orgName: z.string(),
  incarnation: z.string(),
  grants: z.array(z.object({ role: z.enum(roles), facilityId: z.nullable(FacilityIdSchema) })),
  /** What the person may do anywhere at all; each route also checks the facility. */
  capabilities: z.array(z.enum(capabilities)),
  facilities: z.array(
    z.object({
      facilityId: FacilityIdSchema,
      code: z.string(),
      name: z.string(),
      kind: z.enum(['store', 'warehouse']),
      timeZone: z.string(),
      currency: z.string(),
    }),
  ),
})
export type Me = z.infer<typeof Me>

export const FacilityDetail = z.object({
  facilityId: FacilityIdSchema,
  name: z.string(),
  timeZone: z.string(),
  areas: z.array(
    z.object({
      areaId: AreaIdSchema,
      code: z.string(),
      name: z.string(),
      locations: z.array(
        z.object({ locationId: LocationIdSchema, code: z.string(), name: z.string(), zone: z.string() }),
      ),
    }),
  ),
  counters: z.array(z.object({ personId: PersonIdSchema, name: z.string(), roles: z.array(z.enum(roles)) })),
})
export type FacilityDetail = z.infer<typeof FacilityDetail>

export const ProductSearchQuery = z.object({
  q: z.optional(z.string().check(z.maxLength(100))),
  facilityId: z.optional(FacilityIdSchema),
  limit: z.optional(z.string()),
})
export const ProductSearchReply = z.object({
  products: z.array(
    z.object({
      productId: ProductIdSchema,
      sku: z.string(),
      title: z.string(),
      category: z.string(),
      codes: z.array(z.string()),
    }),
  ),
})

export const DeviceList = z.object({
  devices: z.array(
    z.object({
      deviceId: DeviceIdSchema,
      label: z.string(),
      appVersion: z.string(),
      enrolledBy: z.string(),
      people: z.array(z.string()),
      enrolledAt: Instant,
      lastSeenAt: Instant,
      revokedAt: z.nullable(Instant),
    }),
  ),
})

export const ReasonBody = z.object({ reason: nameText(300) })
