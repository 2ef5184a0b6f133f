import { fail } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { PersonId, ProposalId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import type { GivenReason } from '../deciding/given-reason.ts'
import { noteProposals } from '../events/proposal-events.ts'
import { codeAtBackend } from '../reasons/backend-code.ts'
import { say } from '../words/say.ts'
import { adjustmentPayload, parseAdjustment } from './payload.ts'

type Proposal = Schema['proposed_actions']

/** Locked by a write: of two people at once the second sees the reversal of the first. */
export async function lockAccepted(tx: Tx, proposalId: ProposalId): Promise<Proposal> {
  const accepted = await tx
    .updateTable('proposed_actions')
    .set((eb) => ({ status_id: eb.ref('status_id') }))
    .where('proposal_id', '=', proposalId)
    .where('status_id', '=', 'accepted')
    .returningAll()
    .executeTakeFirst()
  if (!accepted) return fail('not-ready', say('proposal.notAccepted'))
  const reversal = await tx
    .selectFrom('proposed_actions')
    .select('proposal_id')
    .where('reverses', '=', proposalId)
    .where('status_id', '!=', 'rejected')
    .executeTakeFirst()
  if (reversal) fail('already-decided', say('proposal.reversed'))
  return accepted
}

interface Reversing {
  /** Who approves it. */
  readonly actor: Actor
  readonly askedBy: PersonId
  readonly reason: GivenReason
  readonly note: string
}

/**
 * Proposes the opposite difference at the same place and as of the same count, linked to the accepted one, which stays as it was; delivered
 * like any other. A reversal can be reversed.
 */
export async function insertReversal(
  ctx: EngineContext,
  tx: Tx,
  accepted: Proposal,
  { actor, askedBy, reason, note }: Reversing,
): Promise<ProposalId> {
  const at = ctx.now()
  const proposalId = ctx.newId<ProposalId>()
  const idempotencyKey = `reversal:${proposalId}`
  const { payload, backend_id, org_id, facility_id } = await tx
    .selectFrom('delivery')
    .selectAll()
    .where('proposal_id', '=', accepted.proposal_id)
    .executeTakeFirstOrThrow()
  const before = parseAdjustment(payload)
  await tx
    .insertInto('proposed_actions')
    .values({
      ...accepted,
      proposal_id: proposalId,
      delta_milli: -accepted.delta_milli,
      idempotency_key: idempotencyKey,
      physical_inventory_id: proposalId,
      move_id: null,
      reverses: accepted.proposal_id,
      reversal_reason_id: reason.reasonId,
      status_id: 'pending',
      document_id: null,
      message: null,
      approved_by: actor.personId,
      approved_at: at,
      reason_note: note,
      created_at: at,
      settled_at: null,
    })
    .execute()
  await tx
    .insertInto('delivery')
    .values({
      delivery_id: ctx.newId(),
      org_id,
      backend_id,
      facility_id,
      kind: 'adjustment',
      proposal_id: proposalId,
      idempotency_key: idempotencyKey,
      payload: adjustmentPayload({
        ...before,
        idempotencyKey,
        deltaMilli: -before.deltaMilli,
        reason: await codeAtBackend(tx, backend_id, reason),
        note,
        actor: actor.personId,
        sourceRef: `${before.sourceRef} reversal:${proposalId}`,
        // The book shows what was counted, and is to show again what it did before.
        basis: {
          expectedMilli: before.basis.countedMilli,
          countedMilli: before.basis.expectedMilli,
          readAt: accepted.settled_at ?? at,
        },
      }),
      state: 'waiting',
      attempts: 0,
      next_at: at,
      last_message: null,
      created_at: at,
    })
    .execute()
  await appendAudit(tx, causeOf(actor), [
    {
      facilityId: facility_id,
      at,
      tag: 'proposal.reversed',
      subjectKind: 'proposal',
      subjectId: accepted.proposal_id,
      before: { documentId: accepted.document_id, deltaMilli: accepted.delta_milli },
      after: { reversalId: proposalId, deltaMilli: -accepted.delta_milli, askedBy },
      reason: note,
    },
  ])
  await noteProposals(ctx, tx, org_id, 'proposal.created', [proposalId])
  return proposalId
}
