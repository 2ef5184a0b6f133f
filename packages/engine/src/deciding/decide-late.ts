import { fail } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { projectSession } from '../ingest/project.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import { keepSession, recordStatus, type Session } from '../ingest/session.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { facilityCount, lockFacilityCount, refuseClosed } from '../reconcile/facility-count.ts'
import type { Body } from '../reports/reply.ts'
import { reconcileAfter, sessionOfCount } from './match-code.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/**
 * Accepts or dismisses scans that arrived after submission, all or none. Accepted ones join the count, which is reconciled again: open
 * lines get a new version, decided ones are opened again in a new version that says so. Dismissed ones stay in the log.
 */
export async function decideLate(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'decideLate'>,
): Promise<{ readonly done: true }> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  await transact(ctx, async (tx) => {
    refuseClosed(await lockFacilityCount(tx, count))
    const session = await sessionOfCount(tx, count, body.sessionId)
    if (session.userId === actor.personId) {
      fail('own-count', say('late.own'))
    }
    if (body.accept && session.state === 'voided') {
      fail('not-ready', say('late.voided'))
    }
    await markDecided(tx, session, body)
    if (body.accept) {
      await projectSession(ctx, tx, session, 'all')
      // The log means something else now, also for who is reconciling at this moment.
      session.lastChangeSeq += 1
      await keepSession(tx, session)
      await requestReconcile(tx, ctx, count)
    }
    const by = { personId: actor.personId, deviceId: null }
    const verb = body.accept ? 'accepted' : 'dismissed'
    const key = body.reason === '' ? (`history.late.${verb}` as const) : (`history.late.${verb}Why` as const)
    const told = say(key, { n: body.scanIds.length, reason: body.reason })
    await recordStatus(ctx, tx, session, session.state, by, told)
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at: ctx.now(),
        tag: `late-scans.${verb}`,
        subjectKind: 'session',
        subjectId: session.sessionId,
        after: { scanIds: body.scanIds },
        ...(body.reason === '' ? {} : { reason: body.reason }),
      },
    ])
  })
  if (body.accept) await reconcileAfter(ctx, runId, causeOf(actor))
  ctx.changed({ facilityId: count.facilityId })
  return { done: true }
}

async function markDecided(tx: Tx, session: Session, body: Body<'decideLate'>): Promise<void> {
  const asked = [...new Set(body.scanIds)]
  let decided = 0
  for (const ids of chunksOf(asked, 500)) {
    const rows = await tx
      .updateTable('scan')
      .set({ late_state: body.accept ? 'accepted' : 'dismissed' })
      .where('scan_id', 'in', ids)
      .where('session_id', '=', session.sessionId)
      .where('late_state', '=', 'waiting')
      .returning('scan_id')
      .execute()
    decided += rows.length
  }
  if (decided < asked.length) {
    fail('changed-meanwhile', say('late.changed'))
  }
}
