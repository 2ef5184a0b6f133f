import { randomBytes } from 'node:crypto'
import { PROTOCOL_VERSION, ProblemError, fail } from '@cyclecount/contract'
import { timeOfId, uuidV7, type RunId, type ScanEvent, type ScanId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type Cause, type EngineContext, type Tx } from '../context.ts'
import { carryOn } from '../ingest/joined-log.ts'
import { projectSession } from '../ingest/project.ts'
import { eventToRow } from '../ingest/scan-row.ts'
import { keepSession, lockSession, takePlace, type Session } from '../ingest/session.ts'
import { nothingTouched } from '../ingest/touched.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import {
  facilityCount,
  lockFacilityCount,
  refuseClosed,
  type FacilityCount,
} from '../reconcile/facility-count.ts'
import { reconcileAgain } from '../reconcile/reconcile-run.ts'
import type { Body } from '../reports/reply.ts'
import { ensureServerDevice, takeServerPlace } from './server-device.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/**
 * Says which product a code of a session is, from a screen. It is one more event at the end of the session's log: nothing is rewritten,
 * its counts are folded again and open lines reconciled. Also for a code that was matched before: the newest meaning holds.
 */
export async function matchCode(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'matchCode'>,
): Promise<{ readonly done: true }> {
  const count = await facilityCount(ctx, actor, 'match-codes', runId)
  await transact(ctx, async (tx) => {
    refuseClosed(await lockFacilityCount(tx, count))
    const session = await sessionOfCount(tx, count, body.sessionId)
    await refuseUnknown(tx, session, body)
    const unit = await unitOf(tx, session, body)
    const event = await matchEvent(ctx, tx, actor, session, { ...body, unit })
    await tx
      .insertInto('scan')
      .values(
        eventToRow(event, {
          orgId: session.orgId,
          facilityId: session.facilityId,
          ...takePlace(session, event.scanId),
          receivedAt: ctx.now(),
          protocol: PROTOCOL_VERSION,
          lateState: null,
        }),
      )
      .execute()
    await projectSession(ctx, tx, session, { ...nothingTouched(), codes: new Set([body.codeKey]) })
    await keepSession(tx, session)
    await carryOn(ctx, tx, session)
    await requestReconcile(tx, ctx, count)
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at: ctx.now(),
        tag: 'code.matched',
        subjectKind: 'session',
        subjectId: session.sessionId,
        after: {
          codeKey: body.codeKey,
          productId: body.productId,
          packUnits: body.packUnits,
          scanId: event.scanId,
        },
      },
    ])
  })
  await reconcileAfter(ctx, runId, causeOf(actor))
  ctx.changed({ facilityId: count.facilityId })
  return { done: true }
}

/** The session, locked, where it belongs to the run's count. */
export async function sessionOfCount(
  tx: Tx,
  count: FacilityCount,
  sessionId: Session['sessionId'],
): Promise<Session> {
  const session = await lockSession(tx, sessionId)
  const isOfCount = session?.runId === count.runId && session.facilityId === count.facilityId
  return session && isOfCount ? session : fail('not-found', say('session.notOfRun'))
}

/** The change stands whether or not the backend can be read now; the variances then follow by the job that waits. */
export async function reconcileAfter(ctx: EngineContext, runId: RunId, cause: Cause): Promise<void> {
  try {
    await reconcileAgain(ctx, runId, cause)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    ctx.log.warn({ runId, reason: error.message }, 'not reconciled again after a change')
  }
}

async function refuseUnknown(tx: Tx, session: Session, body: Body<'matchCode'>): Promise<void> {
  const scanned = await tx
    .selectFrom('scan')
    .select('scan_id')
    .where('session_id', '=', session.sessionId)
    .where('code_key', '=', body.codeKey)
    .where('product_id', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!scanned) fail('not-found', say('code.none'))
}

/** The unit the product is kept in. */
async function unitOf(tx: Tx, session: Session, body: Body<'matchCode'>): Promise<string> {
  const product = await tx
    .selectFrom('product')
    .select('unit')
    .where('product_id', '=', body.productId)
    .where('org_id', '=', session.orgId)
    .executeTakeFirst()
  return product?.unit ?? fail('not-found', say('product.none'))
}

async function matchEvent(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  session: Session,
  body: Body<'matchCode'> & { readonly unit: string },
): Promise<Extract<ScanEvent, { readonly kind: 'match' }>> {
  const of = { orgId: session.orgId, personId: actor.personId, which: 'console' } as const
  const deviceId = await ensureServerDevice(ctx, tx, of)
  const scanId = await newestMatchId(ctx, tx, session, body.codeKey)
  const deviceSeq = await takeServerPlace(tx, session, deviceId, scanId)
  return {
    kind: 'match',
    scanId,
    sessionId: session.sessionId,
    deviceId,
    deviceSeq,
    userId: actor.personId,
    capturedAt: ctx.now(),
    clockOffsetMs: 0,
    appVersion: 'server',
    codeKey: body.codeKey,
    productId: body.productId,
    packUnits: body.packUnits,
    unit: body.unit,
  }
}

/** Of several meanings the largest id holds. A device whose clock runs ahead must not outlive the manager's word. */
async function newestMatchId(ctx: EngineContext, tx: Tx, session: Session, codeKey: string): Promise<ScanId> {
  const rows = await tx
    .selectFrom('scan')
    .select('scan_id')
    .where('session_id', '=', session.sessionId)
    .where('code_key', '=', codeKey)
    .where('kind', '=', 'match')
    .execute()
  const known = rows.map((row) => row.scan_id).toSorted()
  const newest = known.at(-1)
  const made = ctx.newId<ScanId>()
  if (newest === undefined || newest < made) return made
  return uuidV7<ScanId>(timeOfId(newest) + 1, randomBytes(10))
}
