import type { CoverageFigures } from '@cyclecount/contract'
import { proportion, type FacilityId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { monthsBetween } from './months.ts'
import { countedBins, countedProducts, existingBins, existingProducts, type Found } from './covered.ts'
import { figuresScope, hasNoFacility, type FiguresScope } from './scope.ts'

/**
 * How much of what there is was counted, in all and month by month: of the bins of a facility or zone those that were reached, found empty
 * or not; of the products that a category or ABC class has in stock those of which a
 * record was counted.
 */
export async function coverageFigures(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'figuresCoverage'>,
): Promise<CoverageFigures> {
  const scope = await figuresScope(ctx, actor, query)
  const by = query.by ?? 'facility'
  const of = by === 'category' || by === 'class' ? 'products' : 'bins'
  if (hasNoFacility(scope)) return { of, periods: [], rows: [] }
  const zones = await timeZones(ctx, scope)
  const there = await (by === 'category' || by === 'class'
    ? existingProducts(ctx, scope, by)
    : existingBins(ctx, scope, by))
  const found: Found[] = []
  for (const { timeZone, facilities } of zones) {
    const months = monthsBetween(scope.since, scope.now, timeZone)
    const here = { ...scope, facilities }
    found.push(
      ...(await (by === 'category' || by === 'class'
        ? countedProducts(ctx, here, months, by)
        : countedBins(ctx, here, months, by))),
    )
  }
  return { of, ...inRows(there, found, periodsOf(scope, zones)) }
}

interface ZoneOfTime {
  readonly timeZone: string
  readonly facilities: readonly FacilityId[]
}

async function timeZones(ctx: EngineContext, scope: FiguresScope): Promise<readonly ZoneOfTime[]> {
  const rows = await ctx.db.read
    .selectFrom('facility')
    .select(['facility_id', 'time_zone'])
    .where('org_id', '=', scope.orgId)
    .execute()
  const { facilities } = scope
  const asked = rows.filter((row) => facilities === 'all' || facilities.includes(row.facility_id))
  return [...Map.groupBy(asked, (row) => row.time_zone)].map(([timeZone, members]) => ({
    timeZone,
    facilities: members.map((row) => row.facility_id),
  }))
}

function periodsOf(scope: FiguresScope, zones: readonly ZoneOfTime[]): string[] {
  const names = zones.flatMap(({ timeZone }) =>
    monthsBetween(scope.since, scope.now, timeZone).map(({ name }) => name),
  )
  return [...new Set(names)].toSorted()
}

function inRows(
  there: readonly { readonly key: string; readonly label: string; readonly of: number }[],
  found: readonly Found[],
  periods: string[],
): Pick<CoverageFigures, 'periods' | 'rows'> {
  const counted = new Map<string, number>()
  for (const { key, period, n } of found) {
    const cell = `${key}\n${period ?? ''}`
    counted.set(cell, (counted.get(cell) ?? 0) + n)
  }
  const share = (n: number, of: number) => proportion(Math.min(n, of), of).percentMilli
  const rows = there.map(({ key, label, of }) => {
    const inAll = counted.get(`${key}\n`) ?? 0
    const cells = periods.map((period) => {
      const n = counted.get(`${key}\n${period}`) ?? 0
      return { period, counted: n, percentMilli: share(n, of) }
    })
    return { key, label, of, counted: inAll, percentMilli: share(inAll, of), cells }
  })
  return { periods, rows: rows.toSorted((a, b) => a.label.localeCompare(b.label)) }
}
