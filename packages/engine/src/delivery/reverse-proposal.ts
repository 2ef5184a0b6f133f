import { fail } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { ProposalId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, requireAt, scopeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { givenReason, type GivenReason } from '../deciding/given-reason.ts'
import { noteProposals } from '../events/proposal-events.ts'
import { codeAtBackend } from '../reasons/backend-code.ts'
import { parseBasis } from '../reconcile/basis.ts'
import type { Body, Params, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { adjustmentPayload, parseAdjustment } from './payload.ts'

type Proposal = Schema['proposed_actions']

/**
 * Takes an accepted adjustment back: a proposal of its own, linked to it, with the opposite difference at the same place and as of the same
 * count, delivered like any other. The accepted one stays as it was. Refuses: what is not accepted (`not-ready`), what is reversed or
 * about to be (`already-decided`), a line that the person counted (`own-count`). A reversal can be reversed.
 */
export async function reverseProposal(
  ctx: EngineContext,
  actor: Actor,
  { proposalId }: Params<'reverseProposal'>,
  body: Body<'reverseProposal'>,
): Promise<Reply<'reverseProposal'>> {
  const found = await ctx.db.read
    .selectFrom('proposed_actions as a')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'a.variance_id')
    .select(['a.facility_id', 'v.basis'])
    .where('a.proposal_id', '=', proposalId)
    .where('a.org_id', '=', actor.orgId)
    .executeTakeFirst()
  const seen = scopeOf(actor, 'review')
  if (!found || (seen !== 'all' && !seen.includes(found.facility_id)))
    return fail('not-found', say('proposal.none'))
  requireAt(actor, 'decide', found.facility_id)
  if (parseBasis(found.basis).counters.includes(actor.personId)) fail('own-count', say('proposal.own'))
  const reason = await givenReason(ctx, actor, body.reasonId)
  const reversal = await transact(ctx, async (tx) => {
    const accepted = await lockAccepted(tx, proposalId)
    return insertReversal(ctx, tx, accepted, { actor, reason, note: body.note })
  })
  ctx.changed({ facilityId: found.facility_id })
  return { proposalId: reversal }
}

/** Locked by a write: of two people at once the second sees the reversal of the first. */
async function lockAccepted(tx: Tx, proposalId: ProposalId): Promise<Proposal> {
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
  readonly actor: Actor
  readonly reason: GivenReason
  readonly note: string
}

async function insertReversal(
  ctx: EngineContext,
  tx: Tx,
  accepted: Proposal,
  { actor, reason, note }: Reversing,
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
      after: { reversalId: proposalId, deltaMilli: -accepted.delta_milli },
      reason: note,
    },
  ])
  await noteProposals(ctx, tx, org_id, 'proposal.created', [proposalId])
  return proposalId
}
