import type { EngineContext, Tx } from '../context.ts'
import { say } from '../words/say.ts'
import type { DeliveryRow } from './deliver.ts'

/**
 * Why the second half of a move is not offered: the half that takes off was not booked, and nothing is put where it was not taken from.
 * `rejected` for good; `held` until a person has both tried again; `behind` until the backend has answered the first. Null where it may go, and of whatever is no second half.
 */
export async function whyHeld(
  ctx: EngineContext,
  delivery: DeliveryRow,
): Promise<{ readonly kind: 'rejected' | 'held' | 'behind'; readonly message: string } | null> {
  const { after_proposal_id: first } = delivery
  if (first === null) return null
  const before = await ctx.db.read
    .selectFrom('proposed_actions')
    .select(['status_id', 'message'])
    .where('proposal_id', '=', first)
    .executeTakeFirst()
  if (before?.status_id === 'accepted') return null
  if (before?.status_id === 'asked') return { kind: 'behind', message: say('offset.behind') }
  if (before?.status_id === 'rejected')
    return { kind: 'rejected', message: say('offset.held', { why: before.message ?? '' }) }
  return { kind: 'held', message: say('offset.heldOpen') }
}

/** Takes up second halves whose first half has its answer. */
export async function letGoBehind(tx: Tx, at: number): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ state: 'waiting', next_at: at })
    .where('state', '=', 'behind')
    .where((eb) =>
      eb(
        'after_proposal_id',
        'not in',
        eb
          .selectFrom('proposed_actions')
          .select('proposal_id')
          .where('status_id', '=', 'asked')
          .whereRef('proposal_id', '=', 'delivery.after_proposal_id'),
      ),
    )
    .execute()
}
