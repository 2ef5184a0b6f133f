import type {
  AreaId,
  AssignmentId,
  AttachmentId,
  BackendId,
  BlackoutId,
  CommentId,
  DecisionId,
  DeviceId,
  FacilityId,
  Id,
  ItemSetId,
  LocationId,
  MachineId,
  PersonId,
  PlanId,
  ProductId,
  ProposalId,
  ReasonId,
  RunId,
  ScanId,
  ScheduleId,
  SessionId,
  SuggestionId,
  VarianceId,
  WebhookId,
} from '@cyclecount/domain'
import * as z from 'zod/mini'

/** Lower-case UUID text. */
export const UuidText = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'is not an id'))

/** Ids on the wire, branded where they are parsed. No transforms, so that every schema has a JSON Schema. */
function id<T extends Id<string>>(): z.ZodMiniType<T, T> {
  const schema: unknown = UuidText
  return schema as z.ZodMiniType<T, T>
}

export const BackendIdSchema = id<BackendId>()
export const FacilityIdSchema = id<FacilityId>()
export const AreaIdSchema = id<AreaId>()
export const LocationIdSchema = id<LocationId>()
export const ProductIdSchema = id<ProductId>()
export const PersonIdSchema = id<PersonId>()
export const RunIdSchema = id<RunId>()
export const AssignmentIdSchema = id<AssignmentId>()
export const SessionIdSchema = id<SessionId>()
export const DeviceIdSchema = id<DeviceId>()
export const ScanIdSchema = id<ScanId>()
export const VarianceIdSchema = id<VarianceId>()
export const DecisionIdSchema = id<DecisionId>()
export const ReasonIdSchema = id<ReasonId>()
export const WebhookIdSchema = id<WebhookId>()
export const MachineIdSchema = id<MachineId>()
export const ProposalIdSchema = id<ProposalId>()
export const SuggestionIdSchema = id<SuggestionId>()
export const CommentIdSchema = id<CommentId>()
export const PlanIdSchema = id<PlanId>()
export const ItemSetIdSchema = id<ItemSetId>()
export const ScheduleIdSchema = id<ScheduleId>()
export const BlackoutIdSchema = id<BlackoutId>()
export const AttachmentIdSchema = id<AttachmentId>()

/** UTC milliseconds, of this and the last century at most, so that a broken clock cannot overflow a column. */
export const Instant = z.int().check(z.gte(0), z.lte(4_102_444_800_000))
/** Milli-units: 1000 is one piece. Within ± 1,000,000,000 pieces. */
export const Milli = z.int().check(z.gte(-1_000_000_000_000), z.lte(1_000_000_000_000))
/** Money on the wire: millionths of the currency's unit as integer text, because JSON numbers lose digits. */
export const Micros = z.string().check(z.regex(/^-?\d{1,19}$/, 'is not an amount in millionths'))
export const Sequence = z.int().check(z.gte(0), z.lte(9_007_199_254_740_991))

/** Text a person typed: trimmed by who shows it, bounded here. */
export function shortText(max = 200): z.ZodMiniString {
  return z.string().check(z.maxLength(max))
}
export function nameText(max = 120): z.ZodMiniString {
  return z.string().check(z.minLength(1, 'is empty'), z.maxLength(max))
}
