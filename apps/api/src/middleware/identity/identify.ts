import { fail, type Route } from '@cyclecount/contract'
import { facilitiesAllowed, isAllowed, type FacilityId } from '@cyclecount/domain'
import {
  authenticateDevice,
  authenticateMachine,
  resolveActor,
  type Actor,
  type DeviceActor,
  type MachineActor,
} from '@cyclecount/engine'
import type { ApiContext } from '../../context.ts'
import { say } from '../../words/say.ts'

/** Who calls. A device's token lasts until the device is shut out; a machine's is looked at with each request. */
export interface Caller {
  readonly actor: Actor | DeviceActor | MachineActor | null
  readonly expiresAt: number | null
}

/**
 * Who calls, as the route wants them; everything that is not said to be public, or signed, is refused to strangers. A person must have the
 * route's capability somewhere; at which facility is decided when the request has been read.
 */
export async function identify(
  ctx: ApiContext,
  route: Route,
  authorization: string | undefined,
): Promise<Caller> {
  const { access } = route
  // Whose signature it is shows only when the message is read: its handler verifies it first of all.
  if (access.by === 'public' || access.by === 'signature') return { actor: null, expiresAt: null }
  const token = /^(?:Bearer|Device) ([\w.~+/=-]{1,8192})$/.exec(authorization ?? '')?.[1]
  if (access.by === 'device') {
    if (token === undefined) fail('device-unknown', say('access.notEnrolled'))
    return { actor: await authenticateDevice(ctx.engine, token), expiresAt: null }
  }
  if (token === undefined) fail('signed-out', say('access.signIn'))
  if (access.by === 'machine') {
    const machine = await authenticateMachine(ctx.engine, token)
    if (!machine.scopes.includes(access.scope))
      fail('forbidden', say('access.scope', { scope: access.scope }))
    return { actor: machine, expiresAt: null }
  }
  const proof = await ctx.verifier(token)
  const actor = await resolveActor(ctx.engine, proof)
  if (actor === null) fail('forbidden', say('access.nobody'))
  if (access.capability !== 'signed-in' && !isAllowed(actor.grants, access.capability, null))
    fail('forbidden', say('access.denied'))
  return { actor, expiresAt: proof.expiresAt }
}

/**
 * Refuses where the person lacks the route's capability at the facility the request names. A facility of which they have
 * no role at all does not exist for them.
 */
export function requireFacility(actor: Actor, route: Route, facilityId: FacilityId): void {
  const { access } = route
  if (access.by !== 'person' || access.capability === 'signed-in') return
  if (isAllowed(actor.grants, access.capability, facilityId)) return
  const known = actor.grants.some((grant) => grant.facilityId === null || grant.facilityId === facilityId)
  if (known) fail('forbidden', say('access.deniedHere'))
  fail('not-found', say('facility.none'))
}

/** Whether the person may see cost at the facility. */
export function seesCost(actor: Actor, facilityId: FacilityId): boolean {
  const scope = facilitiesAllowed(actor.grants, 'see-cost')
  return scope === 'all' || scope.includes(facilityId)
}
