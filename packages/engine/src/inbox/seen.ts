import type { Inbox } from '@cyclecount/contract'
import type { Actor, EngineContext } from '../context.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { inbox } from './inbox.ts'

/**
 * Notes that the person has seen these, as of when they were read. Only what is in their inbox is noted, and of what is in it no more any
 * longer nothing is kept.
 */
export async function seeInbox(
  ctx: EngineContext,
  actor: Actor,
  { items }: Body<'inboxSeen'>,
): Promise<Inbox> {
  const before = await inbox(ctx, actor)
  const seen = new Map(items.map(({ key, at }) => [key, at]))
  const fresh = before.items.filter(({ key, at, unread }) => unread && at <= (seen.get(key) ?? -1))
  if (fresh.length === 0) return before
  await transact(ctx, async (tx) => {
    await tx
      .deleteFrom('inbox_seen')
      .where('person_id', '=', actor.personId)
      .where((eb) =>
        eb.or([
          eb(
            'item',
            'in',
            fresh.map(({ key }) => key),
          ),
          ...(before.more
            ? []
            : [
                eb(
                  'item',
                  'not in',
                  before.items.map(({ key }) => key),
                ),
              ]),
        ]),
      )
      .execute()
    await tx
      .insertInto('inbox_seen')
      .values(
        fresh.map(({ key, at }) => ({
          person_id: actor.personId,
          item: key,
          org_id: actor.orgId,
          seen_at: at,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
  return inbox(ctx, actor)
}
