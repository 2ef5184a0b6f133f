import { fail, type ScanEvent } from '@cyclecount/contract'
import type { RunId, ScanId, SessionId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { reconcileAfter } from '../deciding/match-code.ts'
import { carryOn } from '../ingest/joined-log.ts'
import { projectSession } from '../ingest/project.ts'
import { keepSession, lockSession, recordStatus, type Session } from '../ingest/session.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import {
  facilityCount,
  lockFacilityCount,
  refuseClosed,
  type FacilityCount,
} from '../reconcile/facility-count.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { diagnose, type Diagnosis } from './diagnose.ts'
import { takeIn } from './take-in.ts'
import { waitingRecords, type WaitingRecord } from './waiting.ts'

type Resolution = Body<'resolveSetAside'>

/**
 * Counts records that were set aside, or leaves them out, all or none; what was decided so before stays as it is. Counted ones join
 * their session's log once, where its figures are fixed as late scans that are accepted; the run is then reconciled. Where the session
 * was joined to another, they follow there as everything else of it does. Records that
 * are left out stay in the database, and sent again they stay left out. Nobody decides records of their own count.
 */
export async function resolveSetAside(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Resolution,
): Promise<{ readonly done: true }> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  const isLate = await transact(ctx, async (tx) => {
    refuseClosed(await lockFacilityCount(tx, count))
    let late = false
    for (const records of (await recordsAsked(tx, count, body)).values())
      late = (await resolveOfSession(ctx, tx, { count, actor, body }, records)) || late
    if (late) await requestReconcile(tx, ctx, count)
    return late
  })
  if (isLate) await reconcileAfter(ctx, runId, causeOf(actor))
  ctx.changed({ facilityId: count.facilityId })
  return { done: true }
}

/** What of the records asked for still waits, by session. Fails where one was decided otherwise, or is none of this run. */
async function recordsAsked(
  tx: Tx,
  count: FacilityCount,
  body: Resolution,
): Promise<ReadonlyMap<SessionId, readonly WaitingRecord[]>> {
  const asked = new Set(body.recordIds)
  const waiting = (await waitingRecords(tx, count)).filter(({ recordId }) => asked.has(recordId))
  const found = new Set(waiting.map(({ recordId }) => recordId))
  const others = [...asked].filter((recordId) => !found.has(recordId))
  if (others.length > 0 && (await resolvedSo(tx, count, others, body.action)) < others.length)
    fail('changed-meanwhile', say('setAside.changed'))
  return Map.groupBy(waiting, ({ sessionId }) => sessionId)
}

async function resolvedSo(
  tx: Tx,
  count: FacilityCount,
  ids: readonly string[],
  action: Resolution['action'],
): Promise<number> {
  const unread = await tx
    .selectFrom('scan_quarantine')
    .select('quarantine_id')
    .where('quarantine_id', 'in', ids)
    .where('org_id', '=', count.orgId)
    .where('resolution', '=', action)
    .execute()
  const clashes = await tx
    .selectFrom('scan_conflict')
    .select('conflict_id')
    .where('conflict_id', 'in', ids)
    .where('org_id', '=', count.orgId)
    .where('resolution', '=', action)
    .execute()
  return unread.length + clashes.length
}

interface Deciding {
  readonly count: FacilityCount
  readonly actor: Actor
  readonly body: Resolution
}

/** Whether figures changed that a reconciliation has used. */
async function resolveOfSession(
  ctx: EngineContext,
  tx: Tx,
  deciding: Deciding,
  records: readonly WaitingRecord[],
): Promise<boolean> {
  const { actor, body, count } = deciding
  const [first] = records
  if (!first) return false
  const session = await lockSession(tx, first.sessionId)
  if (session?.userId === actor.personId) fail('own-count', say('setAside.own'))
  const taken = new Map<string, { readonly scanId: ScanId; readonly event: ScanEvent }>()
  if (body.action === 'count') {
    for (const { record, event } of await countable(tx, deciding, session, records)) {
      if (!session) continue
      if (event.userId === actor.personId) fail('own-count', say('setAside.own'))
      const scanId = await takeIn(ctx, tx, session, actor.personId, event)
      taken.set(record.recordId, { scanId, event })
    }
  }
  await markResolved(ctx, tx, deciding, records)
  if (session) {
    const by = { personId: actor.personId, deviceId: null }
    const key = body.action === 'count' ? 'setAside.counted' : 'setAside.leftOut'
    const told = say(key, { n: records.length, reason: body.reason })
    await recordStatus(ctx, tx, session, session.state, by, told)
    if (taken.size > 0) {
      await projectSession(ctx, tx, session, 'all')
      await keepSession(tx, session)
      await carryOn(ctx, tx, session)
    }
  }
  await appendAudit(
    tx,
    causeOf(actor),
    records.map((record) => ({
      facilityId: count.facilityId,
      at: ctx.now(),
      tag: body.action === 'count' ? 'set-aside.counted' : 'set-aside.left-out',
      subjectKind: 'session',
      subjectId: record.sessionId,
      before: { recordId: record.recordId, deviceId: record.deviceId, deviceSeq: record.deviceSeq },
      after: factsOf(taken.get(record.recordId)),
      reason: body.reason,
    })),
  )
  return taken.size > 0 && session?.state === 'submitted'
}

async function countable(
  tx: Tx,
  { count, body }: Deciding,
  session: Session | null,
  records: readonly WaitingRecord[],
): Promise<readonly { readonly record: WaitingRecord; readonly event: ScanEvent }[]> {
  const found: { record: WaitingRecord; event: ScanEvent }[] = []
  const faults: { path: string; message: NonNullable<Diagnosis['notCountable']> }[] = []
  for (const ofDevice of Map.groupBy(records, ({ deviceId }) => deviceId).values()) {
    const diagnoses = await diagnose(tx, count, session, ofDevice)
    for (const [index, record] of ofDevice.entries()) {
      const { countable: event = null, notCountable = null } = diagnoses[index] ?? {}
      if (event !== null) found.push({ record, event })
      else if (notCountable !== null)
        faults.push({
          path: `body.recordIds.${body.recordIds.indexOf(record.recordId)}`,
          message: notCountable,
        })
    }
  }
  if (faults.length > 0) fail('not-ready', say('setAside.notCountable'), faults)
  return found
}

async function markResolved(
  ctx: EngineContext,
  tx: Tx,
  { actor, body }: Deciding,
  records: readonly WaitingRecord[],
): Promise<void> {
  const resolved = { resolved_at: ctx.now(), resolved_by: actor.personId, resolution: body.action }
  const clashes = records.filter(({ clash }) => clash !== null).map(({ recordId }) => recordId)
  const unread = records.filter(({ clash }) => clash === null).map(({ recordId }) => recordId)
  if (unread.length > 0)
    await tx.updateTable('scan_quarantine').set(resolved).where('quarantine_id', 'in', unread).execute()
  if (clashes.length > 0)
    await tx.updateTable('scan_conflict').set(resolved).where('conflict_id', 'in', clashes).execute()
}

/** What the auditor is told of an event that counts by now; null where the record was left out. */
function factsOf(taken: { readonly scanId: ScanId; readonly event: ScanEvent } | undefined) {
  if (!taken) return null
  const { kind, userId, capturedAt } = taken.event
  const what =
    'quantityMilli' in taken.event
      ? { code: taken.event.code, productId: taken.event.productId, quantityMilli: taken.event.quantityMilli }
      : {}
  return { scanId: taken.scanId, kind, userId, capturedAt, ...what }
}
