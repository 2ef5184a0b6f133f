import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { fail, type BodyOf, type ReplyOf, type routes } from '@cyclecount/contract'
import { statement } from '@cyclecount/db'
import type { DeviceId, FacilityId, OrgId, PersonId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { serverIncarnation } from '../company/identity.ts'
import { causeOf, scopeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { isServerDevice } from '../deciding/server-device.ts'
import { namesOf } from './names.ts'
import { say } from '../words/say.ts'

/** A device that proved itself by its token. It may push scans of the people who signed in on it, and nothing else. */
export interface DeviceActor {
  readonly orgId: OrgId
  readonly deviceId: DeviceId
}

type EnrolBody = BodyOf<typeof routes.enrolDevice>

/**
 * Enrols the device, or adds the person to it. A known device proves itself by its token, which stays what it is: an answer that
 * is lost locks nobody out. Fails with `forbidden` where a known device's token is missing or wrong, with `device-revoked` where
 * the device was shut out.
 */
export async function enrolDevice(
  ctx: EngineContext,
  actor: Actor,
  body: EnrolBody,
): Promise<ReplyOf<typeof routes.enrolDevice>> {
  if (isServerDevice(actor.orgId, body.deviceId)) fail('forbidden', say('device.servers'))
  const now = ctx.now()
  const token = await ctx.db.write(async (tx) => {
    const known = await tx
      .selectFrom('device')
      .select(['org_id', 'revoked_at', 'token_hash'])
      .where('device_id', '=', body.deviceId)
      .executeTakeFirst()
    if (known && known.org_id !== actor.orgId) fail('forbidden', say('device.otherCompany'))
    if (known && known.revoked_at !== null) refuseRevoked()
    const hasToken = known !== undefined && !isVouchedFor(known.token_hash)
    const proven = hasToken ? provenToken(known.token_hash, body.deviceToken) : null
    const held =
      proven === null ? await addDevice(ctx, tx, actor, body) : await seeAgain(ctx, tx, body, proven)
    await tx
      .insertInto('device_person')
      .values({
        device_id: body.deviceId,
        person_id: actor.personId,
        org_id: actor.orgId,
        since: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await auditDevice(ctx, tx, actor, { deviceId: body.deviceId, tag: 'device.enrolled' })
    return held
  })
  return {
    deviceId: body.deviceId,
    deviceToken: token,
    incarnation: await serverIncarnation(ctx),
    serverTime: now,
  }
}

/** The token, where it is the known device's. */
function provenToken(tokenHash: Uint8Array, token: string | undefined): string {
  if (token === undefined || !timingSafeEqual(tokenHash, hashOf(token))) refuseUnproven()
  return token
}

async function addDevice(ctx: EngineContext, tx: Tx, actor: Actor, body: EnrolBody): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const now = ctx.now()
  const added = await tx
    .insertInto('device')
    .values({
      device_id: body.deviceId,
      org_id: actor.orgId,
      label: body.label,
      token_hash: hashOf(token),
      app_version: body.appVersion,
      enrolled_by: actor.personId,
      enrolled_at: now,
      last_seen_at: now,
      revoked_at: null,
    })
    .onConflict((conflict) =>
      conflict
        .column('device_id')
        .doUpdateSet({
          label: body.label,
          token_hash: hashOf(token),
          app_version: body.appVersion,
          enrolled_by: actor.personId,
          enrolled_at: now,
          last_seen_at: now,
        })
        .where('device.token_hash', '=', noToken(body.deviceId)),
    )
    .returning('device_id')
    .executeTakeFirst()
  // Somebody else enrolled the same id at the same time.
  if (!added) refuseUnproven()
  return token
}

/**
 * Makes a device known that is not enrolled here, so that what somebody hands in of it can stand under it. It holds nobody and has no
 * token: whoever enrols it later proves nothing but who they are, as with an id that nobody has seen.
 */
export async function vouchForDevice(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  { deviceId, reason }: { readonly deviceId: DeviceId; readonly reason: string },
): Promise<void> {
  const now = ctx.now()
  const made = await tx
    .insertInto('device')
    .values({
      device_id: deviceId,
      org_id: actor.orgId,
      label: say('device.vouchedFor'),
      token_hash: noToken(deviceId),
      app_version: 'server',
      enrolled_by: actor.personId,
      enrolled_at: now,
      last_seen_at: now,
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('device_id')
    .execute()
  if (made.length > 0) await auditDevice(ctx, tx, actor, { deviceId, tag: 'device.vouched-for', reason })
}

/** Stands where the hash of a token would, and is none: shorter. (Not 16 bytes, which are read as an id.) */
function noToken(deviceId: DeviceId): Uint8Array {
  return createHash('sha256').update(deviceId).digest().subarray(0, 24)
}

/** Whether nobody enrolled the device: it is here because somebody handed in what it had. */
export function isVouchedFor(tokenHash: Uint8Array): boolean {
  return tokenHash.byteLength === 24
}

async function seeAgain(ctx: EngineContext, tx: Tx, body: EnrolBody, token: string): Promise<string> {
  await tx
    .updateTable('device')
    .set({ label: body.label, app_version: body.appVersion, last_seen_at: ctx.now() })
    .where('device_id', '=', body.deviceId)
    .execute()
  return token
}

const deviceOfToken = statement<{ tokenHash: Uint8Array }>()((db, given) =>
  db
    .selectFrom('device')
    .select(['device_id', 'org_id', 'revoked_at'])
    .where('token_hash', '=', given('tokenHash')),
)

/** The device whose token this is. Fails with `device-unknown` or `device-revoked`. */
export async function authenticateDevice(ctx: EngineContext, token: string): Promise<DeviceActor> {
  // The look-up is by hash: how long it takes says nothing about the token.
  const [found] = await deviceOfToken(ctx.db.read, { tokenHash: hashOf(token) })
  if (!found) fail('device-unknown', say('device.notEnrolled'))
  if (found.revoked_at !== null) refuseRevoked()
  return { orgId: found.org_id, deviceId: found.device_id }
}

/** Devices on which somebody of the actor's facilities has signed in, newest first. */
export async function listDevices(
  ctx: EngineContext,
  actor: Actor,
): Promise<ReplyOf<typeof routes.listDevices>> {
  const rows = await ctx.db.read
    .selectFrom('device')
    .selectAll()
    .where('org_id', '=', actor.orgId)
    .orderBy('last_seen_at', 'desc')
    .execute()
  const people = await ctx.db.read
    .selectFrom('device_person')
    .select(['device_id', 'person_id'])
    .where('org_id', '=', actor.orgId)
    .orderBy('since')
    .execute()
  const byDevice = Map.groupBy(people, (row) => row.device_id)
  const inScope = await peopleInScope(ctx, actor, scopeOf(actor, 'see-devices'))
  const visible = rows.filter((row) =>
    (byDevice.get(row.device_id) ?? []).some((held) => inScope(held.person_id)),
  )
  const nameOf = await namesOf(ctx, actor.orgId, [
    ...people.map((row) => row.person_id),
    ...rows.map((row) => row.enrolled_by),
  ])
  return {
    devices: visible.map((row) => ({
      deviceId: row.device_id,
      label: row.label,
      appVersion: row.app_version,
      enrolledBy: nameOf(row.enrolled_by),
      people: (byDevice.get(row.device_id) ?? []).map((held) => nameOf(held.person_id)),
      enrolledAt: row.enrolled_at,
      lastSeenAt: row.last_seen_at,
      revokedAt: row.revoked_at,
    })),
  }
}

/** Shuts a device out. What it sent stays. Revoking twice changes nothing. */
export async function revokeDevice(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly deviceId: DeviceId; readonly reason: string },
): Promise<{ done: true }> {
  const people = await ctx.db.read
    .selectFrom('device_person')
    .select('person_id')
    .where('device_id', '=', input.deviceId)
    .where('org_id', '=', actor.orgId)
    .execute()
  const inScope = await peopleInScope(ctx, actor, scopeOf(actor, 'revoke-devices'))
  if (!people.some((held) => inScope(held.person_id))) fail('not-found', say('device.none'))
  await ctx.db.write(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('device')
      .set({ revoked_at: ctx.now() })
      .where('device_id', '=', input.deviceId)
      .where('org_id', '=', actor.orgId)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return
    await auditDevice(ctx, tx, actor, {
      deviceId: input.deviceId,
      tag: 'device.revoked',
      reason: input.reason,
    })
  })
  return { done: true }
}

async function peopleInScope(
  ctx: EngineContext,
  actor: Actor,
  scope: 'all' | readonly FacilityId[],
): Promise<(personId: PersonId) => boolean> {
  if (scope === 'all') return () => true
  if (scope.length === 0) return () => false
  const rows = await ctx.db.read
    .selectFrom('role_grant')
    .select('person_id')
    .where('org_id', '=', actor.orgId)
    .where('facility_id', 'in', scope)
    .execute()
  const people = new Set(rows.map((row) => row.person_id))
  return (personId) => people.has(personId)
}

/** A device is the org's, an audit chain a facility's: told to the facilities of the actor, else to the org's first. */
async function auditDevice(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  entry: { readonly deviceId: DeviceId; readonly tag: string; readonly reason?: string },
): Promise<void> {
  const named = actor.grants.flatMap((grant) => (grant.facilityId === null ? [] : [grant.facilityId]))
  const first = await tx
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .orderBy('code')
    .limit(1)
    .execute()
  const facilities = named.length > 0 ? [...new Set(named)] : first.map((row) => row.facility_id)
  await appendAudit(
    tx,
    { ...causeOf(actor), deviceId: entry.deviceId },
    facilities.map((facilityId) => ({
      facilityId,
      at: ctx.now(),
      tag: entry.tag,
      subjectKind: 'device',
      subjectId: entry.deviceId,
      ...(entry.reason === undefined ? {} : { reason: entry.reason }),
    })),
  )
}

function refuseUnproven(): never {
  fail('forbidden', say('device.unproven'))
}

function refuseRevoked(): never {
  fail('device-revoked', say('device.revoked'))
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
