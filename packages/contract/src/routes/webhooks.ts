import * as z from 'zod/mini'
import { WebhookIdSchema } from '../ids.ts'
import { ReasonBody } from '../people.ts'
import { route } from '../route.ts'
import {
  CreateWebhookBody,
  EventFeed,
  EventFeedQuery,
  PauseWebhookBody,
  ReplayWebhookBody,
  ReplayWebhookReply,
  TestWebhookReply,
  WebhookAttempts,
  WebhookList,
  WebhookSecretReply,
} from '../webhooks.ts'
import { done } from './params.ts'

const access = { by: 'person', capability: 'manage-integrations', facility: 'any' } as const
const params = z.object({ webhookId: WebhookIdSchema })

export const webhookRoutes = {
  eventFeed: route({
    method: 'GET',
    path: '/api/events',
    tag: 'machine endpoints',
    summary: 'The event ledger as CloudEvents, from a cursor on',
    access: { by: 'machine', scope: 'read-events' },
    query: EventFeedQuery,
    reply: EventFeed,
  }),
  listWebhooks: route({
    method: 'GET',
    path: '/api/webhooks',
    tag: 'webhooks',
    summary: 'Addresses that are told of events',
    access,
    reply: WebhookList,
  }),
  createWebhook: route({
    method: 'POST',
    path: '/api/webhooks',
    tag: 'webhooks',
    summary: 'Have an address told of events; the secret that signs them is told this once',
    access,
    body: CreateWebhookBody,
    reply: WebhookSecretReply,
    maxBytes: 262_144,
  }),
  webhookAttempts: route({
    method: 'GET',
    path: '/api/webhooks/:webhookId/attempts',
    tag: 'webhooks',
    summary: 'What came of the last sendings, newest first',
    access,
    params,
    reply: WebhookAttempts,
  }),
  testWebhook: route({
    method: 'POST',
    path: '/api/webhooks/:webhookId/test',
    tag: 'webhooks',
    summary: 'Send an event of type webhook.test now, and say what came of it',
    access,
    params,
    reply: TestWebhookReply,
  }),
  pauseWebhook: route({
    method: 'POST',
    path: '/api/webhooks/:webhookId/pause',
    tag: 'webhooks',
    summary: 'Hold its events back, or go on; none is lost',
    access,
    params,
    body: PauseWebhookBody,
    reply: done,
  }),
  rotateWebhookSecret: route({
    method: 'POST',
    path: '/api/webhooks/:webhookId/secret',
    tag: 'webhooks',
    summary: 'Make a new secret; for a day both sign',
    access,
    params,
    reply: WebhookSecretReply,
  }),
  replayWebhook: route({
    method: 'POST',
    path: '/api/webhooks/:webhookId/replay',
    tag: 'webhooks',
    summary: 'Send again what was given up, or everything since an instant',
    access,
    params,
    body: ReplayWebhookBody,
    reply: ReplayWebhookReply,
  }),
  removeWebhook: route({
    method: 'POST',
    path: '/api/webhooks/:webhookId/remove',
    tag: 'webhooks',
    summary: 'Tell the address no more',
    access,
    params,
    body: ReasonBody,
    reply: done,
  }),
} as const
