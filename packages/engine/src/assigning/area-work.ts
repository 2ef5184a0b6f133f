import { estimateArea, type AreaId, type Estimate, type FacilityId, type RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { sessionWork, type SessionWork } from '../figures/productivity.ts'
import type { OpenRun } from './open-runs.ts'

const HOUR_MS = 60 * 60 * 1000
const MEASURED_DAYS = 730
const DAY_MS = 24 * HOUR_MS

export interface AreaRow {
  readonly area_id: AreaId
  readonly facility_id: FacilityId
  readonly bins: number
}

export interface WorkEstimates {
  readonly of: (run: OpenRun, area: AreaRow) => Estimate
  readonly companyRateMilli: number | null
}

/**
 * How long each area of the runs takes one person: after counts of it that were handed in during the last two years, else after its stock and
 * the scans per hour that were measured.
 */
export async function workEstimates(
  ctx: EngineContext,
  actor: Actor,
  runs: readonly OpenRun[],
): Promise<WorkEstimates> {
  const now = ctx.now()
  const facilities = new Set(runs.map((run) => run.facility_id))
  const work = await sessionWork(ctx, {
    orgId: actor.orgId,
    facilities: 'all',
    costAt: [],
    runId: null,
    since: now - MEASURED_DAYS * DAY_MS,
    now,
  })
  const byFacility = Map.groupBy(work, (row) => row.facilityId)
  const rates = new Map([...byFacility].map(([facilityId, rows]) => [facilityId, rateOf(rows)]))
  const companyRateMilli = rateOf(work)
  const before = Map.groupBy(
    work.filter((row) => facilities.has(row.facilityId) && row.activeMs > 0),
    (row) => row.areaId,
  )
  const stocked = await stockedLines(ctx, [...facilities])
  const directed = await directedLines(
    ctx,
    runs.filter((run) => run.count_type_enum_id === 'DIRECTED_COUNT').map((run) => run.run_id),
  )
  return {
    companyRateMilli,
    of: (run, area) => {
      const isWhole = run.count_type_enum_id === 'HARD_COUNT'
      const counts = isWhole ? (before.get(area.area_id) ?? []) : []
      const activeMs = counts.reduce((sum, row) => sum + row.activeMs, 0)
      return estimateArea(
        {
          bins: area.bins,
          lines: isWhole
            ? (stocked.get(area.area_id) ?? 0)
            : (directed.get(`${run.run_id} ${area.area_id}`) ?? 0),
          before: counts.length > 0 ? { activeMs, counts: counts.length } : null,
        },
        { facility: rates.get(area.facility_id) ?? null, company: companyRateMilli },
      )
    },
  }
}

/** Scans per hour in thousandths over all of it; null where nothing took any time. */
function rateOf(work: readonly SessionWork[]): number | null {
  const activeMs = work.reduce((sum, row) => sum + row.activeMs, 0)
  const scans = work.reduce((sum, row) => sum + row.scans, 0)
  return activeMs === 0 || scans === 0 ? null : Math.round((scans * HOUR_MS * 1000) / activeMs)
}

/** Positions with stock by area. */
async function stockedLines(
  ctx: EngineContext,
  facilities: readonly FacilityId[],
): Promise<ReadonlyMap<AreaId, number>> {
  if (facilities.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('inventory_balance as b')
    .innerJoin('area_location as al', 'al.location_id', 'b.location_id')
    .select((eb) => ['al.area_id', eb.fn.countAll<number>().as('lines')])
    .where('b.facility_id', 'in', facilities)
    .where('b.quantity_on_hand_milli', '!=', 0)
    .groupBy('al.area_id')
    .execute()
  return new Map(rows.map((row) => [row.area_id, row.lines]))
}

/** The same of what directed runs look for, by run and area. */
async function directedLines(
  ctx: EngineContext,
  runs: readonly RunId[],
): Promise<ReadonlyMap<string, number>> {
  if (runs.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('run_item as i')
    .innerJoin('run_facility as rf', 'rf.run_id', 'i.run_id')
    .innerJoin('inventory_balance as b', (join) =>
      join.onRef('b.facility_id', '=', 'rf.facility_id').onRef('b.product_id', '=', 'i.product_id'),
    )
    .innerJoin('area_location as al', 'al.location_id', 'b.location_id')
    .select((eb) => ['i.run_id', 'al.area_id', eb.fn.countAll<number>().as('lines')])
    .where('i.run_id', 'in', runs)
    .where('b.quantity_on_hand_milli', '!=', 0)
    .groupBy(['i.run_id', 'al.area_id'])
    .execute()
  return new Map(rows.map((row) => [`${row.run_id} ${row.area_id}`, row.lines]))
}
