import { inbox as inboxOf, seeInbox } from '@cyclecount/engine'
import type { Some } from '../handler.ts'
import { watch } from '../live/watch.ts'

/** Of all that happens at a facility little concerns an inbox: it is looked at less often than a run that is being followed. */
const PACE = { settleMs: 2000, lookAgainMs: 20_000 }

export const inbox: Some<'inbox' | 'inboxLive' | 'inboxSeen'> = {
  inbox: (ctx, { actor }) => inboxOf(ctx.engine, actor),
  inboxLive: (ctx, { actor, signal }) =>
    watch(ctx, signal, {
      places: () => Promise.resolve(placesOf(actor.grants)),
      look: () => inboxOf(ctx.engine, actor),
      sameWhen: (seen) => JSON.stringify(seen),
      ...PACE,
    }),
  inboxSeen: (ctx, { actor, body }) => seeInbox(ctx.engine, actor, body),
}

/** Where something may happen that concerns who has these grants. */
function placesOf(grants: Parameters<typeof inboxOf>[1]['grants']) {
  const held = grants.map(({ facilityId }) => facilityId)
  return held.includes(null) ? 'all' : held.flatMap((facilityId) => facilityId ?? [])
}
