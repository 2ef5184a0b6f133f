import { PROTOCOL_VERSION, type PushBody } from '@cyclecount/contract'
import type { Sentence, SessionId } from '@cyclecount/domain'
import { judge, type Verdict } from './answer.ts'
import { createBatchReader, ownPlace, type Batch, type BatchReader } from './batch.ts'
import {
  maySend,
  transition,
  type BlockReason,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'
import { BATCH_LIMITS, doubled, halved, type BatchLimits } from './outbox.ts'
import {
  OUTBOX_LOCK,
  type Clock,
  type DeviceIdentity,
  type Lock,
  type OutboxSession,
  type OutboxStore,
  type SessionAck,
  type SyncError,
  type Transport,
} from './ports.ts'
import { say } from './words/say.ts'

/** As many as one push may name. */
const SESSIONS_AT_ONCE = 50

export interface DrainDeps {
  readonly store: OutboxStore
  readonly transport: Transport
  readonly clock: Clock
  readonly lock: Lock
  /** 0 ≤ n < 1 */
  readonly random: () => number
  readonly newBatchId: () => string
  readonly appVersion: string
  /** Called after each change that a screen may want to show. */
  readonly onChange?: () => void
}

export interface DrainCall {
  /** The page does not wait for the worker; the worker waits for the page, which may be frozen or closing. */
  readonly lock: 'wait' | 'if-free'
  /** Why now: `due` obeys a wait that runs, the others say that trying is worth it. */
  readonly cause: 'due' | 'poke' | 'opened' | 'enrolled'
}

export type DrainOutcome =
  | { readonly kind: 'drained' }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'blocked'; readonly reason: BlockReason }

/**
 * Sends what waits, one batch in flight, until nothing waits or the server cannot be reached. It may be called at any time,
 * by page and worker alike, and be killed at any point: what was not acknowledged stays in the log and is sent again.
 * Rules OB1 to OB10.
 */
export async function drain(deps: DrainDeps, call: DrainCall): Promise<DrainOutcome> {
  const outcome = await deps.lock.hold(OUTBOX_LOCK, call.lock, () => drainHeld(deps, call))
  return outcome ?? { kind: 'elsewhere' }
}

/** What a drain remembers while it runs. */
interface Run {
  readonly deps: DrainDeps
  readonly batches: BatchReader
  connection: ConnectionState
  error: SyncError | null
  limits: BatchLimits
  /** What is worth trying: below everything that was too much in this drain. */
  most: BatchLimits
  waiting: readonly OutboxSession[]
  /** The server's clock, UTC ms, when it last answered; null before. */
  serverTime: number | null
  /** Sessions that got nowhere in this drain; they wait, the others go on (rule OB6). */
  readonly stuck: Set<SessionId>
}

async function drainHeld(deps: DrainDeps, { cause }: DrainCall): Promise<DrainOutcome> {
  const run: Run = {
    deps,
    batches: createBatchReader(deps.store),
    connection: await deps.store.connection(),
    error: null,
    limits: BATCH_LIMITS,
    most: BATCH_LIMITS,
    waiting: await deps.store.waiting(),
    serverTime: null,
    stuck: new Set(),
  }
  if (cause !== 'due') run.connection = transition(run.connection, { kind: cause })
  if (!maySend(run.connection, deps.clock.now())) return outcomeOf(run.connection)
  const asked = cause === 'opened' ? 'all' : run.waiting.length === 0 ? 'undecided' : 'none'
  let goesOn = await sendWaiting(run)
  if (goesOn && asked !== 'none') goesOn = (await askSettled(run, asked)) && (await sendWaiting(run))
  if (goesOn && asked === 'all' && run.serverTime !== null) await deps.store.prune(run.serverTime)
  if (goesOn) await move(run, run.stuck.size === 0 ? { kind: 'drained' } : failed(run, null))
  return outcomeOf(run.connection)
}

/** False where this drain is over, because the server cannot be reached or refused. */
async function sendWaiting(run: Run): Promise<boolean> {
  for (;;) {
    const next = run.waiting.find((session) => !run.stuck.has(session.sessionId))
    if (!next) return true
    const batch = await run.batches.next(next, run.limits)
    if (batch.events.length === 0) setStuck(run, next, say('device.unreadable'))
    else if (!(await sendBatches(run, [batch]))) return false
  }
}

/**
 * Asks what the server holds of what it once acknowledged, with a push that holds nothing: so a device that has nothing to send
 * learns that a session is final, that a server lost or changed something (rule OB9), and what became of what was set aside (OB10).
 */
async function askSettled(run: Run, which: 'all' | 'undecided'): Promise<boolean> {
  const known = await run.deps.store.settled()
  const settled = which === 'all' ? known : known.filter(({ undecided }) => undecided > 0)
  for (let at = 0; at < settled.length; at += SESSIONS_AT_ONCE) {
    const asked = settled.slice(at, at + SESSIONS_AT_ONCE)
    const nothing = asked.map((session) => ({ session, events: [], end: session.from }))
    if (!(await sendBatches(run, nothing))) return false
  }
  return true
}

