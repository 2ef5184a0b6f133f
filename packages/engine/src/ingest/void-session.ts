import { fail } from '@cyclecount/contract'
import { moveSession, type Capability, type RunId, type Sentence, type SessionId } from '@cyclecount/domain'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { reconcileAfter, sessionOfCount } from '../deciding/match-code.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import { facilityCount, lockFacilityCount, refuseClosed } from '../reconcile/facility-count.ts'
import { transact } from '../transact.ts'
import { promoteWaiting } from './lifecycle.ts'
import { moveTo, type Session } from './session.ts'
import { say } from '../words/say.ts'

/**
 * Ends a count that nobody will finish or that is not wanted: what it counted leaves the figures, its scans stay in the log. Where
 * the run was compared with the books before, it is compared again. Answers the run, which may be ready now that nobody waits for
 * the session. Voiding a voided session changes nothing.
 */
export async function voidSession(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly sessionId: SessionId; readonly reason: string },
): Promise<{ readonly runId: RunId }> {
  return endSession(ctx, actor, 'decide', input.sessionId, (session) => {
    if (session.userId === actor.personId) fail('own-count', say('session.voidOwn'))
    return say('history.voided', { reason: input.reason })
  })
}

/** The same by its counter, who leaves out a count that was suspended because they were counting elsewhere (EXEC-1). */
export async function voidOwnSession(
  ctx: EngineContext,
  actor: Actor,
  sessionId: SessionId,
): Promise<{ readonly runId: RunId }> {
  return endSession(ctx, actor, 'count', sessionId, (session) => {
    if (session.userId !== actor.personId) fail('not-found', say('session.notYours'))
    if (session.state !== 'suspended' && session.state !== 'voided')
      fail('not-ready', say('session.voidRefused', { state: session.state }))
    return say('history.leftOut')
  })
}

async function endSession(
  ctx: EngineContext,
  actor: Actor,
  capability: Capability,
  sessionId: SessionId,
  allow: (session: Session) => Sentence,
): Promise<{ readonly runId: RunId }> {
  const known = await ctx.db.read
    .selectFrom('inventory_count_import')
    .select('run_id')
    .where('inventory_count_import_id', '=', sessionId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!known) return fail('not-found', say('session.none'))
  const count = await facilityCount(ctx, actor, capability, known.run_id)
  const changed = await transact(ctx, async (tx) => {
    refuseClosed(await lockFacilityCount(tx, count))
    const session = await sessionOfCount(tx, count, sessionId)
    const reason = allow(session)
    const before = session.state
    const outcome = moveSession(before, 'void')
    if (outcome === 'refused') return fail('not-ready', say('session.voidRefused', { state: before }))
    if (outcome === before) return false
    await moveTo(ctx, tx, session, outcome, { personId: actor.personId, deviceId: null }, reason)
    if (before === 'counting') await promoteWaiting(ctx, tx, session)
    await requestReconcile(tx, ctx, count)
    return true
  })
  if (changed) {
    ctx.changed({ facilityId: count.facilityId })
    await reconcileAfter(ctx, count.runId, causeOf(actor))
  }
  return { runId: count.runId }
}
