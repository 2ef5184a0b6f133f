import {
  createWebhook,
  eventFeed,
  listWebhooks,
  pauseWebhook,
  removeWebhook,
  replayWebhook,
  rotateSecret,
  testWebhook,
  webhookAttempts,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const webhooks: Some<
  | 'eventFeed'
  | 'listWebhooks'
  | 'createWebhook'
  | 'webhookAttempts'
  | 'testWebhook'
  | 'pauseWebhook'
  | 'rotateWebhookSecret'
  | 'replayWebhook'
  | 'removeWebhook'
> = {
  eventFeed: (ctx, { actor, query }) => eventFeed(ctx.engine, actor, query),
  listWebhooks: (ctx, { actor }) => listWebhooks(ctx.engine, actor),
  createWebhook: (ctx, { actor, body }) => createWebhook(ctx.engine, actor, body),
  webhookAttempts: (ctx, { actor, params }) => webhookAttempts(ctx.engine, actor, params.webhookId),
  testWebhook: (ctx, { actor, params }) => testWebhook(ctx.engine, actor, params.webhookId, ctx.sendWebhook),
  pauseWebhook: (ctx, { actor, params, body }) =>
    pauseWebhook(ctx.engine, actor, params.webhookId, body.paused),
  rotateWebhookSecret: (ctx, { actor, params }) => rotateSecret(ctx.engine, actor, params.webhookId),
  replayWebhook: (ctx, { actor, params, body }) => replayWebhook(ctx.engine, actor, params.webhookId, body),
  removeWebhook: (ctx, { actor, params, body }) =>
    removeWebhook(ctx.engine, actor, { webhookId: params.webhookId, reason: body.reason }),
}
