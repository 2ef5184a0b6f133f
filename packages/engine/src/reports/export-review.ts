import type { Variance } from '@cyclecount/contract'
import { moneyToText, quantityText, type PersonId, type RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { parseBasis } from '../reconcile/basis.ts'
import { facilityCount, seesCost } from '../reconcile/facility-count.ts'
import { csvHead, csvRows, type CsvCell } from './csv.ts'
import type { Query } from './reply.ts'
import { toVariance } from './to-variance.ts'
import { matching, varianceLines } from './variance-lines.ts'

const ROWS_AT_ONCE = 1000

const figures: Readonly<Record<string, (line: Variance) => CsvCell>> = {
  sku: (line) => line.sku,
  title: (line) => line.title,
  location: (line) => line.locationCode,
  lot: (line) => line.lot,
  serial: (line) => line.serial,
  unit: (line) => line.unit,
  state: (line) => line.countedState,
  countedAt: (line) => isoOrNull(line.countedAt),
  counters: (line) => line.counters.join('; '),
  systemQuantityOnHand: (line) => quantityText(line.expectedMilli),
  actualQuantityOnHand: (line) => quantityText(line.countedMilli),
  varianceQuantityOnHand: (line) => quantityText(line.varianceMilli),
  percent: (line) => (line.percentMilli === null ? null : quantityText(line.percentMilli)),
  movedSince: (line) => quantityText(line.movedSinceMilli),
  expectedAsOf: (line) => (line.asOfCount ? 'count' : 'read'),
}

/** Not there at all for who may not see cost. */
const costs: Readonly<Record<string, (line: Variance) => CsvCell>> = {
  currency: (line) => line.currency,
  unitCost: (line) => money(line.unitCostMicros),
  costVariance: (line) => money(line.costVarianceMicros),
  valueVariance: (line) => money(line.valueVarianceMicros),
}

const decision: Readonly<Record<string, (line: Variance) => CsvCell>> = {
  outcome: (line) => line.decision?.outcome ?? null,
  reason: (line) => line.decision?.reasonLabel ?? null,
  note: (line) => line.decision?.note ?? null,
  decidedBy: (line) => line.decision?.decidedBy ?? null,
  rule: (line) => line.decision?.rule ?? null,
  decidedAt: (line) => isoOrNull(line.decision?.decidedAt ?? null),
}

/**
 * The lines of the run's count that match, as CSV, a thousand at a time: decimals with a point, instants in UTC.
 */
export async function* exportReview(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  query: Query<'reviewExport'>,
): AsyncGenerator<string> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const showsCost = seesCost(actor, count.facilityId)
  const columns = { ...figures, ...(showsCost ? costs : {}), ...decision }
  yield csvHead(Object.keys(columns))
  for (let after = ''; ;) {
    const rows = await matching(varianceLines(ctx, count), query)
      .where('v.line_key', '>', after)
      .orderBy('v.line_key')
      .limit(ROWS_AT_ONCE)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    after = last.line_key
    const people = rows.flatMap((row): PersonId[] => [
      ...parseBasis(row.basis).counters,
      ...(row.decided_by === null ? [] : [row.decided_by]),
    ])
    const nameOf = await namesOf(ctx, count.orgId, people)
    const cells = rows.map((row) => {
      const line = toVariance(row, { actor, nameOf, showsCost })
      return Object.values(columns).map((cell) => cell(line))
    })
    yield csvRows(cells)
  }
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function money(micros: string | null): string | null {
  return micros === null ? null : moneyToText(BigInt(micros))
}