/** One push. False where this drain is over. */
async function sendBatches(run: Run, batches: readonly Batch[]): Promise<boolean> {
  const identity = await run.deps.store.identity()
  const { deviceId, token } = identity
  if (token === null) return refuse(run, 'signed-out', say('device.notEnrolled'))
  if (run.connection.kind !== 'sending') await move(run, { kind: 'begin' })
  const body: PushBody = {
    protocol: PROTOCOL_VERSION,
    batchId: run.deps.newBatchId(),
    deviceId,
    appVersion: run.deps.appVersion,
    sessions: batches.map(({ session: { sessionId, from }, events }) => {
      return { sessionId, fromSeq: from.seq + 1, chainBefore: from.chain, events: [...events] }
    }),
  }
  const answer = send(run, body, token)
  for (const batch of batches) run.batches.readAhead(batch, run.limits)
  const verdict = await answer
  switch (verdict.kind) {
    case 'acknowledged':
      return accept(run, batches, verdict, identity)
    case 'too-large':
      return shrink(run, batches)
    case 'refused':
      return refuse(run, verdict.reason, verdict.message)
    case 'failed':
      run.error = { kind: verdict.error, message: verdict.message, at: run.deps.clock.now() }
      await move(run, failed(run, verdict.retryAfterMs))
      return false
  }
}

async function send(run: Run, body: PushBody, token: string): Promise<Verdict> {
  try {
    return judge(body, await run.deps.transport.push(body, token))
  } catch {
    const message = say('server.silent')
    return { kind: 'failed', error: 'no-answer', message, retryAfterMs: null }
  }
}

async function accept(
  run: Run,
  batches: readonly Batch[],
  { reply, acks }: Verdict & { kind: 'acknowledged' },
  before: DeviceIdentity,
): Promise<boolean> {
  const { store, clock } = run.deps
  const compared: SessionAck[] = []
  for (const batch of batches) {
    const ack = acks.find(({ sessionId }) => sessionId === batch.session.sessionId)
    if (ack) compared.push({ ...ack, sent: batch.end, own: await ownPlace(store, batch, ack.ackedThrough) })
  }
  const at = clock.now()
  const { incarnation, serverTime } = reply
  run.serverTime = serverTime
  await store.acknowledge(compared, { incarnation, clockOffsetMs: serverTime - at, at })
  run.limits = doubled(run.limits, run.most)
  run.waiting = await store.waiting()
  const sameServer = before.incarnation === null || before.incarnation === incarnation
  // The same server that acknowledges no more than before would be asked for ever.
  const idle = sameServer ? batches.filter(({ session }) => isNoFurther(run, session)) : []
  for (const { session } of idle) setStuck(run, session, say('server.asksAgain'))
  if (idle.length < batches.length) await move(run, { kind: 'progress' })
  return true
}

function isNoFurther(run: Run, { sessionId, acked, resendThrough }: OutboxSession): boolean {
  const now = run.waiting.find((session) => session.sessionId === sessionId)
  return now !== undefined && now.acked === acked && now.resendThrough === resendThrough
}

function shrink(run: Run, batches: readonly Batch[]): boolean {
  const sent = batches.reduce((most, { events }) => Math.max(most, events.length), 0)
  const smaller = halved(run.limits, sent)
  // A record that is too much by itself says nothing about the others.
  if (!smaller) for (const { session } of batches) setStuck(run, session, say('server.tooLarge'))
  run.most = smaller ?? BATCH_LIMITS
  run.limits = run.most
  return true
}

function setStuck(run: Run, { sessionId }: OutboxSession, message: Sentence): void {
  run.stuck.add(sessionId)
  run.error = { kind: 'no-progress', message, at: run.deps.clock.now() }
}

async function refuse(run: Run, reason: BlockReason, message: string): Promise<boolean> {
  run.error = { kind: reason, message, at: run.deps.clock.now() }
  await move(run, { kind: 'refused', reason })
  return false
}

function failed(run: Run, retryAfterMs: number | null): ConnectionEvent {
  return { kind: 'failed', now: run.deps.clock.now(), chance: run.deps.random(), retryAfterMs }
}

async function move(run: Run, event: ConnectionEvent): Promise<void> {
  const before = run.connection
  run.connection = transition(before, event)
  // A batch that went well changes nothing that is worth a write of its own.
  const isSame = event.kind === 'progress' && before.kind === 'sending' && before.failures === 0
  if (!isSame) await run.deps.store.noteConnection(run.connection, run.error)
  run.deps.onChange?.()
}

export function outcomeOf(state: ConnectionState): DrainOutcome {
  switch (state.kind) {
    case 'idle':
    case 'sending':
      return { kind: 'drained' }
    case 'backing-off':
      return { kind: 'waiting', until: state.until }
    case 'blocked':
      return { kind: 'blocked', reason: state.reason }
  }
}
