import { domainEventTypes } from '@cyclecount/domain'
import * as z from 'zod/mini'
import { FacilityIdSchema, Instant, UuidText, WebhookIdSchema, nameText } from './ids.ts'

/** A CloudEvent 1.0 in its JSON form. `sequence` grows by one with each event of the company, and is as text in the order of the numbers. */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.enum(domainEventTypes),
  subject: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  sequence: z.string(),
  data: z.record(z.string(), z.unknown()),
})
export type CloudEvent = z.infer<typeof CloudEvent>

export const EventFeedQuery = z.object({
  cursor: z.optional(z.string()),
  limit: z.optional(z.string()),
})
/** `cursor` is where the next question goes on, whether there are events by now or later. */
export const EventFeed = z.object({ cursor: z.string(), more: z.boolean(), events: z.array(CloudEvent) })
export type EventFeed = z.infer<typeof EventFeed>

export const CreateWebhookBody = z.object({
  name: nameText(80),
  url: z.string().check(z.maxLength(2000), z.regex(/^https?:\/\/\S+$/, 'is not an http(s) address')),
  /** None: all. */
  types: z.array(z.enum(domainEventTypes)).check(z.maxLength(50)),
  facilityIds: z.array(FacilityIdSchema).check(z.minLength(1, 'names no facility'), z.maxLength(5000)),
  showsCost: z.boolean(),
})
/** `secret` is told this once. */
export const WebhookSecretReply = z.object({ webhookId: WebhookIdSchema, secret: z.string() })

const Webhook = z.object({
  webhookId: WebhookIdSchema,
  name: z.string(),
  url: z.string(),
  types: z.array(z.enum(domainEventTypes)),
  showsCost: z.boolean(),
  facilities: z.array(z.object({ facilityId: FacilityIdSchema, code: z.string(), name: z.string() })),
  /** `gone`: the receiver said that it wants no more. */
  status: z.enum(['active', 'paused', 'gone']),
  /** Until when the earlier secret signs beside the new one. */
  previousSecretUntil: z.nullable(Instant),
  waiting: z.int(),
  dead: z.int(),
  lastAttempt: z.nullable(
    z.object({ at: Instant, status: z.nullable(z.int()), message: z.string(), delivered: z.boolean() }),
  ),
  createdBy: z.string(),
  createdAt: Instant,
})
export const WebhookList = z.object({ webhooks: z.array(Webhook) })
export type WebhookList = z.infer<typeof WebhookList>

export const WebhookAttempts = z.object({
  attempts: z.array(
    z.object({
      eventId: UuidText,
      type: z.string(),
      at: Instant,
      tookMs: z.int(),
      status: z.nullable(z.int()),
      message: z.string(),
      delivered: z.boolean(),
    }),
  ),
})

export const PauseWebhookBody = z.object({ paused: z.boolean() })
/** `dead`: what was given up. `since`: everything that happened from then on, also what was delivered. */
export const ReplayWebhookBody = z.union([
  z.object({ what: z.literal('dead') }),
  z.object({ what: z.literal('since'), since: Instant }),
])
export const ReplayWebhookReply = z.object({ events: z.int() })
export const TestWebhookReply = z.object({
  delivered: z.boolean(),
  status: z.nullable(z.int()),
  message: z.string(),
  tookMs: z.int(),
})
