import { fail, type EventFeed } from '@cyclecount/contract'
import type { EngineContext } from '../context.ts'
import type { MachineActor } from '../machines/actor.ts'
import type { Query } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { sequenceText, toCloudEvent } from './cloud-event.ts'
import { numberEvents } from './number-events.ts'

const PAGE = 200
const LARGEST_PAGE = 1000

/** The ledger's events of the machine's facilities, after the cursor. The cursor goes on over what is not for the machine. */
export async function eventFeed(
  ctx: EngineContext,
  machine: MachineActor,
  query: Query<'eventFeed'>,
): Promise<EventFeed> {
  const after = afterOf(query.cursor)
  const limit = limitOf(query.limit)
  await numberEvents(ctx)
  const head = await ctx.db.read
    .selectFrom('event_head')
    .select('last_seq')
    .where('org_id', '=', machine.orgId)
    .executeTakeFirst()
  const through = Math.max(after, head?.last_seq ?? 0)
  const rows = await ctx.db.read
    .selectFrom('events')
    .selectAll()
    .where('org_id', '=', machine.orgId)
    .where('seq', '>', after)
    .where('seq', '<=', through)
    .where('facility_id', 'in', machine.facilities)
    .orderBy('seq')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const more = rows.length > limit
  return {
    cursor: sequenceText(more ? (page.at(-1)?.seq ?? through) : through),
    more,
    events: page.map((row) => toCloudEvent(row, machine.scopes.includes('see-cost'))),
  }
}

function afterOf(text: string | undefined): number {
  if (text === undefined) return 0
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text)))
    fail('bad-request', say('query.cursor'))
  return Number(text)
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? PAGE)
  if (Number.isInteger(limit) && limit >= 1 && limit <= LARGEST_PAGE) return limit
  return fail('bad-request', say('query.wrong'), [
    { path: 'query.limit', message: say('query.limit', { most: LARGEST_PAGE }) },
  ])
}
