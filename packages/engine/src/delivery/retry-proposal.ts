import { fail } from '@cyclecount/contract'
import type { ProposalId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { askAgain } from '../by-event/asked.ts'
import { causeOf, requireAt, scopeOf, type Actor, type EngineContext } from '../context.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/**
 * Takes a failed proposal up again, or asks a backend anew that has not answered. What became of the earlier tries is looked up first, so
 * nothing happens twice.
 */
export async function retryProposal(
  ctx: EngineContext,
  actor: Actor,
  proposalId: ProposalId,
): Promise<{ readonly done: true }> {
  const proposal = await ctx.db.read
    .selectFrom('proposed_actions')
    .select(['facility_id', 'status_id'])
    .where('proposal_id', '=', proposalId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  const seen = scopeOf(actor, 'review')
  if (!proposal || (seen !== 'all' && !seen.includes(proposal.facility_id))) {
    return fail('not-found', say('proposal.none'))
  }
  const { facility_id: facilityId } = proposal
  requireAt(actor, 'decide', facilityId)
  const { status_id: before } = proposal
  if (before !== 'failed' && before !== 'asked') fail('not-ready', say('proposal.notFailed'))
  const after = before === 'asked' ? 'asked' : 'pending'
  await transact(ctx, async (tx) => {
    const at = ctx.now()
    const again = await tx
      .updateTable('proposed_actions')
      .set({ status_id: after, message: null, settled_at: null })
      .where('proposal_id', '=', proposalId)
      .where('status_id', '=', before)
      .returning('proposal_id')
      .executeTakeFirst()
    if (!again) fail('not-ready', say('proposal.notFailed'))
    const { delivery_id: deliveryId, idempotency_key: key } = await tx
      .updateTable('delivery')
      .set({ state: 'waiting', attempts: 0, next_at: at })
      .where('proposal_id', '=', proposalId)
      .returning(['delivery_id', 'idempotency_key'])
      .executeTakeFirstOrThrow()
    await askAgain(ctx, tx, key)
    const { last } = await tx
      .selectFrom('delivery_attempt')
      .select((eb) => eb.fn.max('started_at').as('last'))
      .where('delivery_id', '=', deliveryId)
      .executeTakeFirstOrThrow()
    // An attempt whose outcome is unknown is what makes the worker look up before it offers anything.
    await tx
      .insertInto('delivery_attempt')
      .values({
        attempt_id: ctx.newId(),
        delivery_id: deliveryId,
        org_id: actor.orgId,
        fencing_token: 0,
        action: 'look-up',
        started_at: Math.max(at, (last ?? 0) + 1),
        finished_at: at,
        outcome: 'unknown',
        message: say('proposal.askedAgain'),
      })
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId,
        at,
        tag: 'proposal.retried',
        subjectKind: 'proposal',
        subjectId: proposalId,
        before: { status: before },
        after: { status: after },
      },
    ])
  })
  ctx.changed({ facilityId })
  return { done: true }
}
