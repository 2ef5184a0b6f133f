import type { OrgId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { transact } from '../transact.ts'

const AT_ONCE = 500

/**
 * Gives events that have none their numbers: one after the other per company, without gaps, in the order of their ids. Who gives numbers is
 * alone; an event that is committed later gets a later number, so that who has read up to a number has read all there ever is up to it.
 */
export async function numberEvents(ctx: EngineContext): Promise<number> {
  const waiting = await ctx.db.read
    .selectFrom('events')
    .select('org_id')
    .distinct()
    .where('seq', 'is', null)
    .execute()
  let numbered = 0
  for (const { org_id: orgId } of waiting) {
    for (let some = AT_ONCE; some === AT_ONCE; numbered += some) some = await numberSome(ctx, orgId)
  }
  return numbered
}

async function numberSome(ctx: EngineContext, orgId: OrgId): Promise<number> {
  return transact(ctx, async (tx) => {
    // The lock: held until these numbers are committed.
    const head = await tx
      .insertInto('event_head')
      .values({ org_id: orgId, last_seq: 0 })
      .onConflict((conflict) =>
        conflict.column('org_id').doUpdateSet((eb) => ({ last_seq: eb.ref('event_head.last_seq') })),
      )
      .returning('last_seq')
      .executeTakeFirstOrThrow()
    const rows = await tx
      .selectFrom('events')
      .select('event_id')
      .where('org_id', '=', orgId)
      .where('seq', 'is', null)
      .orderBy('event_id')
      .limit(AT_ONCE)
      .execute()
    const numbered = rows.map((row, index) => ({ ...row, seq: head.last_seq + index + 1 }))
    await ctx.db.rows.update(tx, 'events', ['seq'], numbered)
    await tx
      .updateTable('event_head')
      .set({ last_seq: head.last_seq + rows.length })
      .where('org_id', '=', orgId)
      .execute()
    return rows.length
  })
}
