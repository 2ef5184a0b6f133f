import { namesLine, type GuardLayer, type LayerScope } from './guardrails.ts'
import type { Role } from './roles.ts'

/** Who decides: a manager first, and HQ where what is decided is worth more. */
export const approvingRoles = ['manager', 'planner'] as const
export type ApprovingRole = (typeof approvingRoles)[number]

/** What one person of the role approves alone at most, at cost, per line; what lies on the limit is within. Null: this layer sets none. */
export type ApprovalLimits = Readonly<Record<ApprovingRole, bigint | null>>

/** What is to be approved, as the limits look at it. */
export interface WorthApproved {
  readonly scope: LayerScope
  /** At cost, of either sign. Unknown is null, never 0: it is above every limit. */
  readonly valueMicros: bigint | null
  readonly currency: string
}

/** The layer whose limit it is above, for the first of the person's roles; null where the person approves it alone. */
export type Above = { readonly layer: string } | null

/**
 * Whether a person of these roles approves it alone. The strictest limit of every layer that names the line holds for a role; who has
 * several roles has the most generous of them. What is above a limit is approved by two: the first approval waits until somebody of HQ,
 * who is another person, approves it too.
 */
export function aboveLevel(
  layers: readonly GuardLayer[],
  roles: readonly Role[],
  worth: WorthApproved,
): Above {
  const held = approvingRoles.filter((role) => roles.includes(role))
  const named = layers.filter((layer) => namesLine(layer, worth.scope))
  const crossed = held.map((role) => named.find((layer) => isAbove(layer, role, worth)))
  const [first] = crossed
  return first === undefined || crossed.includes(undefined) ? null : { layer: first.name }
}

function isAbove({ approval, currency }: GuardLayer, role: ApprovingRole, worth: WorthApproved): boolean {
  const limit = approval?.[role] ?? null
  if (limit === null) return false
  // An amount in another currency says nothing of this one.
  if (worth.valueMicros === null || currency !== worth.currency) return true
  return absolute(worth.valueMicros) > limit
}

/** Whether any layer sets a limit at all. */
export function setsLevels(layers: readonly Pick<GuardLayer, 'approval'>[]): boolean {
  return layers.some(({ approval }) => approvingRoles.some((role) => (approval?.[role] ?? null) !== null))
}

/**
 * What an adjustment is worth, in millionths: the value of the variance, or of what is booked where that is more, as where the count wins
 * over what moved since. Rounded up. Null where the cost is unknown.
 */
export function adjustmentWorth(line: {
  readonly costVarianceMicros: bigint | null
  readonly unitCostMicros: bigint | null
  readonly deltaMilli: number
}): bigint | null {
  const { costVarianceMicros: cost, unitCostMicros: unit, deltaMilli } = line
  if (cost === null || unit === null) return null
  const found = absolute(cost)
  const booked = (BigInt(Math.abs(deltaMilli)) * absolute(unit) + 999n) / 1000n
  return booked > found ? booked : found
}

function absolute(micros: bigint): bigint {
  return micros < 0n ? -micros : micros
}
