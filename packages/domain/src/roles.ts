import type { FacilityId } from './ids.ts'

/** Local roles. Identity comes from outside; what a person may do here is a grant of a role, for one facility or for all. */
export const roles = ['associate', 'supervisor', 'manager', 'planner', 'auditor', 'administrator'] as const
export type Role = (typeof roles)[number]

export const capabilities = [
  'count',
  'see-runs',
  'plan-runs',
  'assign-areas',
  'review',
  'decide',
  'accept-counts',
  'pause-delivery',
  'match-codes',
  'see-cost',
  'see-stock',
  'adjust-stock',
  'see-audit',
  'see-rules',
  'edit-rules',
  'test-count',
  'edit-reasons',
  'see-devices',
  'revoke-devices',
  'manage-integrations',
] as const
export type Capability = (typeof capabilities)[number]

const capabilitiesByRole: Record<Role, readonly Capability[]> = {
  associate: ['count'],
  /** Leads a shift: looks after a count and its codes without deciding it, and is shown no cost. */
  supervisor: [
    'count',
    'see-runs',
    'review',
    'match-codes',
    'see-stock',
    'see-audit',
    'see-rules',
    'see-devices',
  ],
  manager: [
    'count',
    'see-runs',
    'plan-runs',
    'assign-areas',
    'review',
    'decide',
    'match-codes',
    'see-cost',
    'see-stock',
    'adjust-stock',
    'see-audit',
    'see-rules',
    'see-devices',
    'revoke-devices',
  ],
  planner: [
    'see-runs',
    'plan-runs',
    'assign-areas',
    'review',
    'decide',
    'accept-counts',
    'pause-delivery',
    'match-codes',
    'see-cost',
    'see-stock',
    'see-audit',
    'see-rules',
    'edit-rules',
    'see-devices',
  ],
  auditor: [
    'see-runs',
    'review',
    'see-cost',
    'see-stock',
    'see-audit',
    'test-count',
    'see-rules',
    'see-devices',
  ],
  administrator: [
    'see-runs',
    'see-audit',
    'see-rules',
    'edit-rules',
    'edit-reasons',
    'see-devices',
    'revoke-devices',
    'manage-integrations',
  ],
}

/** A role held by a person, for one facility or (null) for every facility of the org. */
export interface Grant {
  readonly role: Role
  readonly facilityId: FacilityId | null
}

/** Whether the grants allow the capability at the facility; with `facilityId` null, at any facility at all. */
export function isAllowed(
  grants: readonly Grant[],
  capability: Capability,
  facilityId: FacilityId | null,
): boolean {
  return grants.some(
    (grant) =>
      capabilitiesByRole[grant.role].includes(capability) &&
      (facilityId === null || grant.facilityId === null || grant.facilityId === facilityId),
  )
}

/** The facilities at which the grants allow the capability: `all`, or the list (empty where there is none). */
export function facilitiesAllowed(
  grants: readonly Grant[],
  capability: Capability,
): 'all' | readonly FacilityId[] {
  const held = grants.filter((grant) => capabilitiesByRole[grant.role].includes(capability))
  if (held.some((grant) => grant.facilityId === null)) return 'all'
  return [...new Set(held.flatMap((grant) => (grant.facilityId === null ? [] : [grant.facilityId])))]
}
