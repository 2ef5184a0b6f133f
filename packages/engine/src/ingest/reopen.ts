import { fail } from '@cyclecount/contract'
import { moveSession, type SessionId } from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { lockSession, moveTo } from './session.ts'
import { whyClosed } from './start.ts'
import { say } from '../words/say.ts'

/** Gives a submitted (or still submitting) session back to its counter, paused. What they capture from then on is in time. */
export async function reopenSession(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly sessionId: SessionId; readonly reason: string },
): Promise<{ done: true }> {
  const facilityId = await ctx.db.write(async (tx) => {
    const session = await lockSession(tx, input.sessionId)
    if (!session || session.orgId !== actor.orgId) fail('not-found', say('session.none'))
    requireAt(actor, 'decide', session.facilityId)
    if (session.userId === actor.personId) fail('own-count', say('session.reopenOwn'))
    const outcome = moveSession(session.state, 'reopen')
    if (outcome === 'refused') fail('not-ready', say('session.reopenNotSubmitted'))
    const closed = await whyClosed(tx, session)
    if (closed !== null) fail('closed', say('session.reopenClosed', { why: closed }))
    session.submitSeqs = null
    await moveTo(
      ctx,
      tx,
      session,
      outcome,
      { personId: actor.personId, deviceId: null },
      say('history.reopened', { reason: input.reason }),
    )
    return session.facilityId
  })
  ctx.changed({ facilityId })
  return { done: true }
}
