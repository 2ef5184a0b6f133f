import { moveRun, type LocationId, type ReasonId, type RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { COUNTED_AS_EXPECTED, ensureReasons } from '../company/reasons.ts'
import type { Actor, Cause, EngineContext } from '../context.ts'
import { causeOf } from '../context.ts'
import type { Reply } from '../reports/reply.ts'
import { parseBasis } from './basis.ts'
import { keepBalances } from './balances.ts'
import { rulesInForce } from '../guardrails/rule-versions.ts'
import { applyRecounts } from '../recounts/apply-recounts.ts'
import { readRecounts, type Recount } from '../recounts/read-recounts.ts'
import { applyRules } from '../guardrails/apply-rules.ts'
import { compareInTurns } from './compare.ts'
import { chunksOf } from './chunks.ts'
import type { Comparison, EarlierProposal, LineFound } from './comparison.ts'
import { isCountComplete, readCountFacts } from './count-facts.ts'
import { datedByCount } from './dated-by-count.ts'
import {
  facilityCount,
  findFacilityCount,
  isOpen,
  refuseClosed,
  type FacilityCount,
} from './facility-count.ts'
import { readBook } from './read-book.ts'
import { scansSeen } from './scans-seen.ts'
import { tellCounts } from './tell-counts.ts'
import {
  FactsMoved,
  lockUnmoved,
  systemCause,
  writeVariances,
  type Writing,
  type Written,
} from './write-variances.ts'
import { transact } from '../transact.ts'
import { hasJob, requestBookWatch } from '../jobs/request-job.ts'
import { WATCH_EVERY_MS } from './watch-book.ts'
import { whileReconciling } from './under-way.ts'

const TRIES = 6
const LINES_AT_ONCE = 500

/**
 * Reads on-hand from the backend and brings the run's variances in line with what was counted. Safe at any time and from several
 * processes: the same facts change nothing. Answers `busy` where the backend cannot be read now.
 */
export async function reconcileRun(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): Promise<Reply<'reconcile'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  refuseClosed(count)
  return reconcile(ctx, count, causeOf(actor))
}

/**
 * Reconciles the run by itself once its last session was submitted; false where it is not time yet. Never
 * while a device waits for its answer. Throws as `reconcileRun` does.
 */
export async function reconcileWhenReady(ctx: EngineContext, runId: RunId): Promise<boolean> {
  const count = await findFacilityCount(ctx, runId)
  if (!count || !isOpen(count)) return false
  if (!(await isCountComplete(ctx, count))) return false
  await reconcile(ctx, count, systemCause(count))
  return true
}

/** Reconciles again after the log of a session got another meaning, if the run was reconciled before. */
export async function reconcileAgain(ctx: EngineContext, runId: RunId, cause: Cause): Promise<void> {
  const count = await findFacilityCount(ctx, runId)
  if (count && isOpen(count) && count.reconciledAt !== null) await reconcile(ctx, count, cause)
}

async function reconcile(
  ctx: EngineContext,
  first: FacilityCount,
  cause: Cause,
): Promise<Reply<'reconcile'>> {
  let count = first
  for (let attempt = 1; ; attempt += 1) {
    const current = count
    try {
      return await whileReconciling(ctx, count.facilityId, () => reconcileOnce(ctx, current, cause))
    } catch (error) {
      if (!(error instanceof FactsMoved) || attempt === TRIES) throw error
      count = (await findFacilityCount(ctx, count.runId)) ?? count
    }
  }
}

async function reconcileOnce(
  ctx: EngineContext,
  count: FacilityCount,
  cause: Cause,
): Promise<Reply<'reconcile'>> {
  const facts = await readCountFacts(ctx, count)
  const read = await readBook(ctx, count, facts.since)
  const book = { ...read, movements: await datedByCount(ctx, count, read.movements) }
  const proposed = await earlierProposals(ctx, count)
  const { rules } = await rulesInForce(ctx.db.read, count.orgId)
  const recounts = await readRecounts(ctx, count)
  const { agreeWithinMilli } = rules.recounts
  const lines = () => linesOf({ facts, book, proposed }, recounts, { round: count.round, agreeWithinMilli })
  const writing: Writing = {
    count,
    facts,
    book,
    locationCodeOf: await locationCodes(ctx, count),
    expectedReason: await expectedReason(ctx, count),
    opensReview: facts.isComplete && count.status !== 'reviewing',
  }
  const written = await writeVariances(ctx, writing, lines)
  const decided = await applyRules(ctx, writing, written.recounted > 0)
  await finish(ctx, cause, writing, { ...written, decided })
  ctx.changed({ facilityId: count.facilityId })
  await keepBalances(ctx, count, book)
  if (writing.opensReview && book.countsObserved) await tellCounts(ctx, writing, written.found)
  return { ...(await currentLines(ctx, count)), readAt: book.readAt }
}

