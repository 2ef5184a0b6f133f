import { MAX_EVENTS_PER_PUSH } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { ingestByHand } from '../ingest/push.ts'
import { facilityCount, refuseClosed } from '../reconcile/facility-count.ts'
import type { Reply } from '../reports/reply.ts'
import { waitingRecords, type WaitingRecord } from './waiting.ts'

/**
 * Reads what could not be understood again, as this server understands it now: after a fix of the server, a sign-in, or a product that
 * arrived since. What is understood stands in its own place in the log, as if it had been understood when it came. `onSubmitted` is
 * told of the run where a count was submitted by it.
 */
export async function readSetAsideAgain(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  onSubmitted: (runId: RunId) => void = () => undefined,
): Promise<Reply<'readSetAsideAgain'>> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  refuseClosed(count)
  const before = (await waitingRecords(ctx.db.read, count)).filter(isUnread)
  for (const batch of batchesOf(before)) {
    const [first] = batch
    if (!first) continue
    const { sessionId, deviceId, deviceSeq: fromSeq } = first
    const events = batch.map((record): unknown => JSON.parse(record.raw))
    await ingestByHand(ctx, { orgId: count.orgId, deviceId }, [{ sessionId, fromSeq, events }], onSubmitted)
  }
  const waiting = new Set((await waitingRecords(ctx.db.read, count)).map((record) => record.recordId))
  const left = before.filter((record) => waiting.has(record.recordId)).length
  const told = { understood: before.length - left, left }
  await ctx.db.write((tx) =>
    appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at: ctx.now(),
        tag: 'set-aside.read-again',
        subjectKind: 'run',
        subjectId: runId,
        before: { waiting: before.length },
        after: told,
      },
    ]),
  )
  return told
}

function isUnread(record: WaitingRecord): boolean {
  return record.clash === null
}

/** Records that stand in a row in one device's log of one session, at most as many as a push may hold. */
function batchesOf(records: readonly WaitingRecord[]): readonly (readonly WaitingRecord[])[] {
  const batches: WaitingRecord[][] = []
  let last: WaitingRecord | null = null
  for (const record of records) {
    const batch = batches.at(-1)
    const follows =
      last?.sessionId === record.sessionId &&
      last.deviceId === record.deviceId &&
      last.deviceSeq + 1 === record.deviceSeq
    if (batch && follows && batch.length < MAX_EVENTS_PER_PUSH) batch.push(record)
    else batches.push([record])
    last = record
  }
  return batches
}
