import type { ProductId, ReasonId, VarianceId } from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { isRange } from './basis.ts'
import { markMoved, type DecidedAgain } from './book-moved.ts'
import { chunksOf } from './chunks.ts'
import type { LineFound } from './comparison.ts'
import { signatureOf, statesOf, type CountFacts } from './count-facts.ts'
import { lockFacilityCount, refuseClosed, type FacilityCount } from './facility-count.ts'
import { insertObservations, type Observed } from './observations.ts'
import { knownLines, newestVersions, type Known } from './known-lines.ts'
import type { BookRead } from './read-book.ts'
import { goneLines, retireGone } from './retire-gone.ts'
import { settleExpected } from './settle-expected.ts'
import { followMoves, hasMoved, type Moved } from './follow-moves.ts'
import { hasSameFigures, varianceRow, type VarianceRow } from './variance-row.ts'
import { transact } from '../transact.ts'

/** Thrown where the facts moved while they were being compared; the whole reconciliation is then done again. */
export class FactsMoved extends Error {
  override readonly name = 'FactsMoved'
}

export interface Writing {
  readonly count: FacilityCount
  readonly facts: Pick<CountFacts, 'signature' | 'isComplete'>
  readonly book: BookRead
  readonly locationCodeOf: (line: LineFound) => string | null
  readonly expectedReason: ReasonId
  /** Somebody waits for the review to open: the backend is told of the counts behind it (`tellCounts`), not with the lines. */
  readonly opensReview: boolean
}

/** How many lines there are, and how many of them are new, changed or gone. */
export interface Written {
  readonly lines: number
  /** The keys of the lines. */
  readonly found: ReadonlySet<string>
  /** Counted more than once. */
  readonly recounted: number
  readonly added: number
  readonly changed: number
  readonly reopened: number
  readonly retired: number
}

/** The lines that were found, chunk by chunk; found again each time it is asked. */
export type LinesFound = () => AsyncIterable<readonly LineFound[]>

/**
 * Brings the variances of the round in line with what was found, in short transactions. An open line whose figures changed gets a
 * new version; a decided line stays as it was decided, unless its count changed: then it is open again in a new version that says so,
 * or retired where it is in another line by now.
 */
export async function writeVariances(
  ctx: EngineContext,
  writing: Writing,
  found: LinesFound,
): Promise<Written> {
  const sum = { lines: 0, recounted: 0, added: 0, changed: 0, reopened: 0 }
  const keys = new Set<string>()
  for await (const chunk of found()) {
    if (chunk.length === 0) continue
    const written = await transact(ctx, (tx) => writeChunk(ctx, tx, writing, chunk))
    sum.added += written.added
    sum.changed += written.changed
    sum.reopened += written.reopened
    sum.lines += chunk.length
    for (const line of chunk) {
      keys.add(line.lineKey)
      if (line.recount !== null) sum.recounted += 1
    }
  }
  const gone = await goneLines(ctx, writing, keys)
  const taken = gone.length > 0 ? await positionsOf(found()) : new Set<string>()
  const retired = await transact(ctx, async (tx) => {
    await lockUnmoved(tx, writing)
    return retireGone(ctx, tx, writing, gone, taken)
  })
  return { ...sum, found: keys, retired }
}

/** The positions of the book that were added up in a line. */
async function positionsOf(lines: AsyncIterable<readonly LineFound[]>): Promise<ReadonlySet<string>> {
  const positions = new Set<string>()
  for await (const chunk of lines)
    for (const line of chunk) for (const key of line.positions) positions.add(key)
  return positions
}

/** Locks the count and makes sure that it still is what was compared. */
export async function lockUnmoved(tx: Tx, { count, facts }: Pick<Writing, 'count' | 'facts'>) {
  const locked = await lockFacilityCount(tx, count)
  refuseClosed(locked)
  const isSame =
    locked.reconciledAt === count.reconciledAt &&
    locked.round === count.round &&
    signatureOf(await statesOf(tx, count)) === facts.signature
  if (!isSame) throw new FactsMoved('the count moved while it was being reconciled')
  return locked
}

