import { setImmediate } from 'node:timers/promises'
import { costOf, ONE, type GuardedLine } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import type { LineRecount } from '../reconcile/comparison.ts'
import { parseBasis, type Basis } from '../reconcile/basis.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { allLines, type VarianceLine } from '../reports/variance-lines.ts'
import { guardedLine, productClasses } from './guarded-line.ts'

const LINES_AT_ONCE = 2000

/** What people made of a line that a rule would have decided. */
export type Afterwards = 'rejected' | 'reversed' | 'recounted' | 'reopened'

export interface PastLine {
  readonly row: VarianceLine
  readonly guarded: GuardedLine
  /** Null where people took it as it was first counted, or have not decided it yet. */
  readonly afterwards: Afterwards | null
}

/** The lines of a past count that differed when they were first counted, as the rules would have met them. Reads them in slices, so that scans are not held up. */
export async function pastLines(ctx: EngineContext, count: FacilityCount): Promise<readonly PastLine[]> {
  const reversed = await reversedVariances(ctx, count)
  const found: PastLine[] = []
  for (let after = ''; ;) {
    const rows = await allLines(ctx)
      .where('v.org_id', '=', count.orgId)
      .where('v.run_id', '=', count.runId)
      .where('v.facility_id', '=', count.facilityId)
      .where('v.round', '=', count.round)
      .where('v.current', '=', 1)
      .where('v.line_key', '>', after)
      .orderBy('v.line_key')
      .limit(LINES_AT_ONCE)
      .execute()
    const last = rows.at(-1)
    if (!last) return found
    after = last.line_key
    const classes = await productClasses(
      ctx.db.read,
      rows.map((row) => row.product_id),
    )
    for (const row of rows) {
      const basis = parseBasis(row.basis)
      const guarded = asFirstCounted(guardedLine(count, classes, row, basis), row, basis)
      if (guarded.varianceMilli === 0) continue
      found.push({ row, guarded, afterwards: afterwardsOf(row, basis, reversed) })
    }
    await setImmediate()
  }
}

/** The rules would have met the line before anybody recounted it. */
function asFirstCounted(line: GuardedLine, row: VarianceLine, { recount }: Basis): GuardedLine {
  const first = recount?.counts[0]
  if (!first) return line
  const varianceMilli = first.countedMilli - first.expectedMilli
  const costVarianceMicros =
    row.unit_cost_micros === null
      ? null
      : costOf({ valueMicros: row.unit_cost_micros, perMilli: ONE, currency: row.currency }, varianceMilli)
  return { ...line, recount: null, expectedMilli: first.expectedMilli, varianceMilli, costVarianceMicros }
}

function afterwardsOf(row: VarianceLine, basis: Basis, reversed: ReadonlySet<string>): Afterwards | null {
  if (row.outcome === 'rejected') return 'rejected'
  if (reversed.has(row.variance_id)) return 'reversed'
  if (basis.recount !== null && basis.recount.stands > 0 && isOther(basis.recount)) return 'recounted'
  return basis.reopened === null ? null : 'reopened'
}

function isOther({ counts, stands }: LineRecount): boolean {
  const [first] = counts
  const standing = counts[stands]
  if (!first || !standing) return false
  return first.countedMilli - first.expectedMilli !== standing.countedMilli - standing.expectedMilli
}

/** Variances whose adjustment a person took back afterwards. */
async function reversedVariances(ctx: EngineContext, count: FacilityCount): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.read
    .selectFrom('proposed_actions as back')
    .innerJoin('proposed_actions as p', 'p.proposal_id', 'back.reverses')
    .select('p.variance_id')
    .where('back.run_id', '=', count.runId)
    .where('back.facility_id', '=', count.facilityId)
    .where('back.status_id', '!=', 'rejected')
    .execute()
  return new Set(rows.map((row) => row.variance_id))
}
