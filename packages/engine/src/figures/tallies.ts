import { addTallies, noRecords, type Tally, type Tolerance } from '@cyclecount/domain'
import { sql, type RawBuilder } from 'kysely'
import type { EngineContext } from '../context.ts'
import { costColumn, countedAgain, countedRecords, isOf, sumOf } from './records.ts'
import { hasNoFacility, type FiguresScope } from './scope.ts'

/** A group of records and what they come to. */
export interface TalliedGroup {
  readonly key: string
  readonly label: string
  readonly recounted: number
  readonly tally: Tally
  /** What goods of other owners come to: only money, which is in no sum of the tally. */
  readonly consigned: Tally
}

/** What records can be grouped by in the database: the group's key and its name. */
const groups = {
  run: { key: named('rf.run_id'), label: named('run.name') },
  facility: { key: named('rf.facility_id'), label: named('f.name') },
  zone: { key: named('z.zone_id'), label: named('z.name') },
  area: { key: named('a.area_id'), label: named('a.name') },
  category: { key: named('p.category'), label: named('p.category') },
} as const
export type Grouping = keyof typeof groups

function named(column: string) {
  return sql<string | null>`${sql.ref(column)}`
}

/**
 * The records of the scope in groups, tallied by the database: what `tallyOf` and `addTallies` of domain make of them, record by record.
 * Zones and areas of several facilities are told apart by their facility's name.
 */
export async function talliesBy(
  ctx: EngineContext,
  scope: FiguresScope,
  by: Grouping,
  tolerance: Tolerance,
): Promise<readonly TalliedGroup[]> {
  if (hasNoFacility(scope)) return []
  const rows = await groupRows(ctx, scope, by, tolerance)
  const facilities = new Set(rows.map((row) => row.facility_id)).size
  const isPlace = by === 'zone' || by === 'area'
  const byKey = Map.groupBy(rows, (row) => row.key ?? `nowhere in ${row.facility_id}`)
  return [...byKey].flatMap(([key, members]) => {
    const [first] = members
    if (!first) return []
    const name = first.label ?? ''
    return [
      {
        key,
        label: isPlace && facilities > 1 ? `${first.facility} · ${name}` : name,
        recounted: members.reduce((sum, row) => sum + row.recounted, 0),
        tally: members.map(tallyOfRow).reduce(addTallies),
        consigned: members.map(consignedOfRow).reduce(addTallies),
      },
    ]
  })
}

async function groupRows(ctx: EngineContext, scope: FiguresScope, by: Grouping, tolerance: Tolerance) {
  const { key, label } = groups[by]
  return placed(ctx, scope)
    .select([key.as('key'), label.as('label'), 'f.facility_id', 'f.name as facility', 'v.unit', 'v.currency'])
    .select([
      sql<number>`count(*)`.as('records'),
      sumOf<number>(sql`case when ${countedAgain} then 1 else 0 end`).as('recounted'),
    ])
    .select(tallyColumns(tolerance))
    .select(costColumns(scope))
    .select(consignedColumns(scope))
    .groupBy([key, label, 'f.facility_id', 'f.name', 'v.unit', 'v.currency'])
    .execute()
}

function tallyOfRow(row: Awaited<ReturnType<typeof groupRows>>[number]): Tally {
  return {
    records: row.records,
    exact: row.exact,
    withinPercent: row.within_percent,
    withinUnits: row.within_units,
    short: row.short,
    over: row.over,
    withPercent: row.with_percent,
    signedPercentMilli: row.signed_percent,
    absolutePercentMilli: row.absolute_percent,
    units: [
      {
        unit: row.unit,
        expectedMilli: row.expected,
        countedMilli: row.counted,
        shortMilli: row.short_milli,
        overMilli: row.over_milli,
      },
    ],
    money: [
      {
        currency: row.currency,
        expectedMicros: row.expected_micros,
        shortMicros: row.short_micros,
        overMicros: row.over_micros,
        withoutCost: row.without_cost,
      },
    ],
  }
}