async function writeChunk(
  ctx: EngineContext,
  tx: Tx,
  writing: Writing,
  chunk: readonly LineFound[],
): Promise<Pick<Written, 'added' | 'changed' | 'reopened'>> {
  await lockUnmoved(tx, writing)
  const known = await knownLines(tx, writing.count, chunk)
  const versions = await newestVersions(tx, writing.count, chunk)
  const skus = await skusOf(tx, chunk)
  const at = ctx.now()
  const inserts: VarianceRow[] = []
  const replaced: VarianceId[] = []
  const settled: { varianceId: VarianceId; line: LineFound }[] = []
  const observed: Observed[] = []
  const moved: Moved[] = []
  const decided: DecidedAgain[] = []
  const audit: AuditEntry[] = []
  let reopened = 0

  for (const line of chunk) {
    const before = known.get(line.lineKey)
    const isSame = before !== undefined && hasSameFigures(before, line)
    const keepsDecision = before !== undefined && before.outcome !== null && hasSameCount(before.row, line)
    if (before && (isSame || keepsDecision)) {
      if (before.outcome === null && isExpected(writing, line))
        settled.push({ varianceId: before.row.variance_id, line })
      if (isSame && before.outcome === null && hasMoved(before, line)) moved.push({ before, line })
      if (before.outcome !== null) decided.push({ before, line })
      observed.push({ line, countedIn: before.basis.countedIn, isFirst: false })
      continue
    }
    const varianceId = ctx.newId<VarianceId>()
    const countedIn = before && isSameFinding(before, line) ? before.basis.countedIn : varianceId
    const wasDecided = before !== undefined && before.outcome !== null
    const row = varianceRow(writing.count, writing.book, namesFor(writing, skus, line), line, {
      varianceId,
      version: (versions.get(line.lineKey) ?? 0) + 1,
      countedIn,
      reopened: wasDecided
        ? { before: before.row.variance_id, countedMilli: before.row.actual_quantity_on_hand }
        : null,
      createdAt: at,
    })
    if (before) replaced.push(before.row.variance_id)
    if (wasDecided) {
      reopened += 1
      audit.push(reopenedEntry(writing, before.row, row, at))
    }
    inserts.push(row)
    if (isExpected(writing, line)) settled.push({ varianceId, line })
    observed.push({ line, countedIn, isFirst: countedIn === varianceId })
  }

  for (const ids of chunksOf(replaced, 500)) {
    await tx
      .updateTable('inv_count_import_variance')
      .set({ current: 0 })
      .where('variance_id', 'in', ids)
      .execute()
  }
  await ctx.db.rows.insert(tx, 'inv_count_import_variance', inserts)
  await followMoves(ctx, tx, writing, moved)
  audit.push(...(await markMoved(ctx, tx, writing.count, decided)))
  await settleExpected(ctx, tx, writing, settled, at)
  if (writing.facts.isComplete && writing.book.countsObserved && !writing.opensReview) {
    await insertObservations(ctx, tx, writing, observed)
  }
  const told = {
    added: inserts.length,
    replaced: replaced.length,
    settled: settled.length,
    moved: moved.length,
  }
  // With these lines, not with the last: whoever stops in between leaves none of which the log knows nothing.
  if (Object.values(told).some((many) => many > 0))
    audit.push({
      facilityId: writing.count.facilityId,
      at,
      tag: 'lines.compared',
      subjectKind: 'run',
      subjectId: writing.count.runId,
      after: told,
    })
  await appendAudit(tx, systemCause(writing.count), audit, ctx.db.rows)
  const changed = replaced.length - reopened
  return { added: inserts.length - replaced.length, changed, reopened }
}

export function systemCause(count: Pick<FacilityCount, 'orgId'>) {
  return { orgId: count.orgId, personId: null, deviceId: null }
}

function namesFor({ locationCodeOf }: Writing, skus: ReadonlyMap<ProductId, string>, line: LineFound) {
  const sku = line.productId === null ? (line.code ?? line.codeKey) : skus.get(line.productId)
  return { sku: sku ?? '', locationCode: locationCodeOf(line) }
}

async function skusOf(tx: Tx, chunk: readonly LineFound[]): Promise<ReadonlyMap<ProductId, string>> {
  const ids = new Set(chunk.flatMap(({ productId }) => productId ?? []))
  if (ids.size === 0) return new Map()
  const rows = await tx
    .selectFrom('product')
    .select(['product_id', 'sku'])
    .where('product_id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.product_id, row.sku]))
}

function hasSameCount(row: VarianceRow, line: LineFound): boolean {
  const wasUnknown = row.counted_state === 'unknown-code'
  return (
    row.actual_quantity_on_hand === line.actualQuantityOnHand &&
    wasUnknown === (line.countedState === 'unknown-code')
  )
}

/** Whether the backend was told of this count: a recount is told even where it found the same. */
function isSameFinding({ row, basis }: Known, line: LineFound): boolean {
  return hasSameCount(row, line) && basis.recount?.stands === line.recount?.stands
}

/** Nothing differs and nothing is in doubt: the rule decides it, once everybody is done. */
function isExpected({ facts }: Writing, line: LineFound): boolean {
  const isCertain =
    line.countedState !== 'unknown-code' &&
    !line.conflict &&
    !isRange(line) &&
    line.recount?.state !== 'no-two-agree'
  return facts.isComplete && isCertain && line.varianceQuantityOnHand === 0
}

function reopenedEntry(writing: Writing, before: VarianceRow, row: VarianceRow, at: number): AuditEntry {
  return {
    facilityId: writing.count.facilityId,
    at,
    tag: 'variance.reopened',
    subjectKind: 'variance',
    subjectId: row.variance_id,
    before: { varianceId: before.variance_id, counted: before.actual_quantity_on_hand },
    after: {
      version: row.version,
      counted: row.actual_quantity_on_hand,
      expected: row.system_quantity_on_hand,
    },
    reason: 'The count changed after the decision.',
  }
}
