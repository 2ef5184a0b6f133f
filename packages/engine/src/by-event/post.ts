import { createHash } from 'node:crypto'
import type { Adjustment, AskedBefore, EventPost } from '@cyclecount/backend-port'
import type { BackendId, FacilityId } from '@cyclecount/domain'
import { internalIdsOf } from '../company/external-ids.ts'
import type { EngineContext } from '../context.ts'
import { adjustmentPayload, parseAdjustment } from '../delivery/payload.ts'
import { transact } from '../transact.ts'
import { noteRequest } from './request-event.ts'
import { isByEvent, termsOf } from './terms.ts'

/** Publishes what the backend is asked for in the event ledger, from which webhooks, a stream and the feed tell it, and keeps what it answered. */
export function eventPost(ctx: EngineContext, backendId: BackendId): EventPost {
  return {
    isByEvent: async (facility) => {
      const ids = await internalIdsOf<FacilityId>(ctx, backendId, 'facility', [facility])
      const facilityId = ids.get(facility)
      return facilityId !== undefined && isByEvent(ctx.db.read, facilityId)
    },
    ask: (adjustment) => ask(ctx, adjustment),
    find: (_facility, idempotencyKey) => find(ctx, idempotencyKey),
  }
}

async function ask(ctx: EngineContext, adjustment: Adjustment): ReturnType<EventPost['ask']> {
  const { idempotencyKey } = adjustment
  const known = await find(ctx, idempotencyKey)
  const delivery = await ctx.db.read
    .selectFrom('delivery')
    .select(['facility_id', 'org_id'])
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()
  if (!delivery) return { kind: 'elsewhere' }
  const { facility_id: facilityId, org_id: orgId } = delivery
  // Most facilities do not work by events, and are not to wait for a transaction.
  if (known === null && !(await isByEvent(ctx.db.read, facilityId))) return { kind: 'elsewhere' }
  const hash = new Uint8Array(createHash('sha256').update(adjustmentPayload(adjustment)).digest())
  return transact(ctx, async (tx) => {
    const terms = await termsOf(tx, facilityId)
    if (terms === null) return { kind: 'elsewhere' }
    const answerBy = ctx.now() + terms.answer_within_ms
    // The first of two at once writes the row; the second finds it, or waits for it.
    const first = await tx
      .insertInto('adjustment_request')
      .values({
        idempotency_key: idempotencyKey,
        org_id: orgId,
        facility_id: facilityId,
        content_hash: hash,
        asked_at: ctx.now(),
        answer_by: answerBy,
        answer: null,
      })
      .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
      .returning('idempotency_key')
      .executeTakeFirst()
    if (!first) {
      const before = await tx
        .selectFrom('adjustment_request')
        .selectAll()
        .where('idempotency_key', '=', idempotencyKey)
        .executeTakeFirstOrThrow()
      if (Buffer.compare(before.content_hash, hash) !== 0) return { kind: 'other' }
      if (parseAnswer(before.answer)?.kind !== 'not-taken')
        return { kind: 'asked', answerBy: before.answer_by }
      await tx
        .updateTable('adjustment_request')
        .set({ asked_at: ctx.now(), answer_by: answerBy, answer: null })
        .where('idempotency_key', '=', idempotencyKey)
        .execute()
    }
    await noteRequest(ctx, tx, { type: 'adjustment.requested', idempotencyKey, answerBy })
    return { kind: 'asked', answerBy }
  })
}

async function find(ctx: EngineContext, idempotencyKey: string): Promise<AskedBefore | null> {
  const row = await ctx.db.read
    .selectFrom('adjustment_request as q')
    .innerJoin('delivery as d', 'd.idempotency_key', 'q.idempotency_key')
    .select(['q.answer', 'q.answer_by', 'd.payload'])
    .where('q.idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()
  if (!row) return null
  const { payload, answer, answer_by: answerBy } = row
  return { adjustment: parseAdjustment(payload), answerBy, answer: parseAnswer(answer) }
}

/** Written by `takeAnswer` only. */
export function parseAnswer(answer: string | null): AskedBefore['answer'] {
  return answer === null ? null : (JSON.parse(answer) as AskedBefore['answer'])
}
