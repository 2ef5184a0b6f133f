import type { ComparedPosition } from '@cyclecount/backend-port'
import type { BackendId, LocationId } from '@cyclecount/domain'
import { internalIds } from '../company/external-ids.ts'
import type { EngineContext, Tx } from '../context.ts'
import { parseAdjustment } from '../delivery/payload.ts'
import { noteEvents } from '../events/note-events.ts'
import { proposalEvent } from '../events/proposal-events.ts'

export interface Requested {
  readonly type: 'adjustment.requested' | 'adjustment.inquired'
  readonly idempotencyKey: string
  readonly answerBy: number
}

/**
 * Tells the backend what is asked of it, in the words that outside systems know: SKU and bin, the difference and what it rests on, and where to
 * answer. An inquiry says the same once more and asks for nothing to be booked.
 */
export async function noteRequest(
  ctx: EngineContext,
  tx: Tx,
  { type, idempotencyKey, answerBy }: Requested,
): Promise<void> {
  const delivery = await tx
    .selectFrom('delivery')
    .select(['org_id', 'backend_id', 'proposal_id', 'payload'])
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirstOrThrow()
  const event = delivery.proposal_id === null ? null : await proposalEvent(tx, delivery.proposal_id)
  if (event === null) return
  const { reason, note, actor, countedAt, basis, among } = parseAdjustment(delivery.payload)
  const { status: _, documentId: __, message: ___, ...about } = event.data
  const data = {
    idempotencyKey,
    ...about,
    reason,
    note,
    actor,
    countedAt,
    basis,
    ...(among === undefined ? {} : { among: await withCodes(tx, delivery.backend_id, among) }),
    answerBy,
    answerTo: `/api/facilities/${event.facilityId}/adjustment-answers`,
  }
  await noteEvents(ctx, tx, delivery.org_id, [{ ...event, type, data }])
}

/** Bins by the codes on their labels instead of the backend's own ids. */
async function withCodes(
  tx: Tx,
  backendId: BackendId,
  among: readonly ComparedPosition[],
): Promise<readonly ComparedPosition[]> {
  const named = [...new Set(among.flatMap(({ location }) => location ?? []))]
  const ids = await internalIds<LocationId>(tx, backendId, 'location', named)
  const rows =
    ids.size === 0
      ? []
      : await tx
          .selectFrom('location')
          .select(['location_id', 'location_seq_id'])
          .where('location_id', 'in', [...ids.values()])
          .execute()
  const codes = new Map(rows.map((row) => [row.location_id, row.location_seq_id]))
  return among.map((position) => {
    const id = position.location === null ? undefined : ids.get(position.location)
    return { ...position, location: id === undefined ? null : (codes.get(id) ?? null) }
  })
}
