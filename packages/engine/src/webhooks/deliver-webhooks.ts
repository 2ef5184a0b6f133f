import type { WebhookId } from '@cyclecount/domain'
import { startBeat, type Beat } from '../beat.ts'
import type { EngineContext } from '../context.ts'
import { toCloudEvent } from '../events/cloud-event.ts'
import { attempt, type Sent, type WebhookRow } from './attempt.ts'
import { fanOut } from './fan-out.ts'
import { auditWebhook } from './manage.ts'
import type { SendWebhook } from './sender.ts'

/** Waits after each failure, in ms: twelve tries within some four days, as Standard Webhooks advises. */
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const WAITS = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
  24 * HOUR,
]
/** A receiver cannot have itself forgotten. */
const LONGEST_WAIT = 24 * HOUR
/** Longer than any sending takes: who took an event and died is followed by another after it. */
const CLAIM_MS = 2 * MINUTE
/** Of one webhook before others have a turn again. */
const IN_A_ROW = 50

export interface Webhooks {
  readonly send: SendWebhook
  /** In [0, 1): spreads the waits. */
  readonly random: () => number
}

/**
 * Delivers in the background until it is stopped, each webhook by itself: one that is slow keeps nobody waiting but itself. Any number of
 * processes may do so on one database. Receivers get each event at least once, under one id.
 */
export function startWebhooks(ctx: EngineContext, webhooks: Webhooks): Beat {
  const underWay = new Map<WebhookId, Promise<unknown>>()
  const state = { isStopped: false }
  const beat = startBeat(
    ctx,
    async () => {
      await fanOut(ctx)
      for (const webhookId of await dueWebhooks(ctx)) {
        if (underWay.has(webhookId) || state.isStopped) continue
        const going = deliverTo(ctx, webhooks, webhookId, () => state.isStopped)
          .catch((error: unknown) =>
            ctx.log.error(
              { webhookId, error: String(error) },
              'a webhook stopped short and goes on at the next beat',
            ),
          )
          .finally(() => underWay.delete(webhookId))
        underWay.set(webhookId, going)
      }
    },
    'webhooks stopped short and go on at the next beat',
  )
  return {
    wake: beat.wake,
    stop: async () => {
      state.isStopped = true
      await beat.stop()
      await Promise.all(underWay.values())
    },
  }
}

/** Everything that is due, once: for tests. Answers how many sendings there were. */
export async function deliverWebhooksOnce(ctx: EngineContext, webhooks: Webhooks): Promise<number> {
  await fanOut(ctx)
  const sent = await Promise.all(
    (await dueWebhooks(ctx)).map((webhookId) => deliverTo(ctx, webhooks, webhookId, () => false)),
  )
  return sent.reduce((sum, each) => sum + each, 0)
}

async function dueWebhooks(ctx: EngineContext): Promise<readonly WebhookId[]> {
  const rows = await ctx.db.read
    .selectFrom('webhook_delivery as d')
    .innerJoin('webhook as w', 'w.webhook_id', 'd.webhook_id')
    .select('d.webhook_id')
    .distinct()
    .where('d.state', '=', 'waiting')
    .where('d.next_at', '<=', ctx.now())
    .where('w.status', '=', 'active')
    .where('w.removed_at', 'is', null)
    .execute()
  return rows.map((row) => row.webhook_id)
}

async function deliverTo(
  ctx: EngineContext,
  webhooks: Webhooks,
  webhookId: WebhookId,
  isStopped: () => boolean,
): Promise<number> {
  let sent = 0
  while (sent < IN_A_ROW && !isStopped()) {
    const claimed = await claimNext(ctx, webhookId)
    if (claimed === null) break
    const { webhook, event, attempts } = claimed
    const body = JSON.stringify(toCloudEvent(event, webhook.shows_cost === 1))
    const came = await attempt(ctx, webhooks.send, webhook, { id: event.event_id, type: event.type, body })
    sent += 1
    await settle(ctx, webhooks, webhook, { eventId: event.event_id, attempts, came })
  }
  return sent
}

/** The next that is due, put off for so long that nobody else sends it meanwhile. */
async function claimNext(ctx: EngineContext, webhookId: WebhookId) {
  return ctx.db.write(async (tx) => {
    const now = ctx.now()
    const webhook = await tx
      .selectFrom('webhook')
      .selectAll()
      .where('webhook_id', '=', webhookId)
      .where('status', '=', 'active')
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    const due = await tx
      .selectFrom('webhook_delivery')
      .select('event_id')
      .where('webhook_id', '=', webhookId)
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst()
    if (!webhook || !due) return null
    const claimed = await tx
      .updateTable('webhook_delivery')
      .set((eb) => ({ next_at: now + CLAIM_MS, attempts: eb('attempts', '+', 1) }))
      .where('webhook_id', '=', webhookId)
      .where('event_id', '=', due.event_id)
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now)
      .returning('attempts')
      .executeTakeFirst()
    if (!claimed) return null
    const event = await tx
      .selectFrom('events')
      .selectAll()
      .where('event_id', '=', due.event_id)
      .executeTakeFirstOrThrow()
    return { webhook, event, attempts: claimed.attempts }
  })
}

async function settle(
  ctx: EngineContext,
  { random }: Webhooks,
  webhook: WebhookRow,
  made: { readonly eventId: string; readonly attempts: number; readonly came: Sent },
): Promise<void> {
  const { eventId, attempts, came } = made
  const wait = WAITS[attempts - 1]
  await ctx.db.write(async (tx) => {
    await tx
      .updateTable('webhook_delivery')
      .set(
        came.delivered
          ? { state: 'done' }
          : wait === undefined || came.gone
            ? { state: 'dead' }
            : { next_at: ctx.now() + waitMs(wait, came.retryAfterMs, random()) },
      )
      .where('webhook_id', '=', webhook.webhook_id)
      .where('event_id', '=', eventId)
      .execute()
    if (!came.gone) return
    const { org_id: orgId, webhook_id: webhookId, status } = webhook
    await tx.updateTable('webhook').set({ status: 'gone' }).where('webhook_id', '=', webhookId).execute()
    // The receiver said so: nobody of ours.
    await auditWebhook(ctx, tx, { orgId, personId: null, deviceId: null }, webhookId, {
      tag: 'webhook.gone',
      before: { status },
      after: { status: 'gone' },
    })
  })
}

/** A fifth more or less, and never less than the receiver asked for. */
function waitMs(wait: number, askedMs: number, random: number): number {
  return Math.round(Math.max(Math.min(askedMs, LONGEST_WAIT), wait * (0.8 + 0.4 * random)))
}
