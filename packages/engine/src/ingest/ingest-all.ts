import type { PushBody } from '@cyclecount/contract'
import type { PersonId, SessionId, SessionState } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { ingestSession, type SessionOutcome } from './ingest-session.ts'
import { undecidedOf } from './undecided.ts'

/** `appVersion` null: the device did not send it itself. */
export type Push = Pick<PushBody, 'protocol' | 'sessions'> & { readonly appVersion: string | null }

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
  const people = await lockPeople(ctx, tx, device)
  if (body.appVersion !== null)
    await tx
      .updateTable('device')
      .set({ last_seen_at: ctx.now(), app_version: body.appVersion })
      .where('device_id', '=', device.deviceId)
      .execute()
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
async function lockPeople(ctx: EngineContext, tx: Tx, device: DeviceActor): Promise<ReadonlySet<PersonId>> {
  const rows = await tx
    .selectFrom('device_person')
    .select('person_id')
    .where('device_id', '=', device.deviceId)
    .where('org_id', '=', device.orgId)
    .execute()
  const people = rows.map((row) => row.person_id)
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
  if (body.sessions.length === 0) return new Map()
  const rows = await tx
    .selectFrom('inventory_count_import')
    .select(['inventory_count_import_id', 'status_id'])
    .where('org_id', '=', device.orgId)
    .where(
      'inventory_count_import_id',
      'in',
      body.sessions.map(({ sessionId }) => sessionId),
    )
    .execute()
  return new Map(rows.map((row) => [row.inventory_count_import_id, row.status_id]))
}
