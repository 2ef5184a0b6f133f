import type { Schema } from '@cyclecount/db'
import type { EngineContext } from '../context.ts'
import { secretsGoodNow } from '../secrets/good-now.ts'
import { ofWebhook } from '../secrets/sealed-for.ts'
import { say } from '../words/say.ts'
import type { SendWebhook, WebhookAnswer } from './sender.ts'
import { signedHeaders } from './sign.ts'

export type WebhookRow = Schema['webhook']

/** What came of one sending. */
export interface Sent {
  readonly delivered: boolean
  /** The receiver wants no more, ever. */
  readonly gone: boolean
  readonly status: number | null
  readonly message: string
  readonly tookMs: number
  readonly retryAfterMs: number
}

interface Message {
  readonly id: string
  readonly type: string
  readonly body: string
}

/** Sends it once, signed with every secret that is good now, and notes what came of it; unsigned nothing is sent. */
export async function attempt(
  ctx: EngineContext,
  send: SendWebhook,
  webhook: WebhookRow,
  { id, type, body }: Message,
): Promise<Sent> {
  const startedAt = ctx.now()
  const secrets = secretsGoodNow(ctx, webhook, ofWebhook(webhook.webhook_id))
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'Cyclecount',
    ...signedHeaders({ id, at: startedAt, body, secrets }),
  }
  const answer: WebhookAnswer =
    secrets.length === 0
      ? { kind: 'failed', message: say('secrets.unreadable') }
      : await send({ url: webhook.url, headers, body })
  const tookMs = Math.max(0, ctx.now() - startedAt)
  const sent: Sent =
    answer.kind === 'failed'
      ? { delivered: false, gone: false, status: null, message: answer.message, tookMs, retryAfterMs: 0 }
      : {
          delivered: answer.status >= 200 && answer.status < 300,
          gone: answer.status === 410,
          status: answer.status,
          message: wordsOf(answer.status),
          tookMs,
          retryAfterMs: answer.retryAfterMs,
        }
  await ctx.db.write((tx) =>
    tx
      .insertInto('webhook_attempt')
      .values({
        attempt_id: ctx.newId(),
        webhook_id: webhook.webhook_id,
        org_id: webhook.org_id,
        event_id: id,
        type,
        started_at: startedAt,
        took_ms: tookMs,
        status: sent.status,
        message: sent.message,
      })
      .execute(),
  )
  return sent
}

function wordsOf(status: number): string {
  if (status >= 200 && status < 300) return say('webhook.taken')
  if (status === 410) return say('webhook.gone')
  if (status >= 300 && status < 400) return say('webhook.redirect')
  return say('webhook.refused', { status })
}
