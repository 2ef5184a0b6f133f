import { ProblemError, ScanEvent, type PushBody, type PushReply } from '@cyclecount/contract'
import { ingestPush, voidSession, type DeviceActor, type EngineContext } from '@cyclecount/engine'
import type { Parts } from '../parts.ts'
import type { SessionId } from '@cyclecount/domain'
import type { Plant } from './plant.ts'

/** Faults in how the server takes in what devices send. */
export const serverPlants: readonly Plant[] = [
  { name: 'acknowledged before the commit', within: 20, parts: intake(ackBeforeCommit) },
  {
    name: 'acknowledged past a gap',
    within: 100,
    parts: intake(async (ctx, device, body) => {
      const reply = await ingestPush(ctx, device, body)
      const reached = new Map(
        body.sessions.map(({ sessionId, fromSeq, events }) => [sessionId, fromSeq + events.length - 1]),
      )
      return withSessions(reply, (session) => ({
        ...session,
        ackedThrough: Math.max(session.ackedThrough, reached.get(session.sessionId) ?? 0),
      }))
    }),
  },
  {
    name: 'late scans are dropped',
    within: 150,
    parts: intake(async (ctx, device, body) => {
      const closed = await submittedOf(ctx)
      const sessions = body.sessions.map((session) =>
        closed.has(session.sessionId) ? { ...session, events: [] } : session,
      )
      const reply = await ingestPush(ctx, device, { ...body, sessions })
      return withSessions(reply, (session) => {
        const sent = body.sessions.find(({ sessionId }) => sessionId === session.sessionId)
        if (!sent || !closed.has(session.sessionId)) return session
        return { ...session, ackedThrough: sent.fromSeq + sent.events.length - 1 }
      })
    }),
  },
  {
    name: 'late scans are counted without anybody’s word',
    within: 150,
    parts: intake(async (ctx, device, body) => {
      const closed = [...(await submittedOf(ctx))]
      await setStates(ctx, closed, 'paused')
      const reply = await ingestPush(ctx, device, body)
      await setStates(ctx, closed, 'submitted')
      return withSessions(reply, (session) =>
        closed.includes(session.sessionId) ? { ...session, state: 'submitted' } : session,
      )
    }),
  },
  {
    name: 'a record that cannot be understood blocks the batch',
    within: 100,
    parts: intake(async (ctx, device, body) => {
      const records = body.sessions.flatMap(({ events }) => events)
      if (records.some((record) => !ScanEvent.safeParse(record).success))
        throw new ProblemError({ kind: 'bad-request', message: 'Not understood.', retryable: false } as never)
      return ingestPush(ctx, device, body)
    }),
  },
  {
    name: 'a batch that comes again is counted again',
    within: 50,
    parts: intake(async (ctx, device, body) => {
      const again: SessionId[] = []
      for (const { sessionId, fromSeq, events } of body.sessions) {
        const held = await ctx.db.read
          .selectFrom('session_device')
          .select('acked_through')
          .where('session_id', '=', sessionId)
          .where('device_id', '=', device.deviceId)
          .executeTakeFirst()
        if (events.length > 0 && held && held.acked_through >= fromSeq) again.push(sessionId)
      }
      const reply = await ingestPush(ctx, device, body)
      if (again.length > 0)
        await ctx.db.write((tx) =>
          tx
            .updateTable('inventory_count_import_item')
            .set((eb) => ({ quantity: eb('quantity', '+', 1000) }))
            .where('inventory_count_import_id', 'in', again)
            .where('status_id', '=', 'counted')
            .execute(),
        )
      return reply
    }),
  },
  { name: 'lines are counted after the log’s commit', within: 150, parts: intake(countLater) },
  {
    name: 'the server does not look at its logs when it starts',
    within: 400,
    parts: { checkLogs: () => Promise.resolve() },
  },
  {
    name: 'a count that is joined to another is taken away, and nothing of it added',
    within: 200,
    parts: {
      join: async (ctx, actor, { sessionId, into, reason }) => {
        await voidSession(ctx, actor, { sessionId, reason })
        await ctx.db.write((tx) =>
          tx
            .updateTable('inventory_count_import')
            .set({ joined_into: into })
            .where('inventory_count_import_id', '=', sessionId)
            .execute(),
        )
      },
    },
  },
]

type Ingest = (ctx: EngineContext, device: DeviceActor, body: PushBody) => Promise<PushReply>

function intake(ingest: Ingest): Pick<Parts, 'intake'> {
  return { intake: (ctx) => ({ push: (device, body) => ingest(ctx, device, body) }) }
}

class RolledBack extends Error {
  readonly outcome: unknown
  constructor(outcome: unknown) {
    super('rolled back')
    this.outcome = outcome
  }
}

/** Answers first, and writes when the answer is gone. */
async function ackBeforeCommit(...given: Parameters<Ingest>): Promise<PushReply> {
  const [ctx, device, body] = given
  const write: EngineContext['db']['write'] = async (work) => {
    try {
      return await ctx.db.write(async (tx) => {
        throw new RolledBack(await work(tx))
      })
    } catch (error) {
      // What the work answered, out of a transaction that never was.
      if (error instanceof RolledBack) return error.outcome as Awaited<ReturnType<typeof work>>
      throw error
    }
  }
  const reply = await ingestPush({ ...ctx, db: { ...ctx.db, write } }, device, body)
  setImmediate(() => void ingestPush(ctx, device, body).catch(() => null))
  return reply
}

/** Commits the log, and the lines in a transaction of their own. */
async function countLater(...given: Parameters<Ingest>): Promise<PushReply> {
  const [ctx] = given
  const before = await itemsOf(ctx)
  const reply = await ingestPush(...given)
  const after = await itemsOf(ctx)
  await putItems(ctx, before)
  await putItems(ctx, after)
  return reply
}

function itemsOf(ctx: EngineContext) {
  return ctx.db.read.selectFrom('inventory_count_import_item').selectAll().execute()
}

async function putItems(ctx: EngineContext, rows: Awaited<ReturnType<typeof itemsOf>>): Promise<void> {
  await ctx.db.write(async (tx) => {
    await tx.deleteFrom('inventory_count_import_item').execute()
    if (rows.length > 0) await tx.insertInto('inventory_count_import_item').values(rows).execute()
  })
}

async function submittedOf(ctx: EngineContext): Promise<ReadonlySet<SessionId>> {
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id as id')
    .where('status_id', '=', 'submitted')
    .execute()
  return new Set(rows.map((row) => row.id))
}

async function setStates(
  ctx: EngineContext,
  sessions: readonly SessionId[],
  state: 'paused' | 'submitted',
): Promise<void> {
  if (sessions.length === 0) return
  await ctx.db.write((tx) =>
    tx
      .updateTable('inventory_count_import')
      .set({ status_id: state })
      .where('inventory_count_import_id', 'in', sessions)
      .execute(),
  )
}

type AnsweredSession = PushReply['sessions'][number]

function withSessions(reply: PushReply, change: (session: AnsweredSession) => AnsweredSession): PushReply {
  return { ...reply, sessions: reply.sessions.map(change) }
}
