import type { Because, VarianceId, Verdict } from '@cyclecount/domain'
import type { EngineContext, ReadOrTx, Tx } from '../context.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import { lockUnmoved, type Writing } from '../reconcile/write-variances.ts'
import { transact } from '../transact.ts'

export interface LineVerdict {
  readonly kind: Verdict['kind']
  readonly because: readonly Because[]
  readonly ruleVersion: string
}

interface Judged {
  readonly varianceId: VarianceId
  readonly verdict: Verdict
}

/** Keeps what was said of the run's open lines, and of no others. */
export async function keepVerdicts(
  ctx: EngineContext,
  writing: Writing,
  ruleVersion: string,
  judged: readonly Judged[],
): Promise<void> {
  const { count } = writing
  const before = await verdictsOf(ctx.db.read, count)
  const textOf = (line: { readonly kind: string; readonly because: readonly Because[] }) =>
    JSON.stringify([line.kind, line.because])
  const isKept = ({ varianceId, verdict }: Judged) => {
    const known = before.get(varianceId)
    return known?.ruleVersion === ruleVersion && textOf(known) === textOf(asLine(verdict))
  }
  const wanted = new Set(judged.map(({ varianceId }) => varianceId))
  const fresh = judged.filter((line) => !isKept(line))
  const freshIds = new Set(fresh.map(({ varianceId }) => varianceId))
  const stale = [...before.keys()].filter((id) => !wanted.has(id) || freshIds.has(id))
  if (fresh.length === 0 && stale.length === 0) return
  await transact(ctx, async (tx) => {
    await lockUnmoved(tx, writing)
    await remove(tx, stale)
    const rows = fresh.map(({ varianceId, verdict }) => ({
      variance_id: varianceId,
      org_id: count.orgId,
      run_id: count.runId,
      facility_id: count.facilityId,
      verdict: verdict.kind,
      because: JSON.stringify(asLine(verdict).because),
      rule_version: ruleVersion,
    }))
    await ctx.db.rows.insert(tx, 'line_verdict', rows)
  })
}

async function remove(tx: Tx, stale: readonly VarianceId[]): Promise<void> {
  for (const ids of chunksOf(stale, 500))
    await tx.deleteFrom('line_verdict').where('variance_id', 'in', ids).execute()
}

function asLine(verdict: Verdict): Omit<LineVerdict, 'ruleVersion'> {
  return { kind: verdict.kind, because: verdict.kind === 'automatic' ? [] : verdict.because }
}

/** What the rules say of the run's open lines, by variance. */
export async function verdictsOf(
  db: Pick<ReadOrTx, 'selectFrom'>,
  count: Pick<FacilityCount, 'runId' | 'facilityId'>,
): Promise<ReadonlyMap<VarianceId, LineVerdict>> {
  const rows = await db
    .selectFrom('line_verdict')
    .select(['variance_id', 'verdict', 'because', 'rule_version'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .execute()
  return new Map(
    rows.map((row) => [
      row.variance_id,
      { kind: row.verdict, because: storedBecause(row.because), ruleVersion: row.rule_version },
    ]),
  )
}

/** Written by `keepVerdicts` only. */
export function storedBecause(text: string): readonly Because[] {
  return JSON.parse(text) as readonly Because[]
}

/** Those that the rules want recounted before a person approves them. */
export async function wantRecount<L extends { readonly row: Pick<VarianceRow, 'variance_id'> }>(
  tx: Tx,
  lines: readonly L[],
): Promise<readonly L[]> {
  const wanted = new Set<VarianceId>()
  for (const chunk of chunksOf(lines, 500)) {
    const rows = await tx
      .selectFrom('line_verdict')
      .select('variance_id')
      .where(
        'variance_id',
        'in',
        chunk.map(({ row }) => row.variance_id),
      )
      .where('verdict', '=', 'recount')
      .execute()
    for (const row of rows) wanted.add(row.variance_id)
  }
  return lines.filter(({ row }) => wanted.has(row.variance_id))
}
