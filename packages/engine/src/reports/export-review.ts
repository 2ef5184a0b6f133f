import type { Variance } from '@cyclecount/contract'
import { moneyToText, quantityText, type PersonId, type RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { parseBasis } from '../reconcile/basis.ts'
import { facilityCount, seesCost, type FacilityCount } from '../reconcile/facility-count.ts'
import type { Query } from './reply.ts'
import { asCsv, asXlsx, type FileTable, type TableColumn } from './table.ts'
import { toVariance } from './to-variance.ts'
import { matching, varianceLines } from './variance-lines.ts'

const ROWS_AT_ONCE = 1000

type Column = TableColumn<Variance>

const figures: readonly Column[] = [
  { name: 'sku', kind: 'text', of: (line) => line.sku },
  { name: 'title', kind: 'text', of: (line) => line.title },
  { name: 'location', kind: 'text', of: (line) => line.locationCode },
  { name: 'lot', kind: 'text', of: (line) => line.lot },
  { name: 'serial', kind: 'text', of: (line) => line.serial },
  { name: 'unit', kind: 'text', of: (line) => line.unit },
  { name: 'consignedBy', kind: 'text', of: (line) => line.consignedBy },
  { name: 'state', kind: 'text', of: (line) => line.countedState },
  { name: 'countedAt', kind: 'instant', of: (line) => line.countedAt },
  { name: 'counters', kind: 'text', of: (line) => line.counters.join('; ') },
  { name: 'systemQuantityOnHand', kind: 'number', of: (line) => quantityText(line.expectedMilli) },
  { name: 'actualQuantityOnHand', kind: 'number', of: (line) => quantityText(line.countedMilli) },
  { name: 'varianceQuantityOnHand', kind: 'number', of: (line) => quantityText(line.varianceMilli) },
  {
    name: 'percent',
    kind: 'number',
    of: (line) => (line.percentMilli === null ? null : quantityText(line.percentMilli)),
  },
  { name: 'movedSince', kind: 'number', of: (line) => quantityText(line.movedSinceMilli) },
  { name: 'expectedAsOf', kind: 'text', of: (line) => (line.asOfCount ? 'count' : 'read') },
]

/** Not there at all for who may not see cost. */
const costs: readonly Column[] = [
  { name: 'currency', kind: 'text', of: (line) => line.currency },
  { name: 'unitCost', kind: 'number', of: (line) => money(line.unitCostMicros) },
  { name: 'costVariance', kind: 'number', of: (line) => money(line.costVarianceMicros) },
  { name: 'valueVariance', kind: 'number', of: (line) => money(line.valueVarianceMicros) },
]

const decision: readonly Column[] = [
  { name: 'outcome', kind: 'text', of: (line) => line.decision?.outcome ?? null },
  { name: 'reason', kind: 'text', of: (line) => line.decision?.reasonLabel ?? null },
  { name: 'note', kind: 'text', of: (line) => line.decision?.note ?? null },
  { name: 'precedence', kind: 'text', of: (line) => line.decision?.precedence ?? null },
  { name: 'decidedBy', kind: 'text', of: (line) => line.decision?.decidedBy ?? null },
  { name: 'rule', kind: 'text', of: (line) => line.decision?.rule ?? null },
  { name: 'decidedAt', kind: 'instant', of: (line) => line.decision?.decidedAt ?? null },
]

/**
 * The lines of the run's count that match, as CSV, a thousand at a time: decimals with a point, instants in UTC.
 */
export async function* exportReview(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  query: Query<'reviewExport'>,
): AsyncGenerator<string> {
  yield* asCsv(await reviewTable(ctx, actor, runId, query))
}

/** The same as a workbook. */
export async function* reviewWorkbook(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  query: Query<'reviewExport'>,
): AsyncGenerator<Uint8Array> {
  yield* asXlsx(await reviewTable(ctx, actor, runId, query), ctx.now())
}

async function reviewTable(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  query: Query<'reviewExport'>,
): Promise<FileTable<Variance>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const showsCost = seesCost(actor, count.facilityId)
  return {
    title: count.runName,
    columns: [...figures, ...(showsCost ? costs : []), ...decision],
    rows: linesOf(ctx, actor, count, query, showsCost),
  }
}

async function* linesOf(
  ctx: EngineContext,
  actor: Actor,
  count: FacilityCount,
  query: Query<'reviewExport'>,
  showsCost: boolean,
): AsyncGenerator<readonly Variance[]> {
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
    yield rows.map((row) => toVariance(row, { actor, nameOf, showsCost, recounting: () => undefined }))
  }
}

function money(micros: string | null): string | null {
  return micros === null ? null : moneyToText(BigInt(micros))
}
