import { fail, type PushBody, type PushReply } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { CompiledQuery } from 'kysely'
import { serverIncarnation } from '../company/identity.ts'
import type { EngineContext, Tx } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { ingestAll, type PushOutcome } from './ingest-all.ts'
import { createBacklogTurns, PLACES, type BacklogTurns } from './backlog-turn.ts'
import { createLineUp, isForeground, type Group } from './line-up.ts'
import { createPace } from './pace.ts'
import { admitPush, ingestDurably, replyTo, retrying, tellOf } from './push.ts'
import { say } from '../words/say.ts'

/** Takes pushes in, many at once, and holds back more than it can. */
export interface Intake {
  /** As `ingestPush`; fails with `busy` where too much waits already. */
  readonly push: (device: DeviceActor, body: PushBody) => Promise<PushReply>
  /** Resolves when what was let in has been answered. */
  readonly close: () => Promise<void>
}

/** Events that may wait, and fewer where they are taken in slowly. Who comes later is told to come again. */
const MOST_WAITING = 100_000
/** SQLite has one transaction at a time. */
const SHARING = { any: 1, foreground: 0 }
/** PostgreSQL shares its commits by itself, where several wait for them. What is scanned now does not wait for a lane of backlogs. */
const APART = { any: PLACES.length, foreground: 1 }

interface Waiting {
  readonly weight: number
  readonly device: DeviceActor
  readonly body: PushBody
  readonly resolve: (reply: PushReply) => void
  readonly reject: (error: unknown) => void
}

/**
 * On SQLite, whose transactions go one after the other, what waits is taken in together and shares one commit to the disk; each push is a
 * savepoint, so that one that fails takes nobody with it, and each is answered after the commit. On PostgreSQL each push has its own
 * transaction, several at once (docs/decisions/0014, 0024). What somebody is scanning now goes before backlogs, and devices take turns.
 */
export function createIntake(
  ctx: EngineContext,
  options: {
    readonly onSubmitted?: (runId: RunId) => void
    readonly mostWaiting?: number
    readonly turns?: BacklogTurns
  } = {},
): Intake {
  const { onSubmitted = () => undefined, mostWaiting = MOST_WAITING, turns = createBacklogTurns() } = options
  const line = createLineUp<Waiting>()
  const isSharing = ctx.db.dialect === 'sqlite'
  const takeIn = isSharing ? together : apart(turns)
  const lanes = isSharing ? SHARING : APART
  const pace = createPace(lanes.any)
  const running = new Set<Promise<void>>()
  const busy = { any: 0, foreground: 0 }

  async function run(lane: keyof typeof busy): Promise<void> {
    await aTurn()
    for (;;) {
      const group = line.group(lane === 'any' ? undefined : lane)
      const first = group.next()
      if (first === null) break
      const began = ctx.now()
      const weight = await takeIn(ctx, first, group, onSubmitted)
      pace.served(weight, ctx.now() - began)
      await aTurn()
    }
    // At once, not when somebody hears of it: who comes in between would wait for nobody.
    busy[lane] -= 1
  }

  function wake(lane: keyof typeof busy): boolean {
    if (busy[lane] === lanes[lane]) return false
    busy[lane] += 1
    const going = run(lane).finally(() => running.delete(going))
    running.add(going)
    return true
  }

  return {
    push: async (device, body) => {
      admitPush(device, body)
      const weight = body.sessions.reduce((sum, { events }) => sum + events.length, 1)
      const isNow = isForeground(weight)
      // What is scanned now goes first, and does not wait for what is before it.
      const most = isNow ? mostWaiting : Math.min(mostWaiting, pace.bearable())
      if (line.weight() > 0 && line.weight() + weight > most) fail('busy', say('scans.busy'))
      const { promise, resolve, reject } = Promise.withResolvers<PushReply>()
      line.add(device.deviceId, weight, { weight, device, body, resolve, reject })
      if (!wake('any') && isNow) wake('foreground')
      return promise
    },
    close: async () => {
      await Promise.all(running)
    },
  }
}

type OnSubmitted = (runId: RunId) => void
/** Answers how many events it took in, well or not. */
type TakeIn = (
  ctx: EngineContext,
  first: Waiting,
  group: Group<Waiting>,
  onSubmitted: OnSubmitted,
) => Promise<number>

/** A turn of the event loop lets in who came meanwhile, and answers who asks for something else. */
function aTurn(): Promise<void> {
  return new Promise(setImmediate)
}

async function together(
  ctx: EngineContext,
  first: Waiting,
  group: Group<Waiting>,
  onSubmitted: OnSubmitted,
): Promise<number> {
  const taken = [first]
  const done = new Map<Waiting, PushOutcome>()
  try {
    const incarnation = await serverIncarnation(ctx)
    await ctx.db.write(async (tx) => {
      for (let waiting: Waiting | null = first; waiting !== null; waiting = group.next()) {
        if (waiting !== first) taken.push(waiting)
        const outcome = await inSavepoint(ctx, tx, waiting)
        if (outcome !== null) done.set(waiting, outcome)
        await aTurn()
      }
    })
    tellOf(ctx, [...done.values()], onSubmitted)
    for (const [{ body, resolve }, outcome] of done) resolve(replyTo(ctx, body, incarnation, outcome))
  } catch (error) {
    // The transaction is gone, and with it what everybody sent; nobody was answered yet.
    for (const { reject } of taken) reject(error)
  }
  return taken.reduce((sum, { weight }) => sum + weight, 0)
}

const savepoint = CompiledQuery.raw('savepoint push')
const release = CompiledQuery.raw('release savepoint push')
const rollback = CompiledQuery.raw('rollback to savepoint push')

/** Null where the push failed and was told so; what it did is undone. */
async function inSavepoint(
  ctx: EngineContext,
  tx: Tx,
  { device, body, reject }: Waiting,
): Promise<PushOutcome | null> {
  try {
    return await retrying(async (carefully) => {
      await tx.executeQuery(savepoint)
      try {
        const outcome = await ingestAll(ctx, tx, device, body, carefully)
        await tx.executeQuery(release)
        return outcome
      } catch (error) {
        await undo(tx, error)
        throw error
      }
    })
  } catch (error) {
    if (error instanceof TransactionLost) throw error.cause
    reject(error)
    return null
  }
}

/** What undid the whole transaction, as a full disk does, and not this push alone. */
class TransactionLost extends Error {
  override readonly name = 'TransactionLost'
}

async function undo(tx: Tx, cause: unknown): Promise<void> {
  try {
    await tx.executeQuery(rollback)
    await tx.executeQuery(release)
  } catch {
    throw new TransactionLost('the transaction is gone', { cause })
  }
}

/** Each in a transaction of its own, where backlogs take turns with those of other processes. */
function apart(turns: BacklogTurns): TakeIn {
  return (ctx, first, _, onSubmitted) => {
    if (isForeground(first.weight)) return alone(ctx, first, onSubmitted)
    return turns.with((wait) => alone(ctx, first, onSubmitted, wait))
  }
}

async function alone(
  ctx: EngineContext,
  { weight, device, body, resolve, reject }: Waiting,
  onSubmitted: OnSubmitted,
  wait?: (tx: Tx) => Promise<void>,
): Promise<number> {
  try {
    const incarnation = await serverIncarnation(ctx)
    const outcome = await ingestDurably(ctx, device, body, wait)
    tellOf(ctx, [outcome], onSubmitted)
    resolve(replyTo(ctx, body, incarnation, outcome))
  } catch (error) {
    reject(error)
  }
  return weight
}
