import { fail } from '@cyclecount/contract'
import type { PersonId, VarianceId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { parseBasis, type Basis } from '../reconcile/basis.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import { say } from '../words/say.ts'

/** A line that somebody says something about. */
export interface LineToDecide {
  readonly row: VarianceRow
  readonly basis: Basis
}

/** A line as the person saw it: another version of it is another line. */
interface SeenLine {
  readonly varianceId: VarianceId
  readonly version: number
}

/** The open lines as the person saw them. Fails naming every one that has another version by now (`changed-meanwhile`) or is decided (`already-decided`). */
export async function linesToDecide(
  tx: Tx,
  count: FacilityCount,
  seen: readonly SeenLine[],
): Promise<readonly LineToDecide[]> {
  const asked = new Map(seen.map((line) => [line.varianceId, line.version]))
  const found = new Map<VarianceId, LineToDecide & { isDecided: boolean }>()
  for (const ids of chunksOf([...asked.keys()], 500)) {
    const rows = await tx
      .selectFrom('inv_count_import_variance as v')
      .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
      .selectAll('v')
      .select('d.decision_id')
      .where('v.variance_id', 'in', ids)
      .where('v.org_id', '=', count.orgId)
      .execute()
    // Not asked of the database: SQLite would look through the whole run for them.
    const isOfRun = (row: VarianceRow) => row.run_id === count.runId && row.facility_id === count.facilityId
    for (const { decision_id: decision, ...row } of rows)
      if (isOfRun(row))
        found.set(row.variance_id, { row, basis: parseBasis(row.basis), isDecided: decision !== null })
  }
  if (found.size < asked.size) fail('not-found', say('line.notInRun'))
  const all = [...found.values()]
  const isChanged = ({ row }: LineToDecide) => row.current === 0 || row.version !== asked.get(row.variance_id)
  refuseLines('changed-meanwhile', 'line.changed', all.filter(isChanged))
  refuseLines(
    'already-decided',
    'line.decided',
    all.filter(({ isDecided }) => isDecided),
  )
  return all
}

export function isUnknownCode({ row }: LineToDecide): boolean {
  return row.counted_state === 'unknown-code'
}

/** Tells lines that the person counted, in whichever of their counts. */
export function isCountOf(personId: PersonId): (line: LineToDecide) => boolean {
  return ({ basis }) => basis.counters.includes(personId)
}

const NAMED = 5

/** Fails where there are such lines, and names them: a few in the sentence, all of them in the details. */
export function refuseLines(
  kind: 'changed-meanwhile' | 'already-decided' | 'own-count' | 'not-ready',
  why: `line.${'changed' | 'decided' | 'own' | 'unknownCode' | 'elsewhere' | 'recountFirst' | 'recountUnderWay' | 'recountOwn' | 'waitsForHq'}`,
  refused: readonly LineToDecide[],
): void {
  if (refused.length === 0) return
  const names = refused.map(nameOf)
  const first = names.slice(0, NAMED).join(', ')
  const lines = names.length > NAMED ? say('line.more', { lines: first, n: names.length - NAMED }) : first
  const details = refused.map((line) => ({
    path: line.row.variance_id,
    message: say(`${why}.fault`, { line: nameOf(line) }),
  }))
  fail(kind, say(why, { lines, n: refused.length }), details)
}

function nameOf({ row }: LineToDecide): string {
  const { product_identifier: sku, location_seq_id: bin } = row
  return bin === null ? sku : say('line.at', { sku, bin })
}
