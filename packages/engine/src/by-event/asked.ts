import type { ProposalId } from '@cyclecount/domain'
import type { AuditEntry } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import type { DeliveryRow } from '../delivery/deliver.ts'
import { noteRequest } from './request-event.ts'
import { termsOf } from './terms.ts'

/** Shows proposals as asked for; answers what the audit is to be told. One that was asked again is not told twice. */
export async function noteAsked(
  ctx: EngineContext,
  tx: Tx,
  deliveries: readonly DeliveryRow[],
): Promise<readonly AuditEntry[]> {
  const proposals = deliveries.flatMap(({ proposal_id: id }): ProposalId[] => (id === null ? [] : [id]))
  const rows = await tx
    .updateTable('proposed_actions')
    .set({ status_id: 'asked', settled_at: null })
    .where('proposal_id', 'in', proposals)
    .where('status_id', '=', 'pending')
    .returning(['proposal_id', 'facility_id'])
    .execute()
  return rows.map((row) => ({
    facilityId: row.facility_id,
    at: ctx.now(),
    tag: 'proposal.asked',
    subjectKind: 'proposal',
    subjectId: row.proposal_id,
    before: { status: 'pending' },
    after: { status: 'asked' },
  }))
}

/** Has those of the deliveries looked up that are answered by now. The rows have to be locked: written in the same transaction before. */
export async function takeUpAnswered(
  ctx: EngineContext,
  tx: Tx,
  deliveries: readonly DeliveryRow[],
): Promise<void> {
  const keys = deliveries.map((delivery) => delivery.idempotency_key)
  await tx
    .updateTable('delivery')
    .set({ state: 'waiting', next_at: ctx.now() })
    .where('state', '=', 'asked')
    .where('idempotency_key', 'in', keys)
    .where((eb) =>
      eb(
        'idempotency_key',
        'in',
        eb
          .selectFrom('adjustment_request')
          .select('idempotency_key')
          .where('idempotency_key', 'in', keys)
          .where('answer', 'is not', null),
      ),
    )
    .execute()
}

/**
 * Reminds the backend of a request that it has not answered: asks what became of it where it can be asked, else asks for the same once more,
 * under the same key. Nothing where none was published, or it is answered.
 */
export async function askAgain(ctx: EngineContext, tx: Tx, idempotencyKey: string): Promise<void> {
  const request = await tx
    .selectFrom('adjustment_request')
    .select(['facility_id', 'answer'])
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()
  if (request === undefined || request.answer !== null) return
  const terms = await termsOf(tx, request.facility_id)
  if (terms === null) return
  const answerBy = ctx.now() + terms.answer_within_ms
  await tx
    .updateTable('adjustment_request')
    .set({ asked_at: ctx.now(), answer_by: answerBy })
    .where('idempotency_key', '=', idempotencyKey)
    .execute()
  const type = terms.looks_up === 1 ? 'adjustment.inquired' : 'adjustment.requested'
  await noteRequest(ctx, tx, { type, idempotencyKey, answerBy })
}
