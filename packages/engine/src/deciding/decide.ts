import { fail } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { wantRecount } from '../guardrails/verdicts.ts'
import {
  facilityCount,
  lockFacilityCount,
  refuseClosed,
  type FacilityCount,
} from '../reconcile/facility-count.ts'
import { reconcileAgain } from '../reconcile/reconcile-run.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { levelLines } from './approval-levels.ts'
import { approveFirst } from './approve-first.ts'
import { insertDecisions, type Decided } from './decision-rows.ts'
import { givenReason, type GivenReason } from './given-reason.ts'
import { adjustedElsewhere } from './other-runs.ts'
import { insertProposals } from './propose.ts'
import { isCountOf, isUnknownCode, linesToDecide, refuseLines, type LineToDecide } from './seen-lines.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/**
 * Decides lines as the person saw them, all or none. Before lines are approved the run is reconciled once more unless the book was read
 * within the last minute, so that nothing is proposed that the book no longer lacks (`busy` where it cannot be read now). Approved lines become proposals and wait for delivery
 * in the same transaction. What is worth more than the person approves alone is approved first only, and waits for HQ. Refuses: what needs a note and has none (`bad-request`: a rejection, what is worth more
 * than the person approves alone, what is approved without a recount that the rules want), a line that has another version by now (`changed-meanwhile`), one that is decided (`already-decided`; of two people at
 * once one wins), one the person counted (`own-count`), an unknown code, a position that another run adjusts or one that the rules want recounted
 * first to be approved (`not-ready`; of the last the person may say why not) or that waits for HQ, a run that is closed.
 */
export function decide(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'decide'>,
): Promise<Reply<'decide'>> {
  return decideLines(ctx, actor, runId, body, null)
}

/** Where the lines are decided as one move: what names it, and what is looked at before. */
export interface AsMove {
  readonly moveId: string
  readonly check: (tx: Tx, count: FacilityCount, rows: readonly VarianceRow[]) => Promise<void>
}

/** The same, also of two lines as one move. */
export async function decideLines(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'decide'>,
  move: AsMove | null,
): Promise<Reply<'decide'>> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  const reason = await givenReason(ctx, actor, body.reasonId)
  if (body.outcome === 'rejected') refuseSilence(body, 'line.whyRejected')
  if (body.withoutRecount === true) refuseSilence(body, 'line.whyNoRecount')
  // What the person saw may have been overtaken by a sale booked late or by another run; then its line has another version now.
  // Where the count wins, what moved until now is what the book is put back by.
  const isOld = body.precedence === 'count-wins' || !isFresh(ctx, count)
  if (body.outcome === 'approved' && isOld) await reconcileAgain(ctx, runId, causeOf(actor))
  const reply = await transact(ctx, async (tx) => {
    refuseClosed(await lockFacilityCount(tx, count))
    const lines = await linesToDecide(tx, count, body.lines)
    refuseLines('own-count', 'line.own', lines.filter(isCountOf(actor.personId)))
    if (body.outcome === 'approved') {
      refuseLines('not-ready', 'line.unknownCode', lines.filter(isUnknownCode))
      refuseLines('not-ready', 'line.elsewhere', await adjustedElsewhere(tx, count, lines))
      if (body.withoutRecount !== true)
        refuseLines('not-ready', 'line.recountFirst', await wantRecount(tx, lines))
    }
    await move?.check(
      tx,
      count,
      lines.map(({ row }) => row),
    )
    return write(ctx, tx, { actor, count, reason, body, lines, moveId: move?.moveId ?? null })
  })
  ctx.changed({ facilityId: count.facilityId })
  return reply
}

/** Who approves page after page does not wait for the whole book before each: a read of a large one takes about as long (ADR 0034). */
const FRESH_MS = 60_000

function isFresh(ctx: EngineContext, { reconciledAt }: FacilityCount): boolean {
  return reconciledAt !== null && ctx.now() - reconciledAt < FRESH_MS
}

interface Deciding {
  readonly actor: Actor
  readonly count: FacilityCount
  readonly reason: GivenReason
  readonly body: Body<'decide'>
  readonly lines: readonly LineToDecide[]
  readonly moveId: string | null
}

/** Where a reason out of a list does not say enough, a note does. */
function refuseSilence(
  { note }: Body<'decide'>,
  why: 'line.whyNoRecount' | 'line.whyRejected' | 'line.whyAbove',
): void {
  if (note.trim() !== '') return
  fail('bad-request', say(why), [{ path: 'body.note', message: say('line.note.fault') }])
}

async function write(ctx: EngineContext, tx: Tx, deciding: Deciding): Promise<Reply<'decide'>> {
  const { actor, count, reason, body, lines, moveId } = deciding
  const at = ctx.now()
  const precedence = body.precedence ?? 'difference-wins'
  const levelled =
    body.outcome === 'approved'
      ? await levelLines(tx, { actor, count, precedence, moveId }, lines)
      : { alone: lines, first: [], isAbove: false, ruleVersion: '' }
  const { ruleVersion } = levelled
  if (levelled.isAbove) refuseSilence(body, 'line.whyAbove')
  await approveFirst(
    ctx,
    tx,
    { actor, count, reason, note: body.note, precedence, moveId, ruleVersion },
    levelled.first,
  )
  const by = { personId: actor.personId, ruleVersion: null }
  const decided: readonly Decided[] = levelled.alone.map((line) => ({ ...line, decisionId: ctx.newId() }))
  const made = { by, count, reason, at, precedence, moveId, note: body.note }
  await insertDecisions(ctx, tx, { ...made, outcome: body.outcome }, decided)
  const approved = body.outcome === 'approved' ? decided : []
  const proposals = await insertProposals(ctx, tx, made, approved)
  await appendAudit(
    tx,
    causeOf(actor),
    decided.map(({ row, basis, decisionId }): AuditEntry => ({
      facilityId: count.facilityId,
      at,
      tag: `variance.${body.outcome}`,
      subjectKind: 'variance',
      subjectId: row.variance_id,
      before: { version: row.version, variance: row.variance_quantity_on_hand },
      after: {
        decisionId,
        reason: reason.code,
        ...(body.withoutRecount === true ? { withoutRecount: true } : {}),
        ...(moveId === null ? {} : { moveId }),
        ...(body.outcome === 'approved' && basis.movedSinceMilli !== 0
          ? { precedence, movedSince: basis.movedSinceMilli }
          : {}),
      },
      ...(body.note === '' ? {} : { reason: body.note }),
    })),
    ctx.db.rows,
  )
  return { decided: decided.length, proposals, waiting: levelled.first.length }
}