/** The lines of the first count chunk by chunk, then those of products that were recounted, as their counts come to. */
async function* linesOf(
  comparison: Comparison,
  recounts: readonly Recount[],
  rule: Parameters<typeof applyRecounts>[3],
): AsyncGenerator<readonly LineFound[]> {
  const asked = new Set(recounts.flatMap((recount) => recount.asked.map(({ productId }) => productId)))
  const isAsked = ({ productId }: LineFound) => productId !== null && asked.has(productId)
  const again: LineFound[] = []
  for await (const chunk of compareInTurns(comparison)) {
    if (asked.size === 0) yield chunk
    else {
      again.push(...chunk.filter(isAsked))
      yield chunk.filter((line) => !isAsked(line))
    }
  }
  yield* chunksOf(applyRecounts(again, recounts, comparison, rule), LINES_AT_ONCE)
}

/** How many lines the run has now, decided ones included, and how many of them differ. */
async function currentLines(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<{ readonly lines: number; readonly differing: number }> {
  return ctx.db.read
    .selectFrom('inv_count_import_variance')
    .select((eb) => [
      eb.fn.countAll<number>().as('lines'),
      eb.fn.countAll<number>().filterWhere('variance_quantity_on_hand', '!=', 0).as('differing'),
    ])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('current', '=', 1)
    .executeTakeFirstOrThrow()
}

/** Says when it was reconciled, and moves the run on to review when everybody is done. */
async function finish(
  ctx: EngineContext,
  cause: Cause,
  writing: Writing,
  { lines, recounted: _, found: __, ...written }: Written & { readonly decided: number },
): Promise<void> {
  const { count, facts, book } = writing
  const seen = await scansSeen(ctx.db.read, count)
  await transact(ctx, async (tx) => {
    const { status, reconciledAt } = await lockUnmoved(tx, writing)
    const at = ctx.now()
    const moved = facts.isComplete ? moveRun(status, 'compare') : status
    const next = moved === 'refused' ? status : moved
    await tx
      .updateTable('run_facility')
      // Never the same twice, so that whoever reconciles meanwhile notices.
      .set({
        status: next,
        reconciled_at: Math.max(at, (reconciledAt ?? 0) + 1),
        reconciled_scans: seen,
      })
      .where('run_id', '=', count.runId)
      .where('facility_id', '=', count.facilityId)
      .execute()
    const isReviewed = next === 'reviewing' || next === 'returned'
    if (isReviewed && !(await hasJob(tx, 'watch-book', count.runId)))
      await requestBookWatch(tx, ctx, count, at + WATCH_EVERY_MS)
    const { added, changed, reopened, retired, decided } = written
    const changes = added + changed + reopened + retired + decided
    if (changes === 0 && next === status) return
    await appendAudit(tx, cause, [
      {
        facilityId: count.facilityId,
        at,
        tag: 'run.reconciled',
        subjectKind: 'run',
        subjectId: count.runId,
        before: { status },
        after: {
          status: next,
          lines,
          ...written,
          snapshotId: book.snapshotId,
          readAt: book.readAt,
          ...(book.unmapped > 0 ? { unmapped: book.unmapped } : {}),
        },
      },
    ])
  })
}

async function locationCodes(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<(line: LineFound) => string | null> {
  const rows = await ctx.db.read
    .selectFrom('location')
    .select(['location_id', 'location_seq_id'])
    .where('facility_id', '=', count.facilityId)
    .execute()
  const codes = new Map<LocationId, string>(rows.map((row) => [row.location_id, row.location_seq_id]))
  return (line) => (line.locationId === null ? null : (codes.get(line.locationId) ?? null))
}

async function expectedReason(ctx: EngineContext, count: FacilityCount): Promise<ReasonId> {
  const find = () =>
    ctx.db.read
      .selectFrom('decision_reason')
      .select('reason_id')
      .where('org_id', '=', count.orgId)
      .where('code', '=', COUNTED_AS_EXPECTED)
      .executeTakeFirst()
  const known = await find()
  if (known) return known.reason_id
  await ensureReasons(ctx, count.orgId)
  const made = await find()
  if (!made) throw new Error(`the reason ${COUNTED_AS_EXPECTED} is missing`)
  return made.reason_id
}

/** What earlier versions of this round's lines already asked the backend for, by line; what it rejected changed nothing. */
async function earlierProposals(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<ReadonlyMap<string, readonly EarlierProposal[]>> {
  const rows = await ctx.db.read
    .selectFrom('proposed_actions as p')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'p.variance_id')
    .select(['v.line_key', 'v.basis', 'p.delta_milli', 'p.document_id', 'p.settled_at', 'p.status_id'])
    .where('p.run_id', '=', count.runId)
    .where('p.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('p.status_id', '!=', 'rejected')
    .execute()
  return Map.groupBy(
    rows.map((row) => ({
      lineKey: row.line_key,
      deltaMilli: row.delta_milli,
      documentId: row.document_id,
      settledAt: row.status_id === 'accepted' ? row.settled_at : null,
      asOfAt: parseBasis(row.basis).asOfAt,
    })),
    (row) => row.lineKey,
  )
}
