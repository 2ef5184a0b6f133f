import type { PushBody } from '@cyclecount/contract'
import { statement } from '@cyclecount/db'
import type { DeviceId, OrgId, PersonId, SessionId, SessionState } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { ingestSession, type SessionOutcome } from './ingest-session.ts'
import { undecidedOf } from './undecided.ts'

const seen = statement<{ at: number; appVersion: string; deviceId: DeviceId }>()((db, given) =>
  db
    .updateTable('device')
    .set({ last_seen_at: given('at'), app_version: given('appVersion') })
    .where('device_id', '=', given('deviceId')),
)
const peopleOn = statement<DeviceActor>()((db, given) =>
  db
    .selectFrom('device_person')
    .select('person_id')
    .where('device_id', '=', given('deviceId'))
    .where('org_id', '=', given('orgId')),
)
const stateOf = statement<{ sessionId: SessionId; orgId: OrgId }>()((db, given) =>
  db
    .selectFrom('inventory_count_import')
    .select('status_id')
    .where('inventory_count_import_id', '=', given('sessionId'))
    .where('org_id', '=', given('orgId')),
)

/** `appVersion` null: the device did not send it itself. `vouchedFor`: who counted on it, too, as a manager says who hands it in. */
export type Push = Pick<PushBody, 'protocol' | 'sessions'> & {
  readonly appVersion: string | null
  readonly vouchedFor?: readonly PersonId[]
}

/** What a push did: what became of each session, by its place in the push, and the state each is in now. */
export interface PushOutcome {
  readonly outcomes: ReadonlyMap<number, SessionOutcome>
  readonly states: ReadonlyMap<SessionId, SessionState>
  /** How many of the device's records were set aside and wait for a manager; absent where none does. */
  readonly undecided: ReadonlyMap<SessionId, number>
}

/** Takes in all of a push inside the caller's transaction. `carefully` after the database refused an id: see `SessionPush`. */
export async function ingestAll(
  ctx: EngineContext,
  tx: Tx,
  device: DeviceActor,
  body: Push,
  carefully: boolean,
): Promise<PushOutcome> {
  const people = await lockPeople(ctx, tx, device, body.vouchedFor ?? [])
  if (body.appVersion !== null)
    await seen(tx, { at: ctx.now(), appVersion: body.appVersion, deviceId: device.deviceId })
  const outcomes = new Map<number, SessionOutcome>()
  // Session ids grow with time: who ended one count and began another is understood in that order.
  const order = body.sessions.map((pushed, index) => ({ pushed, index }))
  order.sort((a, b) => (a.pushed.sessionId < b.pushed.sessionId ? -1 : 1))
  for (const { pushed, index } of order) {
    const push = { device, people, protocol: body.protocol, carefully, pushed }
    outcomes.set(index, await ingestSession(ctx, tx, push))
  }
  const sessions = body.sessions.map(({ sessionId }) => sessionId)
  const undecided = await undecidedOf(tx, device.deviceId, sessions)
  return { outcomes, states: await statesOf(tx, device, body), undecided }
}

/** Everybody on the device; their rows are the lock under which a person's sessions change. */
async function lockPeople(
  ctx: EngineContext,
  tx: Tx,
  device: DeviceActor,
  vouchedFor: readonly PersonId[],
): Promise<ReadonlySet<PersonId>> {
  const rows = await peopleOn(tx, device)
  const people = [...rows.map((row) => row.person_id), ...vouchedFor]
  if (ctx.db.dialect === 'postgres' && people.length > 0) {
    await tx
      .selectFrom('person')
      .select('person_id')
      .where('person_id', 'in', people)
      .orderBy('person_id')
      .forNoKeyUpdate()
      .execute()
  }
  return new Set(people)
}

async function statesOf(
  tx: Tx,
  device: DeviceActor,
  body: Pick<PushBody, 'sessions'>,
): Promise<ReadonlyMap<SessionId, SessionState>> {
  const states = new Map<SessionId, SessionState>()
  for (const { sessionId } of body.sessions)
    for (const { status_id } of await stateOf(tx, { sessionId, orgId: device.orgId }))
      states.set(sessionId, status_id)
  return states
}
