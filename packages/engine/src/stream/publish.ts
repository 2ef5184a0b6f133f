import type { CloudEvent } from '@cyclecount/contract'
import type { OrgId } from '@cyclecount/domain'
import { startBeat, type Beat } from '../beat.ts'
import type { EngineContext } from '../context.ts'
import { toCloudEvent } from '../events/cloud-event.ts'
import { numberEvents } from '../events/number-events.ts'
import { transact } from '../transact.ts'

/** A stream that events are published to. */
export interface EventStream {
  /** Under which name it is remembered how far it is. */
  readonly name: string
  readonly showsCost: boolean
  /** Resolves when the stream holds all of them durably, each once by its id. */
  readonly publish: (events: readonly CloudEvent[]) => Promise<void>
}

const AT_ONCE = 200
const LEASE_MS = 60_000

/** Publishes in the background until it is stopped; of several processes one at a time. */
export function startStream(ctx: EngineContext, stream: EventStream): Beat {
  const owner = `${ctx.processName}:${ctx.newId()}`
  return startBeat(
    ctx,
    () => publishOnce(ctx, stream, owner),
    'the stream of events stopped short and goes on at the next beat',
  )
}

/** Publishes what is new, in order, and answers how many events that were. */
export async function publishOnce(ctx: EngineContext, stream: EventStream, owner: string): Promise<number> {
  await numberEvents(ctx)
  const heads = await ctx.db.read.selectFrom('event_head').select(['org_id', 'last_seq']).execute()
  let published = 0
  for (const { org_id: orgId, last_seq: last } of heads) {
    for (;;) {
      const from = await takeTurn(ctx, stream, orgId, owner)
      if (from === null || from >= last) break
      published += await publishSome(ctx, stream, { orgId, from, owner })
    }
  }
  return published
}

/** From where to go on; null where another process is at it. */
async function takeTurn(
  ctx: EngineContext,
  stream: EventStream,
  orgId: OrgId,
  owner: string,
): Promise<number | null> {
  return transact(ctx, async (tx) => {
    await tx
      .insertInto('event_stream')
      .values({ name: stream.name, org_id: orgId, published_through: 0, lease_owner: null, lease_until: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const taken = await tx
      .updateTable('event_stream')
      .set({ lease_owner: owner, lease_until: ctx.now() + LEASE_MS })
      .where('name', '=', stream.name)
      .where('org_id', '=', orgId)
      .where((eb) => eb.or([eb('lease_owner', '=', owner), eb('lease_until', '<=', ctx.now())]))
      .returning('published_through')
      .executeTakeFirst()
    return taken?.published_through ?? null
  })
}

async function publishSome(
  ctx: EngineContext,
  stream: EventStream,
  { orgId, from, owner }: { readonly orgId: OrgId; readonly from: number; readonly owner: string },
): Promise<number> {
  const rows = await ctx.db.read
    .selectFrom('events')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('seq', '>', from)
    .orderBy('seq')
    .limit(AT_ONCE)
    .execute()
  await stream.publish(rows.map((row) => toCloudEvent(row, stream.showsCost)))
  // Where this is not written any more, they are published again under the same ids, and the stream has them once.
  await transact(ctx, (tx) =>
    tx
      .updateTable('event_stream')
      .set({ published_through: rows.at(-1)?.seq ?? from })
      .where('name', '=', stream.name)
      .where('org_id', '=', orgId)
      .where('lease_owner', '=', owner)
      .execute(),
  )
  return rows.length
}
