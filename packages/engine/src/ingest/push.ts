import {
  MIN_SUPPORTED_PROTOCOL,
  PROTOCOL_VERSION,
  fail,
  type PushBody,
  type PushReply,
} from '@cyclecount/contract'
import { isTransient, isUniqueViolation } from '@cyclecount/db'
import { NO_CHAIN, type PersonId, type RunId, type SessionId, type SessionState } from '@cyclecount/domain'
import { serverIncarnation } from '../company/identity.ts'
import type { EngineContext, Tx } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { ingestSession, type SessionOutcome } from './ingest-session.ts'
import { say } from '../words/say.ts'

const ATTEMPTS = 5

/**
 * Takes in what a device captured. Idempotent: any batch, any number of times, in any order. Everything is in one transaction,
 * committed durably before this resolves, so what the reply acknowledges is held. Fails with `upgrade-required` for a protocol
 * that is not spoken here, `forbidden` where the body names another device; no single record ever fails a push. `onSubmitted` is
 * told of runs of which a count was submitted by this push, after the commit.
 */
export async function ingestPush(
  ctx: EngineContext,
  device: DeviceActor,
  body: PushBody,
  onSubmitted: (runId: RunId) => void = () => undefined,
): Promise<PushReply> {
  if (body.protocol < MIN_SUPPORTED_PROTOCOL || body.protocol > PROTOCOL_VERSION) {
    fail('upgrade-required', body.protocol > PROTOCOL_VERSION ? say('scans.appNewer') : say('scans.appOlder'))
  }
  if (body.deviceId !== device.deviceId) fail('forbidden', say('scans.otherDevice'))
  const incarnation = await serverIncarnation(ctx)
  const { outcomes, states } = await ingestDurably(ctx, device, body, onSubmitted)
  return {
    batchId: body.batchId,
    deviceId: body.deviceId,
    incarnation,
    serverTime: ctx.now(),
    sessions: body.sessions.map(({ sessionId }, index) => {
      const outcome = outcomes.get(index)
      return {
        sessionId,
        ackedThrough: outcome?.held.through ?? 0,
        chain: outcome?.held.chain ?? NO_CHAIN,
        state: states.get(sessionId) ?? null,
        setAside: (outcome?.setAside ?? []).map(({ seq, kind, message }) => ({
          deviceSeq: seq,
          kind,
          message,
        })),
      }
    }),
  }
}

/**
 * Takes in what a person hands in of a device: the same as a push of it, except that the device itself was not heard of. Answers
 * what became of each session, in the order in which they were given.
 */
export async function ingestByHand(
  ctx: EngineContext,
  device: DeviceActor,
  sessions: PushBody['sessions'],
  onSubmitted: (runId: RunId) => void,
): Promise<readonly SessionOutcome[]> {
  const push = { protocol: PROTOCOL_VERSION, appVersion: null, sessions }
  const { outcomes } = await ingestDurably(ctx, device, push, onSubmitted)
  return sessions.flatMap((_, index) => outcomes.get(index) ?? [])
}

/** `appVersion` null: the device did not send it itself. */
type Push = Pick<PushBody, 'protocol' | 'sessions'> & { readonly appVersion: string | null }

async function ingestDurably(
  ctx: EngineContext,
  device: DeviceActor,
  push: Push,
  onSubmitted: (runId: RunId) => void,
) {
  const done = await retrying((carefully) =>
    ctx.db.write((tx) => ingestAll(ctx, tx, device, push, carefully)),
  )
  const outcomes = [...done.outcomes.values()]
  for (const facilityId of new Set(outcomes.flatMap((outcome) => outcome.facilityId ?? [])))
    ctx.changed({ facilityId })
  for (const runId of new Set(outcomes.flatMap((outcome) => outcome.submittedRun ?? []))) onSubmitted(runId)
  return done
}

async function ingestAll(ctx: EngineContext, tx: Tx, device: DeviceActor, body: Push, carefully: boolean) {
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
  return { outcomes, states: await statesOf(tx, device, body) }
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

/** Two processes may take in the same thing at once: the second one looks again and finds it there. */
async function retrying<T>(work: (carefully: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt > 1)
    } catch (error) {
      if (attempt >= ATTEMPTS || !(isTransient(error) || isUniqueViolation(error))) throw error
    }
  }
}
