import { fail } from '@cyclecount/contract'
import {
  machineScopes,
  type DeviceId,
  type FacilityId,
  type MachineId,
  type MachineScope,
  type OrgId,
  type PersonId,
} from '@cyclecount/domain'
import type { Cause, EngineContext } from '../context.ts'
import { say } from '../words/say.ts'
import { isToken, prefixOf } from './token.ts'

/** A machine that proved itself by its token, what it may do and where. */
export interface MachineActor {
  readonly orgId: OrgId
  readonly machineId: MachineId
  /** As whom it counts and is named. */
  readonly personId: PersonId
  readonly deviceId: DeviceId
  readonly name: string
  readonly scopes: readonly MachineScope[]
  readonly facilities: readonly FacilityId[]
}

/** How exactly the last use is kept. */
const LAST_USED_MS = 60_000

/**
 * The machine whose token this is. Fails with `signed-out` for a token that is not known, has expired or was revoked: whoever has none is not
 * told which.
 */
export async function authenticateMachine(ctx: EngineContext, token: string): Promise<MachineActor> {
  const prefix = prefixOf(token)
  const found =
    prefix === null
      ? undefined
      : await ctx.db.read
          .selectFrom('machine')
          .selectAll()
          .where('token_prefix', '=', prefix)
          .executeTakeFirst()
  const now = ctx.now()
  if (!found || !isToken(token, found.token_hash)) return fail('signed-out', say('machine.unknown'))
  if (found.revoked_at !== null) fail('signed-out', say('machine.revoked'))
  if (found.expires_at <= now) fail('signed-out', say('machine.expired'))
  const facilities = await ctx.db.read
    .selectFrom('machine_facility')
    .select('facility_id')
    .where('machine_id', '=', found.machine_id)
    .execute()
  if (found.last_used_at === null || found.last_used_at < now - LAST_USED_MS) {
    await ctx.db.write((tx) =>
      tx
        .updateTable('machine')
        .set({ last_used_at: now })
        .where('machine_id', '=', found.machine_id)
        .execute(),
    )
  }
  return {
    orgId: found.org_id,
    machineId: found.machine_id,
    personId: found.person_id,
    deviceId: found.device_id,
    name: found.name,
    scopes: parseScopes(found.scopes),
    facilities: facilities.map((row) => row.facility_id),
  }
}

/** Written by `createMachine` only; a scope that an older version knew is none. */
export function parseScopes(json: string): readonly MachineScope[] {
  const held = JSON.parse(json) as readonly string[]
  return machineScopes.filter((scope) => held.includes(scope))
}

export function causeOfMachine({ orgId, personId, deviceId }: MachineActor): Cause {
  return { orgId, personId, deviceId }
}