function consignedOfRow(row: Awaited<ReturnType<typeof groupRows>>[number]): Tally {
  if (row.consigned === 0) return noRecords
  return {
    ...noRecords,
    records: row.consigned,
    money: [
      {
        currency: row.currency,
        expectedMicros: row.consigned_expected_micros,
        shortMicros: row.consigned_short_micros,
        overMicros: row.consigned_over_micros,
        withoutCost: row.consigned_without,
      },
    ],
  }
}

/** Records with the place they were counted in: the area of their session, else one in which their bin lies. */
export function placed(ctx: EngineContext, scope: FiguresScope) {
  return countedRecords(ctx, scope)
    .innerJoin('count_run as run', 'run.run_id', 'v.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'v.facility_id')
    .leftJoin('location as l', 'l.location_id', 'v.location_id')
    .leftJoin('zone as z', 'z.zone_id', 'l.zone_id')
    .leftJoin('inventory_count_import as s', 's.inventory_count_import_id', 'v.inventory_count_import_id')
    .leftJoin('area as a', (join) =>
      join.on(
        sql<boolean>`a.area_id = coalesce(s.area_id, (select al.area_id from area_location al
          where al.location_id = v.location_id order by al.area_id limit 1))`,
      ),
    )
}

const variance = sql`v.variance_quantity_on_hand`

function tallyColumns({ percentMilli, unitsMilli }: Tolerance) {
  const one = (condition: RawBuilder<unknown>) => sumOf<number>(sql`case when ${condition} then 1 else 0 end`)
  return [
    one(sql`${variance} = 0`).as('exact'),
    // A book of zero is within no percentage of anything but zero. The product is exact: integers of 64 bits hold it.
    one(
      sql`${variance} = 0 or (v.system_quantity_on_hand <> 0
        and abs(${variance}) * 100000 <= abs(v.system_quantity_on_hand) * ${percentMilli})`,
    ).as('within_percent'),
    one(sql`abs(${variance}) <= ${unitsMilli}`).as('within_units'),
    one(sql`${variance} < 0`).as('short'),
    one(sql`${variance} > 0`).as('over'),
    one(sql`v.percent_milli is not null`).as('with_percent'),
    sumOf<number>(sql`v.percent_milli`).as('signed_percent'),
    sumOf<number>(sql`abs(v.percent_milli)`).as('absolute_percent'),
    sumOf<number>(sql`v.system_quantity_on_hand`).as('expected'),
    sumOf<number>(sql`v.actual_quantity_on_hand`).as('counted'),
    sumOf<number>(sql`case when ${variance} < 0 then ${variance} else 0 end`).as('short_milli'),
    sumOf<number>(sql`case when ${variance} > 0 then ${variance} else 0 end`).as('over_milli'),
  ]
}

function costColumns(scope: FiguresScope) {
  const cost = costColumn(scope, 'v.cost_variance_micros')
  return [
    sumOf<bigint>(costColumn(scope, 'v.total_cost_micros')).as('expected_micros'),
    sumOf<bigint>(sql`case when ${cost} < 0 then ${cost} else 0 end`).as('short_micros'),
    sumOf<bigint>(sql`case when ${cost} > 0 then ${cost} else 0 end`).as('over_micros'),
    sumOf<number>(sql`case when ${isOf('own')} and ${cost} is null then 1 else 0 end`).as('without_cost'),
  ]
}

function consignedColumns(scope: FiguresScope) {
  const cost = costColumn(scope, 'v.cost_variance_micros', 'consigned')
  const expected = costColumn(scope, 'v.total_cost_micros', 'consigned')
  const isTheirs = isOf('consigned')
  return [
    sumOf<number>(sql`case when ${isTheirs} then 1 else 0 end`).as('consigned'),
    sumOf<bigint>(expected).as('consigned_expected_micros'),
    sumOf<bigint>(sql`case when ${cost} < 0 then ${cost} else 0 end`).as('consigned_short_micros'),
    sumOf<bigint>(sql`case when ${cost} > 0 then ${cost} else 0 end`).as('consigned_over_micros'),
    sumOf<number>(sql`case when ${isTheirs} and ${cost} is null then 1 else 0 end`).as('consigned_without'),
  ]
}
