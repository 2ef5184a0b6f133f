import type { AccuracyFigures, AccuracyRow } from '@cyclecount/contract'
import {
  accuracyOf,
  addTallies,
  noRecords,
  shrinkMilli,
  type MoneySum,
  type Tolerance,
} from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { monthOf } from './months.ts'
import { countedRuns } from './records.ts'
import { figuresScope, showsCost, type FiguresScope } from './scope.ts'
import { talliesBy, type TalliedGroup } from './tallies.ts'

const USUAL: Tolerance = { percentMilli: 5000, unitsMilli: 1000 }
/** Beyond it the database's integers would not hold the comparison; a thousand percent is near enough to nothing. */
const MOST_PERCENT_MILLI = 1_000_000

/**
 * Record accuracy of what was counted, in every measure in use, as docs/figures.md defines them: of all of it and by group. Nothing is netted
 * across items or bins. Cost only for who may see it, currency by currency.
 */
export async function accuracyFigures(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'figuresAccuracy'>,
): Promise<AccuracyFigures> {
  const scope = await figuresScope(ctx, actor, query)
  const tolerance = {
    percentMilli: Math.min(MOST_PERCENT_MILLI, Number(query.percentMilli ?? USUAL.percentMilli)),
    unitsMilli: Number(query.unitsMilli ?? USUAL.unitsMilli),
  }
  const by = query.by ?? 'facility'
  const found = await talliesBy(ctx, scope, by === 'month' ? 'run' : by, tolerance)
  const rowOf = (group: TalliedGroup) => toRow(group, showsCost(scope))
  const total = addGroups({ key: 'total', label: '' }, found)
  return {
    tolerance,
    runs: await runsIn(ctx, scope),
    total: rowOf(total),
    rows: (by === 'month' ? await byMonth(ctx, scope, found) : inOrder(found)).map(rowOf),
  }
}

async function runsIn(ctx: EngineContext, scope: FiguresScope): Promise<number> {
  const { runs } = await countedRuns(ctx, scope)
    .select((eb) => eb.fn.countAll<number>().as('runs'))
    .executeTakeFirstOrThrow()
  return runs
}

function inOrder(found: readonly TalliedGroup[]): readonly TalliedGroup[] {
  return found.toSorted((a, b) => a.label.localeCompare(b.label) || (a.key < b.key ? -1 : 1))
}

/** The facility's own months, oldest first; a month without a count is not there. */
async function byMonth(
  ctx: EngineContext,
  scope: FiguresScope,
  runs: readonly TalliedGroup[],
): Promise<readonly TalliedGroup[]> {
  const months = await monthOfRun(ctx, scope)
  const grouped = Map.groupBy(runs, (run) => months.get(run.key) ?? '')
  return [...grouped]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, members]) => addGroups({ key: month, label: month }, members))
}

async function monthOfRun(ctx: EngineContext, scope: FiguresScope): Promise<ReadonlyMap<string, string>> {
  const rows = await countedRuns(ctx, scope)
    .select(['rf.run_id', 'rf.reconciled_at', 'f.time_zone'])
    .execute()
  return new Map<string, string>(
    rows.map((row) => [row.run_id, monthOf(row.reconciled_at ?? scope.now, row.time_zone)]),
  )
}

function addGroups(
  name: Pick<TalliedGroup, 'key' | 'label'>,
  members: readonly TalliedGroup[],
): TalliedGroup {
  return {
    ...name,
    recounted: members.reduce((sum, member) => sum + member.recounted, 0),
    tally: members.map(({ tally }) => tally).reduce(addTallies, noRecords),
    consigned: members.map(({ consigned }) => consigned).reduce(addTallies, noRecords),
  }
}

function toRow({ key, label, recounted, tally, consigned }: TalliedGroup, withCost: boolean): AccuracyRow {
  const accuracy = accuracyOf(tally)
  return {
    key,
    label,
    records: tally.records,
    exact: accuracy.exact,
    withinPercent: accuracy.withinPercent,
    withinUnits: accuracy.withinUnits,
    short: tally.short,
    over: tally.over,
    meanPercentMilli: accuracy.meanPercentMilli,
    meanAbsolutePercentMilli: accuracy.meanAbsolutePercentMilli,
    withoutPercent: accuracy.withoutPercent,
    recounted,
    units: [...tally.units],
    ...(withCost ? { money: tally.money.map(moneyOf) } : {}),
    ...(withCost && consigned.records > 0 ? { consigned: consigned.money.map(moneyOf) } : {}),
  }
}

function moneyOf(sum: MoneySum): NonNullable<AccuracyRow['money']>[number] {
  return {
    currency: sum.currency,
    expectedMicros: String(sum.expectedMicros),
    shortMicros: String(sum.shortMicros),
    overMicros: String(sum.overMicros),
    shrinkMilli: shrinkMilli(sum),
    withoutCost: sum.withoutCost,
  }
}
