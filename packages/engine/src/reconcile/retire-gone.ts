import { setImmediate } from 'node:timers/promises'
import type { VarianceId } from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { parseBasis } from './basis.ts'
import { chunksOf } from './chunks.ts'
import type { LineFound } from './comparison.ts'
import type { Writing } from './write-variances.ts'

interface Gone {
  readonly variance_id: VarianceId
  readonly counted_state: LineFound['countedState']
  readonly outcome: string | null
}

/**
 * Lines that no longer have a cause (a code that was matched, a position that was found) are no longer current. A decided one is
 * retired, with its audit row, only when everybody is done and what it was about is in another line by now: a line that its own
 * decision settled stays as it was decided. `taken`: the positions of the lines that were found.
 */
export async function retireGone(
  ctx: EngineContext,
  tx: Tx,
  writing: Writing,
  notFound: readonly VarianceId[],
  taken: ReadonlySet<string>,
): Promise<number> {
  const gone = await currentAmong(tx, notFound)
  const decided = gone.filter((row) => row.outcome !== null)
  const moved = writing.facts.isComplete ? await movedElsewhere(tx, decided, taken) : []
  const retired = [...gone.filter((row) => row.outcome === null), ...moved].map((row) => row.variance_id)
  for (const ids of chunksOf(retired, 500)) {
    await tx
      .updateTable('inv_count_import_variance')
      .set({ current: 0 })
      .where('variance_id', 'in', ids)
      .execute()
  }
  if (retired.length > 0) {
    const { orgId, facilityId, runId } = writing.count
    const at = ctx.now()
    const entries = moved.map((row) => retiredEntry(row, facilityId, at))
    const after = { added: 0, replaced: 0, settled: 0, moved: 0, retired: retired.length }
    const told = { facilityId, at, tag: 'lines.compared', subjectKind: 'run', subjectId: runId, after }
    await appendAudit(tx, { orgId, personId: null, deviceId: null }, [...entries, told], ctx.db.rows)
  }
  return retired.length
}

const PAGE = 2_000

/** Current lines of the round that were not found again, looked for page by page outside of any transaction. */
export async function goneLines(
  ctx: EngineContext,
  { count }: Pick<Writing, 'count'>,
  found: ReadonlySet<string>,
): Promise<readonly VarianceId[]> {
  // What was found is current by now: as many are the same ones, and counting them reads no row.
  const { lines } = await ctx.db.read
    .selectFrom('inv_count_import_variance')
    .select((eb) => eb.fn.countAll<number>().as('lines'))
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('current', '=', 1)
    .executeTakeFirstOrThrow()
  if (lines === found.size) return []
  const gone: VarianceId[] = []
  for (let after: string | null = null; ;) {
    const rows: readonly { variance_id: VarianceId; line_key: string }[] = await ctx.db.read
      .selectFrom('inv_count_import_variance')
      .select(['variance_id', 'line_key'])
      .where('run_id', '=', count.runId)
      .where('facility_id', '=', count.facilityId)
      .where('round', '=', count.round)
      .where('current', '=', 1)
      .where('line_key', '>', after ?? '')
      .orderBy('line_key')
      .limit(PAGE)
      .execute()
    gone.push(...rows.filter((row) => !found.has(row.line_key)).map((row) => row.variance_id))
    after = rows.at(-1)?.line_key ?? null
    if (rows.length < PAGE || after === null) return gone
    await setImmediate()
  }
}

/** Those of them that are current still, with how they were decided. */
async function currentAmong(tx: Tx, ids: readonly VarianceId[]): Promise<readonly Gone[]> {
  const gone: Gone[] = []
  for (const chunk of chunksOf(ids, 500)) {
    const rows = await tx
      .selectFrom('inv_count_import_variance as v')
      .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
      .select(['v.variance_id', 'v.counted_state', 'd.outcome'])
      .where('v.variance_id', 'in', chunk)
      .where('v.current', '=', 1)
      .orderBy('v.variance_id')
      .execute()
    gone.push(...rows)
  }
  return gone
}

/** Those whose items, or whose positions of the book, belong to another line now. */
async function movedElsewhere(
  tx: Tx,
  decided: readonly Gone[],
  taken: ReadonlySet<string>,
): Promise<readonly Gone[]> {
  const hadItems = (row: Gone) => row.counted_state === 'counted' || row.counted_state === 'unknown-code'
  const unfound = decided.filter((row) => !hadItems(row))
  const overlapping = new Set<VarianceId>()
  for (const chunk of chunksOf(unfound, 500)) {
    const ids = chunk.map((row) => row.variance_id)
    const rows = await tx
      .selectFrom('inv_count_import_variance')
      .select(['variance_id', 'basis'])
      .where('variance_id', 'in', ids)
      .execute()
    for (const row of rows)
      if (parseBasis(row.basis).positions.some((key) => taken.has(key))) overlapping.add(row.variance_id)
  }
  return decided.filter((row) => hadItems(row) || overlapping.has(row.variance_id))
}

function retiredEntry(row: Gone, facilityId: Writing['count']['facilityId'], at: number): AuditEntry {
  return {
    facilityId,
    at,
    tag: 'variance.retired',
    subjectKind: 'variance',
    subjectId: row.variance_id,
    before: { outcome: row.outcome, countedState: row.counted_state },
    reason: 'What was decided belongs to another line now.',
  }
}
