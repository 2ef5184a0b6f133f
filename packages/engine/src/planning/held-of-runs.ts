import {
  countingRoles,
  isAllowed,
  type CountingRole,
  type FacilityId,
  type OrgId,
  type RunStatus,
} from '@cyclecount/domain'
import type { Actor, ReadOrTx } from '../context.ts'
import { parametersBy } from '../guardrails/parameters.ts'

/** What the company's rules make of a run when it is made. */
export interface HeldOfRun {
  readonly blind: boolean
  /** Null: all who count. */
  readonly mayCount: readonly CountingRole[] | null
  readonly status: Extract<RunStatus, 'planned' | 'proposed'>
}

export const NOTHING_HELD: HeldOfRun = { blind: false, mayCount: null, status: 'planned' }

/**
 * Says what holds for a run of a type at a facility, for many of them. Where the rules want it, a run that somebody makes who does not accept
 * counts there waits for HQ; what the scheduler makes (`by` null) does not.
 */
export async function heldOfRuns(
  db: ReadOrTx,
  orgId: OrgId,
  by: Actor | null,
): Promise<(countType: string, facilityId: FacilityId) => HeldOfRun> {
  const parameters = await parametersBy(db, orgId)
  return (countType, facilityId) => {
    const { blind, mayCount, hqApproves } = parameters(countType, facilityId)
    const isOfStore = by !== null && !isAllowed(by.grants, 'accept-counts', facilityId)
    return {
      blind: blind.value,
      mayCount: mayCount.value.length === countingRoles.length ? null : mayCount.value,
      status: hqApproves.value && isOfStore ? 'proposed' : 'planned',
    }
  }
}
