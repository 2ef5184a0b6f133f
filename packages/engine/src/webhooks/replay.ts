import type { WebhookId } from '@cyclecount/domain'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { numberEvents } from '../events/number-events.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { attempt } from './attempt.ts'
import { wantedBy } from './fan-out.ts'
import { auditWebhook, webhookOf } from './manage.ts'
import type { SendWebhook } from './sender.ts'

/** Has events sent again, under their own ids, by which receivers know those they have. */
export async function replayWebhook(
  ctx: EngineContext,
  actor: Actor,
  webhookId: WebhookId,
  body: Body<'replayWebhook'>,
): Promise<Reply<'replayWebhook'>> {
  const webhook = await webhookOf(ctx, actor, webhookId)
  if (body.what === 'since') await numberEvents(ctx)
  return transact(ctx, async (tx) => {
    const again = { state: 'waiting' as const, attempts: 0, next_at: ctx.now() }
    let events = 0
    if (body.what === 'dead') {
      const { numUpdatedRows } = await tx
        .updateTable('webhook_delivery')
        .set(again)
        .where('webhook_id', '=', webhookId)
        .where('state', '=', 'dead')
        .executeTakeFirstOrThrow()
      events = Number(numUpdatedRows)
    } else {
      const wants = await wantedBy(tx, webhook)
      const rows = await tx
        .selectFrom('events')
        .select(['event_id', 'seq', 'type', 'facility_id'])
        .where('org_id', '=', webhook.org_id)
        .where('seq', 'is not', null)
        .where('occurred_at', '>=', body.since)
        .orderBy('seq')
        .execute()
      const wanted = rows.filter(wants)
      for (const some of chunksOf(wanted, 300))
        await tx
          .insertInto('webhook_delivery')
          .values(
            some.map((row) => ({
              webhook_id: webhookId,
              event_id: row.event_id,
              org_id: webhook.org_id,
              seq: row.seq ?? 0,
              ...again,
            })),
          )
          .onConflict((conflict) => conflict.columns(['webhook_id', 'event_id']).doUpdateSet(again))
          .execute()
      events = wanted.length
    }
    await auditWebhook(ctx, tx, causeOf(actor), webhookId, {
      tag: 'webhook.replayed',
      after: { ...body, events },
    })
    return { events }
  })
}

/** Sends an event that nothing stands behind, at once, and says what came of it. */
export async function testWebhook(
  ctx: EngineContext,
  actor: Actor,
  webhookId: WebhookId,
  send: SendWebhook,
): Promise<Reply<'testWebhook'>> {
  const webhook = await webhookOf(ctx, actor, webhookId)
  const id = ctx.newId()
  const type = 'webhook.test'
  const body = JSON.stringify({
    specversion: '1.0',
    id,
    source: `/orgs/${webhook.org_id}`,
    type,
    subject: `webhook/${webhookId}`,
    time: new Date(ctx.now()).toISOString(),
    datacontenttype: 'application/json',
    data: { message: say('webhook.test') },
  })
  const { delivered, status, message, tookMs } = await attempt(ctx, send, webhook, { id, type, body })
  return { delivered, status, message, tookMs }
}
