import { randomBytes } from 'node:crypto'
import { fail } from '@cyclecount/contract'
import {
  isAllowed,
  type DeviceId,
  type FacilityId,
  type MachineId,
  type OrgId,
  type PersonId,
} from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, scopeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { parseScopes } from './actor.ts'
import { newToken } from './token.ts'

const DAY_MS = 86_400_000

/** As whom machines are known: no issuer of people is called so, so that nobody signs in as one. */
const MACHINES = 'machines'

/**
 * Lets a machine in. Its token is answered once and kept as a hash. Nobody gives more than they have: fails with `not-found` for facilities that
 * are not the actor's to manage, with `forbidden` for cost where the actor sees none.
 */
export async function createMachine(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'createMachine'>,
): Promise<Reply<'createMachine'>> {
  const facilities = [...new Set(body.facilityIds)]
  await refuseBeyond(ctx, actor, body, facilities)
  const machineId = ctx.newId<MachineId>()
  const { token, prefix, hash } = newToken()
  await transact(ctx, async (tx) => {
    const now = ctx.now()
    const who = await insertWho(ctx, tx, actor, { machineId, name: body.name })
    await tx
      .insertInto('machine')
      .values({
        machine_id: machineId,
        org_id: actor.orgId,
        name: body.name,
        ...who,
        token_prefix: prefix,
        token_hash: hash,
        scopes: JSON.stringify([...new Set(body.scopes)]),
        created_by: actor.personId,
        created_at: now,
        expires_at: now + body.expiresInDays * DAY_MS,
        last_used_at: null,
        revoked_at: null,
      })
      .execute()
    await tx
      .insertInto('machine_facility')
      .values(facilities.map((id) => ({ machine_id: machineId, facility_id: id, org_id: actor.orgId })))
      .execute()
    await appendAudit(
      tx,
      causeOf(actor),
      facilities.map((facilityId) => ({
        facilityId,
        at: now,
        tag: 'machine.let-in',
        subjectKind: 'machine',
        subjectId: machineId,
        after: {
          name: body.name,
          prefix,
          scopes: body.scopes,
          expiresAt: now + body.expiresInDays * DAY_MS,
        },
      })),
    )
  })
  return { machineId, token }
}

async function refuseBeyond(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'createMachine'>,
  facilities: readonly FacilityId[],
): Promise<void> {
  const ours = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .where('facility_id', 'in', facilities)
    .execute()
  const known = new Set(ours.map((row) => row.facility_id))
  const isManaged = (id: FacilityId) => known.has(id) && isAllowed(actor.grants, 'manage-integrations', id)
  if (!facilities.every(isManaged)) fail('not-found', say('facility.none'))
  const showsCost = facilities.every((id) => isAllowed(actor.grants, 'see-cost', id))
  if (body.scopes.includes('see-cost') && !showsCost) fail('forbidden', say('machine.noCost'))
}

/** The person and the device that the machine counts as. Nobody knows a token of the device, and the person signs in nowhere. */
async function insertWho(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  machine: { readonly machineId: MachineId; readonly name: string },
): Promise<{ readonly person_id: PersonId; readonly device_id: DeviceId }> {
  const who = { person_id: ctx.newId<PersonId>(), device_id: ctx.newId<DeviceId>() }
  const now = ctx.now()
  const org: { readonly org_id: OrgId } = { org_id: actor.orgId }
  await tx
    .insertInto('person')
    .values({
      ...org,
      person_id: who.person_id,
      issuer: MACHINES,
      subject: machine.machineId,
      created_at: now,
      left_at: null,
    })
    .execute()
  await tx
    .insertInto('person_profile')
    .values({ ...org, person_id: who.person_id, display_name: machine.name })
    .execute()
  await tx
    .insertInto('device')
    .values({
      ...org,
      device_id: who.device_id,
      label: say('machine.device'),
      token_hash: new Uint8Array(randomBytes(32)),
      app_version: 'server',
      enrolled_by: actor.personId,
      enrolled_at: now,
      last_seen_at: now,
      revoked_at: null,
    })
    .execute()
  return who
}

/** The machines of facilities that the actor manages, newest first; also those that have ended. */
export async function listMachines(ctx: EngineContext, actor: Actor): Promise<Reply<'listMachines'>> {
  const rows = await ctx.db.read
    .selectFrom('machine')
    .selectAll()
    .where('org_id', '=', actor.orgId)
    .orderBy('created_at', 'desc')
    .orderBy('machine_id', 'desc')
    .execute()
  const places = await ctx.db.read
    .selectFrom('machine_facility as m')
    .innerJoin('facility as f', 'f.facility_id', 'm.facility_id')
    .select(['m.machine_id', 'm.facility_id', 'f.code', 'f.name'])
    .where('m.org_id', '=', actor.orgId)
    .orderBy('f.code')
    .execute()
  const byMachine = Map.groupBy(places, (row) => row.machine_id)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.created_by),
  )
  const isManaged = managedBy(actor)
  return {
    machines: rows.flatMap((row) => {
      const facilities = byMachine.get(row.machine_id) ?? []
      if (!facilities.some(({ facility_id: id }) => isManaged(id))) return []
      return {
        machineId: row.machine_id,
        name: row.name,
        prefix: `ccm_${row.token_prefix}`,
        scopes: [...parseScopes(row.scopes)],
        facilities: facilities
          .filter(({ facility_id: id }) => isManaged(id))
          .map(({ facility_id: facilityId, code, name }) => ({ facilityId, code, name })),
        createdBy: nameOf(row.created_by),
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        lastUsedAt: row.last_used_at,
        revokedAt: row.revoked_at,
      }
    }),
  }
}

/** Ends the token for good, at once. What the machine sent stays. Twice changes nothing. */
export async function revokeMachine(
  ctx: EngineContext,
  actor: Actor,
  given: { readonly machineId: MachineId; readonly reason: string },
): Promise<Reply<'revokeMachine'>> {
  const { machineId, reason } = given
  const places = await ctx.db.read
    .selectFrom('machine_facility')
    .select('facility_id')
    .where('machine_id', '=', machineId)
    .where('org_id', '=', actor.orgId)
    .execute()
  const isManaged = managedBy(actor)
  if (!places.some(({ facility_id: id }) => isManaged(id))) fail('not-found', say('machine.none'))
  await transact(ctx, async (tx) => {
    const now = ctx.now()
    const ended = await tx
      .updateTable('machine')
      .set({ revoked_at: now })
      .where('machine_id', '=', machineId)
      .where('revoked_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (!ended) return
    await appendAudit(
      tx,
      causeOf(actor),
      places.map(({ facility_id: facilityId }) => ({
        facilityId,
        at: now,
        tag: 'machine.revoked',
        subjectKind: 'machine',
        subjectId: machineId,
        before: { name: ended.name },
        reason,
      })),
    )
  })
  return { done: true }
}

function managedBy(actor: Actor): (facilityId: FacilityId) => boolean {
  const scope = scopeOf(actor, 'manage-integrations')
  return (facilityId) => scope === 'all' || scope.includes(facilityId)
}
