import { createHmac } from 'node:crypto'
import type { Adjustment, FinalAnswer } from '@cyclecount/backend-port'
import type { EventLine } from '@cyclecount/backend-port/testing'
import { eventPost } from '../by-event/post.ts'
import { takeAnswer } from '../by-event/take-answer.ts'
import type { EngineContext } from '../context.ts'
import { parseAdjustment } from '../delivery/payload.ts'
import type { Ends } from './adapter-day.ts'

/** The product's own line: what it published and was not answered, and the door through which answers come in, signed. */
export function lineOf(
  ctx: EngineContext,
  ends: () => Pick<Ends, 'backendId' | 'facilityId' | 'secret'>,
): EventLine {
  return {
    post: {
      isByEvent: (facility) => eventPost(ctx, ends().backendId).isByEvent(facility),
      ask: (adjustment) => eventPost(ctx, ends().backendId).ask(adjustment),
      find: (facility, key) => eventPost(ctx, ends().backendId).find(facility, key),
    },
    unanswered: async (): Promise<readonly Adjustment[]> => {
      const rows = await ctx.db.read
        .selectFrom('adjustment_request as q')
        .innerJoin('delivery as d', 'd.idempotency_key', 'q.idempotency_key')
        .select('d.payload')
        .where('q.answer', 'is', null)
        .orderBy('d.delivery_id')
        .execute()
      return rows.map(({ payload }) => parseAdjustment(payload))
    },
    answer: async (idempotencyKey, answer) => {
      const { facilityId, secret } = ends()
      await takeAnswer(ctx, facilityId, signed(ctx, secret, messageOf(idempotencyKey, answer)))
    },
  }
}

function messageOf(idempotencyKey: string, answer: FinalAnswer): unknown {
  const { kind, message } = answer
  const booked =
    kind === 'accepted'
      ? {
          documentId: answer.documentId,
          ...(answer.onHandAfterMilli === null ? {} : { onHandAfterMilli: answer.onHandAfterMilli }),
        }
      : {}
  return {
    specversion: '1.0',
    id: idempotencyKey,
    source: '/backend',
    type: `adjustment.${kind}`,
    data: { idempotencyKey, message, ...booked },
  }
}

function signed(ctx: EngineContext, secret: string, message: unknown) {
  const id = ctx.newId()
  const timestamp = String(Math.floor(ctx.now() / 1000))
  const text = JSON.stringify(message)
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')
  return { id, timestamp, signature: `v1,${signature}`, text }
}
