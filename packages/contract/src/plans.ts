import { planPurposes, planStatuses } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  FacilityIdSchema,
  Instant,
  ItemSetIdSchema,
  PlanIdSchema,
  RunIdSchema,
  nameText,
  shortText,
} from './ids.ts'
import { CountTypeSchema, LocalTime, RunStatusSchema } from './runs.ts'

const names = (max: number) => z.array(nameText(200)).check(z.maxLength(max))
const someNames = names(500).check(z.minLength(1, 'names nothing'))

const parts = [
  z.object({
    kind: z.literal('skus'),
    skus: z.array(nameText(120)).check(z.minLength(1, 'names nothing'), z.maxLength(20_000)),
  }),
  z.object({ kind: z.literal('category'), categories: someNames }),
  z.object({ kind: z.literal('abc'), classes: someNames }),
  z.object({ kind: z.literal('supplier'), suppliers: someNames }),
  z.object({ kind: z.literal('tag'), tags: someNames }),
  z
    .object({ kind: z.literal('place'), zones: names(500), locations: names(5000) })
    .check(z.refine(({ zones, locations }) => zones.length + locations.length > 0, 'names nothing')),
] as const

/** Which items are counted: everything, or the union of what its parts name. */
export const ItemSet = z.union([
  z.object({ kind: z.literal('everything') }),
  z.object({
    kind: z.literal('any-of'),
    parts: z
      .array(z.union([...parts, z.object({ kind: z.literal('saved'), itemSetId: ItemSetIdSchema })]))
      .check(z.minLength(1, 'names nothing'), z.maxLength(50)),
  }),
])
export type ItemSet = z.infer<typeof ItemSet>

/** A set that is saved holds no saved set. */
export const SavedParts = z.object({
  kind: z.literal('any-of'),
  parts: z.array(z.union(parts)).check(z.minLength(1, 'names nothing'), z.maxLength(50)),
})

const PlanFacilities = z
  .array(z.object({ facilityId: FacilityIdSchema, itemSet: z.nullable(ItemSet) }))
  .check(z.maxLength(5000))

/** `itemSet` of a facility: what is counted there instead of the plan's own. Times are each facility's wall time. */
export const PlanBody = z.object({
  name: nameText(),
  purpose: z.enum(planPurposes),
  isTemplate: z.boolean(),
  blind: z.boolean(),
  itemSet: ItemSet,
  startLocal: z.nullable(LocalTime),
  dueLocal: z.nullable(LocalTime),
  facilities: PlanFacilities,
})
export type PlanBody = z.infer<typeof PlanBody>

/** `edits`: of the plan as it was seen; refused where somebody saved it meanwhile. */
export const SavePlanBody = z.extend(PlanBody, { edits: z.int() })
export const PublishPlanBody = z.object({ edits: z.int() })
/** `facilityIds` null: the plan and every run of it that was not submitted to HQ. */
export const CancelPlanBody = z.object({
  reason: nameText(500),
  facilityIds: z.nullable(
    z.array(FacilityIdSchema).check(z.minLength(1, 'names nothing'), z.maxLength(5000)),
  ),
})
export const CancelPlanReply = z.object({ cancelled: z.int(), left: z.int() })

export const AnswerRunsBody = z.object({
  runIds: z.array(RunIdSchema).check(z.minLength(1, 'names nothing'), z.maxLength(1000)),
  outcome: z.enum(['approved', 'sent-back']),
  note: shortText(500),
})
export const ChangeRunBody = z.object({
  name: nameText(),
  startLocal: z.nullable(LocalTime),
  dueLocal: z.nullable(LocalTime),
})

export const CopyPlanBody = z.object({ name: nameText(), isTemplate: z.boolean() })

export const PlanListQuery = z.object({ status: z.optional(z.enum(planStatuses)) })

const PlanSummary = z.object({
  planId: PlanIdSchema,
  name: z.string(),
  purpose: z.enum(planPurposes),
  status: z.enum(planStatuses),
  countType: CountTypeSchema,
  blind: z.boolean(),
  startLocal: z.nullable(z.string()),
  dueLocal: z.nullable(z.string()),
  /** Of those the reader may see. */
  facilities: z.int(),
  /** Its runs by where they stand. */
  runs: z.array(z.object({ status: RunStatusSchema, runs: z.int() })),
  createdAt: Instant,
  createdBy: z.string(),
  publishedAt: z.nullable(Instant),
})

export const PlanList = z.object({ plans: z.array(PlanSummary) })
export type PlanList = z.infer<typeof PlanList>

export const PlanDetail = z.extend(PlanSummary, {
  edits: z.int(),
  itemSet: ItemSet,
  publishedBy: z.nullable(z.string()),
  /** Whether the reader may plan at every facility of it, which changing it takes. */
  mayEdit: z.boolean(),
  places: z.array(
    z.object({
      facilityId: FacilityIdSchema,
      code: z.string(),
      name: z.string(),
      timeZone: z.string(),
      itemSet: z.nullable(ItemSet),
    }),
  ),
})
export type PlanDetail = z.infer<typeof PlanDetail>

/** A facility at which nothing would be counted gets no run. */
export const PublishReply = z.object({
  runs: z.array(z.object({ facilityId: FacilityIdSchema, runId: RunIdSchema })),
  withoutItems: z.array(FacilityIdSchema),
})

export const PreviewBody = z.object({ itemSet: ItemSet, facilities: PlanFacilities })
/**
 * `items` null: everything, which names no items. `isBookUnread`: what lies in the places named is not known, for no count was ever compared
 * there.
 */
export const PreviewReply = z.object({
  places: z.array(
    z.object({ facilityId: FacilityIdSchema, items: z.nullable(z.int()), isBookUnread: z.boolean() }),
  ),
})

/** CSV with a column `sku`, and one `facility` where each facility counts items of its own. */
export const PlanFileBody = z.object({ text: z.string().check(z.maxLength(7_000_000)) })
/** Empty but for `faults` unless all of the file is right. */
export const PlanFileReply = z.object({
  skus: z.array(z.string()),
  facilities: z.array(z.object({ facilityId: FacilityIdSchema, skus: z.array(z.string()) })),
  faults: z.array(
    z.object({ row: z.nullable(z.int()), column: z.nullable(z.string()), message: z.string() }),
  ),
})

/** What parts of an item set may name. */
export const PlanChoices = z.object({
  categories: z.array(z.string()),
  classes: z.array(z.string()),
  suppliers: z.array(z.string()),
  tags: z.array(z.string()),
  zones: z.array(z.object({ code: z.string(), name: z.string() })),
})

const SavedItemSet = z.object({
  itemSetId: ItemSetIdSchema,
  name: z.string(),
  itemSet: SavedParts,
  edits: z.int(),
  madeBy: z.string(),
  madeAt: Instant,
  mayEdit: z.boolean(),
})
export const SavedItemSetList = z.object({ itemSets: z.array(SavedItemSet) })
export const SaveItemSetBody = z.object({ name: nameText(), itemSet: SavedParts })
export const ChangeItemSetBody = z.extend(SaveItemSetBody, { edits: z.int(), isRetired: z.boolean() })
