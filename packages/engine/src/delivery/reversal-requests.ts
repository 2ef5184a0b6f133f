import { fail } from '@cyclecount/contract'
import { aboveLevel, adjustmentWorth, isAllowed, type ProposalId, type RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, requireAt, scopeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { rolesAt } from '../deciding/approval-levels.ts'
import { givenReason, type GivenReason } from '../deciding/given-reason.ts'
import { guardedLine, productClasses } from '../guardrails/guarded-line.ts'
import { guardrailsOf, rulesInForce } from '../guardrails/rule-versions.ts'
import { parseBasis } from '../reconcile/basis.ts'
import { findFacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import type { Body, Params, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { insertReversal, lockAccepted } from './reverse-proposal.ts'

/**
 * Asks that an accepted adjustment be taken back; nothing happens until somebody else approves it. Refuses: what is not accepted (`not-ready`),
 * what is reversed, about to be or asked for already (`already-decided`), a line that the person counted (`own-count`).
 */
export async function reverseProposal(
  ctx: EngineContext,
  actor: Actor,
  { proposalId }: Params<'reverseProposal'>,
  body: Body<'reverseProposal'>,
): Promise<Reply<'reverseProposal'>> {
  const { line } = await reachable(ctx, actor, proposalId)
  refuseOwnCount(actor, line)
  const reason = await givenReason(ctx, actor, body.reasonId)
  const requestId = ctx.newId<never>()
  await transact(ctx, async (tx) => {
    const accepted = await lockAccepted(tx, proposalId)
    if (await openRequest(tx, proposalId)) fail('already-decided', say('reversal.asked'))
    const at = ctx.now()
    await tx
      .insertInto('reversal_request')
      .values({
        request_id: requestId,
        org_id: actor.orgId,
        facility_id: line.facility_id,
        proposal_id: proposalId,
        reason_id: reason.reasonId,
        note: body.note,
        asked_by: actor.personId,
        asked_at: at,
        outcome: null,
        answer: null,
        answered_by: null,
        answered_at: null,
        reversal_id: null,
      })
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: line.facility_id,
        at,
        tag: 'proposal.reversal-asked',
        subjectKind: 'proposal',
        subjectId: proposalId,
        before: { documentId: accepted.document_id, deltaMilli: accepted.delta_milli },
        after: { requestId, reason: reason.code },
        reason: body.note,
      },
    ])
  })
  ctx.changed({ facilityId: line.facility_id })
  return { requestId }
}

/**
 * Approves what somebody else asked for: the reversal is proposed and delivered. Or declines it; who asked may do that too. Refuses to approve: one's own request, a
 * line that the person counted (`own-count`), and what is worth more than the person approves alone, which is for HQ (`not-ready`).
 */
export async function answerReversal(
  ctx: EngineContext,
  actor: Actor,
  { proposalId }: Params<'answerReversal'>,
  { outcome, note }: Body<'answerReversal'>,
): Promise<Reply<'answerReversal'>> {
  const { line, runId } = await reachable(ctx, actor, proposalId)
  const isForHq = outcome === 'approved' && (await isAbove(ctx, actor, line, runId, proposalId))
  const reversalId = await transact(ctx, async (tx) => {
    const accepted = await lockAccepted(tx, proposalId)
    const request = await openRequest(tx, proposalId)
    if (!request) return fail('not-ready', say('reversal.none'))
    const at = ctx.now()
    if (outcome === 'approved') {
      if (request.asked_by === actor.personId) fail('own-count', say('reversal.own'))
      refuseOwnCount(actor, line)
      if (isForHq) fail('not-ready', say('reversal.forHq'))
    }
    const reason: GivenReason = { reasonId: request.reason_id, code: request.code, label: request.label }
    const made =
      outcome === 'declined'
        ? null
        : await insertReversal(ctx, tx, accepted, {
            actor,
            askedBy: request.asked_by,
            reason,
            note: request.note,
          })
    await tx
      .updateTable('reversal_request')
      .set({
        outcome,
        answer: note,
        answered_by: actor.personId,
        answered_at: at,
        reversal_id: made,
      })
      .where('request_id', '=', request.request_id)
      .execute()
    if (made === null)
      await appendAudit(tx, causeOf(actor), [
        {
          facilityId: line.facility_id,
          at,
          tag: 'proposal.reversal-declined',
          subjectKind: 'proposal',
          subjectId: proposalId,
          before: { requestId: request.request_id, askedBy: request.asked_by },
          reason: note,
        },
      ])
    return made
  })
  ctx.changed({ facilityId: line.facility_id })
  return { proposalId: reversalId }
}

/** The line of a proposal at a facility where the person decides. */
async function reachable(
  ctx: EngineContext,
  actor: Actor,
  proposalId: ProposalId,
): Promise<{ readonly line: VarianceRow; readonly runId: RunId }> {
  const line = await ctx.db.read
    .selectFrom('proposed_actions as a')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'a.variance_id')
    .selectAll('v')
    .where('a.proposal_id', '=', proposalId)
    .where('a.org_id', '=', actor.orgId)
    .executeTakeFirst()
  const seen = scopeOf(actor, 'review')
  if (!line || (seen !== 'all' && !seen.includes(line.facility_id)))
    return fail('not-found', say('proposal.none'))
  requireAt(actor, 'decide', line.facility_id)
  return { line, runId: line.run_id }
}

function refuseOwnCount(actor: Actor, line: VarianceRow): void {
  if (parseBasis(line.basis).counters.includes(actor.personId)) fail('own-count', say('proposal.own'))
}

async function openRequest(tx: Tx, proposalId: ProposalId) {
  return tx
    .selectFrom('reversal_request as q')
    .innerJoin('decision_reason as r', 'r.reason_id', 'q.reason_id')
    .select(['q.request_id', 'q.asked_by', 'q.note', 'q.reason_id', 'r.code', 'r.label'])
    .where('q.proposal_id', '=', proposalId)
    .where('q.outcome', 'is', null)
    .executeTakeFirst()
}

/** Whether it is worth more than the person approves alone, and the person is not of HQ: who asked is the first of the two. */
async function isAbove(
  ctx: EngineContext,
  actor: Actor,
  line: VarianceRow,
  runId: RunId,
  proposalId: ProposalId,
): Promise<boolean> {
  if (isAllowed(actor.grants, 'accept-counts', line.facility_id)) return false
  const count = await findFacilityCount(ctx, runId)
  if (!count) return true
  const { delta_milli: deltaMilli } = await ctx.db.read
    .selectFrom('proposed_actions')
    .select('delta_milli')
    .where('proposal_id', '=', proposalId)
    .executeTakeFirstOrThrow()
  const { rules } = await rulesInForce(ctx.db.read, actor.orgId)
  const classes = await productClasses(ctx.db.read, [line.product_id])
  return (
    aboveLevel(guardrailsOf(rules).layers, rolesAt(actor, count), {
      scope: guardedLine(count, classes, line, parseBasis(line.basis)).scope,
      currency: line.currency,
      valueMicros: adjustmentWorth({
        costVarianceMicros: line.cost_variance_micros,
        unitCostMicros: line.unit_cost_micros,
        deltaMilli,
      }),
    }) !== null
  )
}
