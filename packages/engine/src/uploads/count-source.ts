import type { DeviceId, OrgId, PersonId } from '@cyclecount/domain'
import type { Cause } from '../context.ts'

/** Where rows of a count come from that no device of a counter sent. */
export interface CountSource {
  readonly orgId: OrgId
  /** As whom they were counted. */
  readonly personId: PersonId
  /** In whose part of the log they stand. */
  readonly deviceId: DeviceId
  /** Who makes the run where there is none yet. */
  readonly runsBy: PersonId
  /** A run that it made looks for what later rows name, too. */
  readonly addsItems: boolean
}

export function runCauseOf({ orgId, runsBy, deviceId }: CountSource): Cause {
  return { orgId, personId: runsBy, deviceId }
}
