import { fail } from '@cyclecount/contract'
import { moveSession, type SessionId } from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { lockSession, moveTo } from './session.ts'
import { whyClosed } from './start.ts'

/** Gives a submitted (or still submitting) session back to its counter, paused. What they capture from then on is in time. */
export async function reopenSession(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly sessionId: SessionId; readonly reason: string },
): Promise<{ done: true }> {
  const facilityId = await ctx.db.write(async (tx) => {
    const session = await lockSession(tx, ctx.db.dialect, input.sessionId)
    if (!session || session.orgId !== actor.orgId) fail('not-found', 'There is no such count.')
    requireAt(actor, 'review', session.facilityId)
    if (session.userId === actor.personId) fail('own-count', 'Nobody reopens their own count.')
    const outcome = moveSession(session.state, 'reopen')
    if (outcome === 'refused') fail('not-ready', 'Only a submitted count can be given back.')
    const closed = await whyClosed(tx, session)
    if (closed !== null) fail('closed', `The count cannot be given back: ${closed}.`)
    session.submitSeqs = null
    await moveTo(
      ctx,
      tx,
      session,
      outcome,
      { personId: actor.personId, deviceId: null },
      `reopened: ${input.reason}`,
    )
    return session.facilityId
  })
  ctx.changed({ facilityId })
  return { done: true }
}
