import {
  MIN_SUPPORTED_PROTOCOL,
  PROTOCOL_VERSION,
  fail,
  type PushBody,
  type PushReply,
} from '@cyclecount/contract'
import { isTransient, isUniqueViolation } from '@cyclecount/db'
import { NO_CHAIN, type PersonId, type RunId } from '@cyclecount/domain'
import { serverIncarnation } from '../company/identity.ts'
import type { EngineContext, Tx } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { ingestAll, type Push, type PushOutcome } from './ingest-all.ts'
import type { SessionOutcome } from './ingest-session.ts'
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
  admitPush(device, body)
  const incarnation = await serverIncarnation(ctx)
  const done = await ingestDurably(ctx, device, body)
  tellOf(ctx, [done], onSubmitted)
  return replyTo(ctx, body, incarnation, done)
}

/**
 * Takes in what a person hands in of a device: the same as a push of it, except that the device itself was not heard of. `vouchedFor` are
 * people whose scans it may hold besides those who signed in on it. Answers what became of each session, in the order in which they
 * were given.
 */
export async function ingestByHand(
  ctx: EngineContext,
  device: DeviceActor,
  sessions: PushBody['sessions'],
  onSubmitted: (runId: RunId) => void,
  vouchedFor: readonly PersonId[] = [],
): Promise<readonly SessionOutcome[]> {
  const push = { protocol: PROTOCOL_VERSION, appVersion: null, sessions, vouchedFor }
  const done = await ingestDurably(ctx, device, push)
  tellOf(ctx, [done], onSubmitted)
  return sessions.flatMap((_, index) => done.outcomes.get(index) ?? [])
}

/** Refuses what is not to be read at all. */
export function admitPush(device: DeviceActor, body: PushBody): void {
  if (body.protocol < MIN_SUPPORTED_PROTOCOL || body.protocol > PROTOCOL_VERSION) {
    fail('upgrade-required', body.protocol > PROTOCOL_VERSION ? say('scans.appNewer') : say('scans.appOlder'))
  }
  if (body.deviceId !== device.deviceId) fail('forbidden', say('scans.otherDevice'))
}

/**
 * One push in a transaction of its own, again from its start where another transaction was in its way. `wait`: what is waited for in the
 * transaction before anything else, the first time.
 */
export function ingestDurably(
  ctx: EngineContext,
  device: DeviceActor,
  push: Push,
  wait?: (tx: Tx) => Promise<void>,
): Promise<PushOutcome> {
  return retrying((carefully) =>
    ctx.db.write(async (tx) => {
      if (!carefully) await wait?.(tx)
      return ingestAll(ctx, tx, device, push, carefully)
    }),
  )
}

/** Tells, after the commit, what changed: each facility and each run once. */
export function tellOf(
  ctx: EngineContext,
  done: readonly PushOutcome[],
  onSubmitted: (runId: RunId) => void,
): void {
  const outcomes = done.flatMap((one) => [...one.outcomes.values()])
  for (const facilityId of new Set(outcomes.flatMap((outcome) => outcome.facilityId ?? [])))
    ctx.changed({ facilityId })
  for (const runId of new Set(outcomes.flatMap((outcome) => outcome.submittedRun ?? []))) onSubmitted(runId)
}

export function replyTo(
  ctx: EngineContext,
  body: PushBody,
  incarnation: string,
  { outcomes, states, undecided }: PushOutcome,
): PushReply {
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
        undecided: undecided.get(sessionId) ?? 0,
      }
    }),
  }
}

/**
 * Two processes may take in the same thing at once, and an id may be held in another place: the second time it is looked for, and found
 * there.
 */
export async function retrying<T>(work: (carefully: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt > 1)
    } catch (error) {
      if (attempt >= ATTEMPTS || !(isTransient(error) || isUniqueViolation(error))) throw error
    }
  }
}
