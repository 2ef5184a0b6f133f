import type { WebhookId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { numberEvents } from '../events/number-events.ts'
import { transact } from '../transact.ts'
import type { WebhookRow } from './attempt.ts'

const AT_ONCE = 500

/** Puts every event that is new since the last time before the webhooks that want it. Also a paused one's, which wait there. */
export async function fanOut(ctx: EngineContext): Promise<void> {
  await numberEvents(ctx)
  const behind = await ctx.db.read
    .selectFrom('webhook as w')
    .innerJoin('event_head as h', 'h.org_id', 'w.org_id')
    .select('w.webhook_id')
    .where('w.removed_at', 'is', null)
    .where('w.status', '!=', 'gone')
    .whereRef('w.told_through', '<', 'h.last_seq')
    .execute()
  for (const { webhook_id: webhookId } of behind) {
    while (await tellSome(ctx, webhookId));
  }
}

/** Answers whether there may be more. */
async function tellSome(ctx: EngineContext, webhookId: WebhookId): Promise<boolean> {
  return transact(ctx, async (tx) => {
    // The lock: another process sees what this one told.
    const webhook = await tx
      .updateTable('webhook')
      .set((eb) => ({ told_through: eb.ref('told_through') }))
      .where('webhook_id', '=', webhookId)
      .returningAll()
      .executeTakeFirst()
    if (!webhook) return false
    const rows = await tx
      .selectFrom('events')
      .select(['event_id', 'seq', 'type', 'facility_id'])
      .where('org_id', '=', webhook.org_id)
      .where('seq', '>', webhook.told_through)
      .orderBy('seq')
      .limit(AT_ONCE)
      .execute()
    const last = rows.at(-1)?.seq
    if (last === undefined || last === null) return false
    const wants = await wantedBy(tx, webhook)
    const now = ctx.now()
    const deliveries = rows.filter(wants).map((row) => ({
      webhook_id: webhookId,
      event_id: row.event_id,
      org_id: webhook.org_id,
      seq: row.seq ?? 0,
      state: 'waiting' as const,
      attempts: 0,
      next_at: now,
    }))
    if (deliveries.length > 0)
      await tx
        .insertInto('webhook_delivery')
        .values(deliveries)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    await tx.updateTable('webhook').set({ told_through: last }).where('webhook_id', '=', webhookId).execute()
    return rows.length === AT_ONCE
  })
}

/** Which events the webhook is told of. */
export async function wantedBy(
  tx: Tx,
  webhook: WebhookRow,
): Promise<(event: { readonly type: string; readonly facility_id: string }) => boolean> {
  const places = await tx
    .selectFrom('webhook_facility')
    .select('facility_id')
    .where('webhook_id', '=', webhook.webhook_id)
    .execute()
  const facilities = new Set<string>(places.map((row) => row.facility_id))
  const types = parseTypes(webhook.types)
  return ({ type, facility_id: facilityId }) =>
    facilities.has(facilityId) && (types.length === 0 || types.includes(type))
}

/** Written by `createWebhook` only. */
export function parseTypes(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[]
}
