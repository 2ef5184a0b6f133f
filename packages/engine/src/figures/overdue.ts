import { OVERDUE_AGES, type OverdueFigures } from '@cyclecount/contract'
import { asUuid } from '@cyclecount/db'
import { proportion, type FacilityId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { abcClasses } from '../abc/abc-classes.ts'
import { abcRules, type AbcClass } from '../abc/abc-rules.ts'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { figuresScope, hasNoFacility, type FiguresScope } from './scope.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** The age of what was never counted, and of what is older than the last age that has an end. */
const NEVER = -1

const groups = {
  class: { key: sql`c.class`, label: sql`c.class` },
  facility: { key: sql`f.facility_id`, label: sql`f.name` },
  zone: { key: sql`z.zone_id`, label: sql`z.name` },
} as const

/**
 * How long ago the products in stock were counted, and how many of them are overdue by their class: by class, zone (where a bin of it holds the
 * product) or facility. A count is one that HQ has and did not send back.
 */
export async function overdueFigures(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'figuresOverdue'>,
): Promise<OverdueFigures> {
  const scope = await figuresScope(ctx, actor, { facilityId: query.facilityId })
  const classes = await abcRules(ctx.db.read, actor.orgId)
  const told = { classes: classes.map(({ name, everyDays }) => ({ name, everyDays })) }
  if (hasNoFacility(scope)) return { ...told, rows: [] }
  const found = await cellsOf(ctx, scope, classes, query.by ?? 'class')
  const facilities = new Set(found.map((cell) => cell.facility)).size
  const rows = [...Map.groupBy(found, ({ key }) => key)].map(([key, cells]) => {
    const sum = (pick: (cell: Cell) => number): number => cells.reduce((total, cell) => total + pick(cell), 0)
    const inAge = (age: number): number => sum((cell) => (cell.age === age ? cell.n : 0))
    const of = sum((cell) => cell.n)
    const overdue = sum((cell) => cell.late)
    const [first] = cells
    return {
      key,
      label:
        query.by === 'zone' && facilities > 1 ? `${first?.facility} · ${first?.label}` : (first?.label ?? ''),
      of,
      overdue,
      never: inAge(NEVER),
      inTimeMilli: proportion(of - overdue, of).percentMilli,
      ages: [
        ...OVERDUE_AGES.map((upToDays, age) => ({ upToDays, products: inAge(age) })),
        {
          upToDays: null,
          products: inAge(OVERDUE_AGES.length),
        },
      ],
    }
  })
  return { ...told, rows: rows.toSorted((a, b) => a.label.localeCompare(b.label)) }
}

interface Cell {
  readonly key: string
  readonly label: string
  readonly facility: string
  readonly age: number
  readonly n: number
  readonly late: number
}

async function cellsOf(
  ctx: EngineContext,
  { orgId, facilities, now }: FiguresScope,
  classes: readonly AbcClass[],
  by: keyof typeof groups,
): Promise<readonly Cell[]> {
  const { key, label } = groups[by]
  // Of classes a product of two facilities is two, each with its own age; the facility’s name only tells zones apart.
  const facility = by === 'zone' ? sql`f.name` : sql`''`
  const { rows } = await sql<Cell>`
    select key, label, facility, age, count(*) as n, cast(sum(late) as bigint) as late from (
      select distinct c.facility_id, c.product_id, ${key} as key, ${label} as label, ${facility} as facility,
        ${ageCase(now)} as age,
        case when n.at is null or n.at < ${dueCase(classes, now)} then 1 else 0 end as late
      from ${abcClasses(orgId, classes)} c
      join facility f on f.facility_id = c.facility_id
      left join (
        select v.facility_id, v.product_id, max(coalesce(v.counted_at, rf.reconciled_at)) as at
        from inv_count_import_variance v
        join run_facility rf on rf.run_id = v.run_id and rf.facility_id = v.facility_id
        where v.org_id = ${asUuid(orgId)} and v.current = 1 and v.product_id is not null
          and rf.status in ('submitted', 'accepted')
        group by v.facility_id, v.product_id
      ) n on n.facility_id = c.facility_id and n.product_id = c.product_id
      ${by === 'zone' ? ZONES : sql``}
      where ${within(facilities)}
    ) each_one group by key, label, facility, age`.execute(ctx.db.read)
  return rows
}

const ZONES = sql`
  join inventory_balance b on b.facility_id = c.facility_id and b.product_id = c.product_id
    and b.quantity_on_hand_milli <> 0
  join location l on l.location_id = b.location_id
  join zone z on z.zone_id = l.zone_id`

function within(facilities: 'all' | readonly FacilityId[]) {
  return facilities === 'all'
    ? sql`1 = 1`
    : sql`c.facility_id in (${sql.join(facilities.map((id) => asUuid(id)))})`
}

function ageCase(now: number) {
  const cases = OVERDUE_AGES.map(
    (days, age) => sql`when n.at >= ${sql.lit(now - days * DAY_MS)} then ${sql.lit(age)}`,
  )
  return sql`case when n.at is null then ${sql.lit(NEVER)} ${sql.join(cases, sql` `)} else ${sql.lit(OVERDUE_AGES.length)} end`
}

/** Until when a product of the class must have been counted to be in time; one without a class of ours as the last one. */
function dueCase(classes: readonly AbcClass[], now: number) {
  const dueAt = ({ everyDays }: AbcClass): number => now - everyDays * DAY_MS
  const cases = classes.map((one) => sql`when ${sql.lit(one.name)} then ${sql.lit(dueAt(one))}`)
  const last = classes.at(-1)
  return sql`case c.class ${sql.join(cases, sql` `)} else ${sql.lit(last ? dueAt(last) : 0)} end`
}
