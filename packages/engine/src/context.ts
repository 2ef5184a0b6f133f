import type { BackendAdapter } from '@cyclecount/backend-port'
import type { Database, Schema } from '@cyclecount/db'
import {
  facilitiesAllowed,
  isAllowed,
  type BackendId,
  type Capability,
  type DeviceId,
  type FacilityId,
  type Grant,
  type Id,
  type OrgId,
  type PersonId,
} from '@cyclecount/domain'
import { fail } from '@cyclecount/contract'
import type { Vault } from './secrets/vault.ts'
import type { Kysely, Transaction } from 'kysely'
import { say } from './words/say.ts'

/** What every use case is given. Built once in the composition root; a test builds it with a clock of its own. */
export interface EngineContext {
  readonly db: Database<Schema>
  readonly now: () => number
  readonly newId: <T extends Id<string>>() => T
  /** The adapter of a backend; throws where none is configured. */
  readonly adapterOf: (backendId: BackendId) => BackendAdapter
  readonly log: Log
  /** Through which secrets go that the product has to use itself. */
  readonly vault: Vault
  /** Told after a commit that changed what a run's watchers see. Never awaited, never throws. */
  readonly changed: (change: { readonly facilityId: FacilityId }) => void
  /** Names this process in leases. */
  readonly processName: string
}

export interface Log {
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void
}

/** Who acts: a signed-in person with their grants. Every use case for people takes one and scopes every query by it. */
export interface Actor {
  readonly orgId: OrgId
  readonly personId: PersonId
  readonly grants: readonly Grant[]
}

export type Tx = Transaction<Schema>

/** Where it only reads, in a transaction or outside. */
export type ReadOrTx = Kysely<Schema>

/** Refuses unless the actor has the capability at the facility. A facility out of scope is not found, so that nothing leaks. */
export function requireAt(actor: Actor, capability: Capability, facilityId: FacilityId): void {
  if (isAllowed(actor.grants, capability, facilityId)) return
  if (facilitiesKnownTo(actor) === 'all' || facilitiesKnownTo(actor).includes(facilityId)) {
    fail('forbidden', say('access.denied'))
  }
  fail('not-found', say('facility.none'))
}

function facilitiesKnownTo(actor: Actor): 'all' | readonly FacilityId[] {
  if (actor.grants.some((grant) => grant.facilityId === null)) return 'all'
  return actor.grants.flatMap((grant) => (grant.facilityId === null ? [] : [grant.facilityId]))
}

/** The facilities at which the actor has the capability, for `where facility_id in`. */
export function scopeOf(actor: Actor, capability: Capability): 'all' | readonly FacilityId[] {
  return facilitiesAllowed(actor.grants, capability)
}

/** Who or what changed something, for the audit log and status history. */
export interface Cause {
  readonly orgId: OrgId
  readonly personId: PersonId | null
  readonly deviceId: DeviceId | null
}

export function causeOf(actor: Actor): Cause {
  return { orgId: actor.orgId, personId: actor.personId, deviceId: null }
}
