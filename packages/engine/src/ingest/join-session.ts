import { fail } from '@cyclecount/contract'
import type { Capability, RunId, Sentence, SessionId } from '@cyclecount/domain'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { reconcileAfter, sessionOfCount } from '../deciding/match-code.ts'
import {
  facilityCount,
  lockFacilityCount,
  refuseClosed,
  type FacilityCount,
} from '../reconcile/facility-count.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { carryOver } from './joined-log.ts'
import { promoteWaiting } from './lifecycle.ts'
import { moveTo, type Session } from './session.ts'

interface Join {
  readonly sessionId: SessionId
  readonly into: SessionId
}

/** A manager adds a count of an area to another one of it. See `join`. */
export async function joinSession(
  ctx: EngineContext,
  actor: Actor,
  input: Join & { readonly reason: string },
): Promise<{ readonly runId: RunId }> {
  return join(ctx, actor, 'decide', input, (session) => {
    if (session.userId === actor.personId) fail('own-count', say('session.joinOwn'))
    return say('history.joinedWhy', { reason: input.reason })
  })
}

/** A counter adds one of their own counts of an area to another of them, as where both were begun offline (EXEC-1). See `join`. */
export async function joinOwnSession(
  ctx: EngineContext,
  actor: Actor,
  input: Join,
): Promise<{ readonly runId: RunId }> {
  return join(ctx, actor, 'count', input, (session, target) => {
    const isOwn = session.userId === actor.personId && target.userId === actor.personId
    if (!isOwn) fail('not-found', say('session.notYours'))
    return say('history.joined')
  })
}

/**
 * What the session counted counts in the other one from now on, once: its events are copied into the other's log and it is voided
 * itself; what its devices still send follows. In a count that was submitted they are late scans. Joining it to the same one again
 * changes nothing. Fails with `not-ready` where one of the two is voided, they are not of one area in one round, or late scans of
 * the session wait for a decision.
 */
async function join(
  ctx: EngineContext,
  actor: Actor,
  capability: Capability,
  { sessionId, into }: Join,
  allow: (session: Session, target: Session) => Sentence,
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
    const { session, target } = await bothLocked(tx, count, { sessionId, into })
    const reason = allow(session, target)
    if (session.joinedInto === target.sessionId) return false
    await refuseUnfit(tx, session, target)
    const before = session.state
    session.joinedInto = target.sessionId
    await tx
      .updateTable('inventory_count_import')
      .set({ joined_into: target.sessionId })
      .where('inventory_count_import_id', '=', sessionId)
      .execute()
    await moveTo(ctx, tx, session, 'voided', { personId: actor.personId, deviceId: null }, reason)
    await carryOver(ctx, tx, session, target)
    if (before === 'counting') await promoteWaiting(ctx, tx, session)
    return true
  })
  if (changed) {
    ctx.changed({ facilityId: count.facilityId })
    await reconcileAfter(ctx, count.runId, causeOf(actor))
  }
  return { runId: count.runId }
}

/** In the order of their ids, as everybody locks several. */
async function bothLocked(
  tx: Tx,
  count: FacilityCount,
  { sessionId, into }: Join,
): Promise<{ readonly session: Session; readonly target: Session }> {
  if (sessionId < into) {
    const session = await sessionOfCount(tx, count, sessionId)
    return { session, target: await sessionOfCount(tx, count, into) }
  }
  const target = await sessionOfCount(tx, count, into)
  return { target, session: await sessionOfCount(tx, count, sessionId) }
}

async function refuseUnfit(tx: Tx, session: Session, target: Session): Promise<void> {
  if (session.state === 'voided' || target.state === 'voided') fail('not-ready', say('session.joinVoided'))
  const isOneArea = session.areaId === target.areaId && session.round === target.round
  if (session.sessionId === target.sessionId || !isOneArea) fail('not-ready', say('session.joinOtherArea'))
  const late = await tx
    .selectFrom('scan')
    .select('scan_id')
    .where('session_id', '=', session.sessionId)
    .where('late_state', '=', 'waiting')
    .limit(1)
    .executeTakeFirst()
  if (late) fail('not-ready', say('session.joinLate'))
}
