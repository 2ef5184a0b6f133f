import type { Inbox, InboxItem } from '@cyclecount/contract'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { mentionsOf } from './mentions.ts'
import { MOST } from './thing.ts'
import { reversalsFor, secondApprovalsFor } from './second-person.ts'
import { approvalsFor, deliveriesFor, recountsFor, returnedTo, setAsideFor } from './waiting.ts'

/**
 * What needs the person, newest first. Nothing is kept of it but what they have seen: everything else is asked of what is there, so that what
 * somebody else settled is gone. No cost or value is in it.
 */
export async function inbox(ctx: EngineContext, actor: Actor): Promise<Inbox> {
  const kinds = await Promise.all([
    mentionsOf(ctx, actor),
    returnedTo(ctx, actor),
    recountsFor(ctx, actor),
    approvalsFor(ctx, actor),
    secondApprovalsFor(ctx, actor),
    reversalsFor(ctx, actor),
    deliveriesFor(ctx, actor),
    setAsideFor(ctx, actor),
  ])
  const waiting = kinds.flatMap((kind) => kind.slice(0, MOST)).toSorted((a, b) => b.at - a.at)
  const seen = await seenOf(ctx, actor)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    waiting.flatMap(({ personId }) => personId ?? []),
  )
  const items = waiting.map(({ personId, ...item }): InboxItem => ({
    ...item,
    person: personId === null ? null : nameOf(personId),
    unread: item.at > (seen.get(item.key) ?? 0),
  }))
  return {
    items,
    unread: items.filter(({ unread }) => unread).length,
    more: kinds.some((kind) => kind.length > MOST),
  }
}

async function seenOf(ctx: EngineContext, actor: Actor): Promise<ReadonlyMap<string, number>> {
  const rows = await ctx.db.read
    .selectFrom('inbox_seen')
    .select(['item', 'seen_at'])
    .where('person_id', '=', actor.personId)
    .where('org_id', '=', actor.orgId)
    .execute()
  return new Map(rows.map((row) => [row.item, row.seen_at]))
}
