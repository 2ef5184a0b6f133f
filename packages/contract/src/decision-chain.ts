import { proposalStatuses } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  DecisionIdSchema,
  FacilityIdSchema,
  Instant,
  Micros,
  Milli,
  RunIdSchema,
  UuidText,
  VarianceIdSchema,
} from './ids.ts'

/** The decision on a variance. The work effort is the run. */
const InventoryVarDcsnRsn = z.object({
  decisionId: DecisionIdSchema,
  workEffortId: RunIdSchema,
  varianceId: VarianceIdSchema,
  outcome: z.enum(['approved', 'rejected', 'no-variance']),
  varianceReasonId: z.string(),
  comments: z.string(),
  /** Null: decided by the rule that `ruleVersion` names. */
  decidedByUserLogin: z.nullable(z.string()),
  ruleVersion: z.nullable(z.string()),
  decidedDate: Instant,
})
/** The difference of one item in one batch: the key is both ids. */
const InventoryItemVariance = z.object({
  inventoryItemId: UuidText,
  physicalInventoryId: UuidText,
  varianceReasonId: z.string(),
  quantityOnHandVarMilli: Milli,
  /** Of our proposal: what was applied is accepted. */
  statusId: z.enum(proposalStatuses),
  comments: z.string(),
  currencyUomId: z.string(),
  costVarianceMicros: z.nullable(Micros),
})
/** The differences that were approved in one act. */
const PhysicalInventory = z.object({
  physicalInventoryId: UuidText,
  physicalInventoryDate: Instant,
  partyId: z.nullable(z.string()),
  generalComments: z.string(),
  /** The batch whose adjustment this one takes back. */
  reversedPhysicalInventoryId: z.nullable(UuidText),
})
/** What the book was changed by. */
const InventoryItemDetail = z.object({
  inventoryItemId: UuidText,
  physicalInventoryId: UuidText,
  effectiveDate: Instant,
  quantityOnHandDiffMilli: Milli,
  documentId: z.nullable(z.string()),
  description: z.nullable(z.string()),
  unitCostMicros: z.nullable(Micros),
})
/** The item, and its balance as our mirror of the book shows it now; null where it shows none. */
const InventoryItem = z.object({
  inventoryItemId: UuidText,
  productId: z.string(),
  facilityId: FacilityIdSchema,
  locationSeqId: z.nullable(z.string()),
  lotId: z.nullable(z.string()),
  serialNumber: z.nullable(z.string()),
  statusId: z.string(),
  ownerPartyId: z.string(),
  uomId: z.string(),
  quantityOnHandTotalMilli: z.nullable(Milli),
  availableToPromiseTotalMilli: z.nullable(Milli),
  unitCostMicros: z.nullable(Micros),
})

/** One decision with what followed from it, by the names of the source documents; null for what did not come to be. */
export const DecisionChainLink = z.object({
  inventoryVarDcsnRsn: InventoryVarDcsnRsn,
  inventoryItemVariance: z.nullable(InventoryItemVariance),
  physicalInventory: z.nullable(PhysicalInventory),
  inventoryItemDetail: z.nullable(InventoryItemDetail),
  inventoryItem: z.nullable(InventoryItem),
})
export type DecisionChainLink = z.infer<typeof DecisionChainLink>

export const DecisionChain = z.object({
  workEffortId: RunIdSchema,
  next: z.nullable(z.string()),
  links: z.array(DecisionChainLink),
})
export type DecisionChain = z.infer<typeof DecisionChain>
