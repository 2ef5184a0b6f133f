import { PROTOCOL_VERSION, type PushBody } from '@cyclecount/contract'
import { NO_CHAIN, chainStep, chainText, type SessionId } from '@cyclecount/domain'
import { judge, type Verdict } from './answer.ts'
import {
  maySend,
  transition,
  type BlockReason,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'
import { BATCH_LIMITS, cutBatch, doubled, halved, type BatchLimits } from './outbox.ts'
import {
  OUTBOX_LOCK,
  type Clock,
  type Lock,
  type OutboxSession,
  type OutboxStore,
  type SyncError,
  type Transport,
} from './ports.ts'

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
 * Rules OB1 to OB7.
 */
export async function drain(deps: DrainDeps, call: DrainCall): Promise<DrainOutcome> {
  const outcome = await deps.lock.hold(OUTBOX_LOCK, call.lock, () => drainHeld(deps, call))
  return outcome ?? { kind: 'elsewhere' }
}

/** What a drain remembers while it runs. */
interface Run {
  readonly deps: DrainDeps
  connection: ConnectionState
  error: SyncError | null
  limits: BatchLimits
  /** Sessions that got nowhere in this drain; they wait, the others go on (rule OB6). */
  readonly stuck: Set<SessionId>
}

async function drainHeld(deps: DrainDeps, { cause }: DrainCall): Promise<DrainOutcome> {
  const run: Run = {
    deps,
    connection: await deps.store.connection(),
    error: null,
    limits: BATCH_LIMITS,
    stuck: new Set(),
  }
  if (cause !== 'due') run.connection = transition(run.connection, { kind: cause })
  if (!maySend(run.connection, deps.clock.now())) return outcomeOf(run.connection)
  for (;;) {
    const waiting = await deps.store.waiting()
    const next = waiting.find((session) => !run.stuck.has(session.sessionId))
    if (!next) {
      await move(run, run.stuck.size === 0 ? { kind: 'drained' } : failed(run, null))
      return outcomeOf(run.connection)
    }
    if (!(await sendOnce(run, next))) return outcomeOf(run.connection)
  }
}

/** One batch of one session. False where this drain is over. */
async function sendOnce(run: Run, session: OutboxSession): Promise<boolean> {
  const { store } = run.deps
  const { deviceId, token } = await store.identity()
  if (token === null) return refuse(run, 'signed-out', 'This device is not enrolled yet. Sign in once.')
  if (run.connection.kind !== 'sending') await move(run, { kind: 'begin' })
  const fromSeq = session.acked + 1
  const stored = await store.read(session.sessionId, fromSeq, run.limits.count)
  const events = [...cutBatch(stored, run.limits)]
  if (events.length === 0) return setStuck(run, session, 'The scans that wait cannot be read on this device.')
  const before = await store.read(session.sessionId, 1, session.acked)
  const chainBefore = before.map(chainText).reduce(chainStep, NO_CHAIN)
  const body: PushBody = {
    protocol: PROTOCOL_VERSION,
    batchId: run.deps.newBatchId(),
    deviceId,
    appVersion: run.deps.appVersion,
    sessions: [{ sessionId: session.sessionId, fromSeq, chainBefore, events }],
  }
  const verdict = await send(run, body, token)
  switch (verdict.kind) {
    case 'acknowledged':
      return accept(run, session, verdict)
    case 'too-large':
      return shrink(run, session, events.length)
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
    const message = 'The server did not answer.'
    return { kind: 'failed', error: 'no-answer', message, retryAfterMs: null }
  }
}

async function accept(
  run: Run,
  session: OutboxSession,
  { reply, acks }: Verdict & { kind: 'acknowledged' },
): Promise<boolean> {
  const { store, clock } = run.deps
  const at = clock.now()
  const before = await store.identity()
  await store.acknowledge(acks, {
    incarnation: reply.incarnation,
    clockOffsetMs: reply.serverTime - at,
    at,
  })
  run.limits = doubled(run.limits)
  const ack = acks.find((candidate) => candidate.sessionId === session.sessionId)
  const sameServer = before.incarnation === null || before.incarnation === reply.incarnation
  // The same server that acknowledges no more than before would be asked for ever.
  if (sameServer && (ack === undefined || ack.ackedThrough === session.acked))
    return setStuck(run, session, 'The server keeps asking for scans it was sent.')
  await move(run, { kind: 'progress' })
  return true
}

async function shrink(run: Run, session: OutboxSession, sent: number): Promise<boolean> {
  const smaller = halved(run.limits, sent)
  if (smaller === null) return setStuck(run, session, 'The server finds one scan too large.')
  run.limits = smaller
  return true
}

function setStuck(run: Run, session: OutboxSession, message: string): boolean {
  run.stuck.add(session.sessionId)
  run.error = { kind: 'no-progress', message, at: run.deps.clock.now() }
  return true
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
  run.connection = transition(run.connection, event)
  await run.deps.store.noteConnection(run.connection, run.error)
  run.deps.onChange?.()
}

function outcomeOf(state: ConnectionState): DrainOutcome {
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
