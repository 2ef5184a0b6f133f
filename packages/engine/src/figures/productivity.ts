import type { ProductivityFigures } from '@cyclecount/contract'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { monthOf } from './months.ts'
import { countedRuns, sumOf } from './records.ts'
import { figuresScope, hasNoFacility, type FiguresScope } from './scope.ts'

const HOUR_MS = 60 * 60 * 1000

interface SessionWork {
  readonly key: string
  readonly label: string
  readonly scans: number
  readonly bins: number
  readonly activeMs: number
}

/**
 * How fast counting went: what was captured in submitted sessions by the time from a session's first capture to its last, the time it was
 * paused taken out. Nobody is named: what a person does in an hour says more of their area than of them.
 */
export async function productivityFigures(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'figuresProductivity'>,
): Promise<ProductivityFigures> {
  const scope = await figuresScope(ctx, actor, query)
  if (hasNoFacility(scope)) return { rows: [] }
  const by = query.by ?? 'month'
  const work = await sessionsOf(ctx, scope, by)
  const groups = [...Map.groupBy(work, ({ key }) => key)].map(([key, members]) => {
    const sum = (pick: (session: SessionWork) => number) =>
      members.reduce((total, each) => total + pick(each), 0)
    const activeMs = sum((each) => each.activeMs)
    const scans = sum((each) => each.scans)
    return {
      key,
      label: members[0]?.label ?? '',
      sessions: members.length,
      scans,
      bins: sum((each) => each.bins),
      activeMs,
      scansPerHourMilli: activeMs === 0 ? null : Math.round((scans * HOUR_MS * 1000) / activeMs),
    }
  })
  const inOrder = (a: (typeof groups)[number], b: (typeof groups)[number]) =>
    by === 'month' ? a.key.localeCompare(b.key) : a.label.localeCompare(b.label)
  return { rows: groups.toSorted(inOrder) }
}

type By = NonNullable<Query<'figuresProductivity'>['by']>

async function sessionsOf(ctx: EngineContext, scope: FiguresScope, by: By): Promise<readonly SessionWork[]> {
  const rows = await countedRuns(ctx, scope)
    .innerJoin('inventory_count_import as s', (join) =>
      join.onRef('s.run_id', '=', 'rf.run_id').onRef('s.facility_id', '=', 'rf.facility_id'),
    )
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .innerJoin(
      'inventory_count_import_item as i',
      'i.inventory_count_import_id',
      's.inventory_count_import_id',
    )
    .where('s.status_id', '=', 'submitted')
    .where('i.status_id', '!=', 'voided')
    .select([
      's.inventory_count_import_id as session_id',
      'rf.facility_id',
      'f.name as facility',
      'f.time_zone',
    ])
    .select(['a.area_id', 'a.name as area', 'rf.run_id', 'run.name as run', 'rf.reconciled_at'])
    .select([
      sumOf<number>(sql`i.events`).as('scans'),
      sql<number>`count(distinct i.location_id)`.as('bins'),
      sql<number>`min(i.first_at)`.as('first_at'),
      sql<number>`max(i.last_at)`.as('last_at'),
    ])
    .groupBy([
      's.inventory_count_import_id',
      'rf.facility_id',
      'f.name',
      'f.time_zone',
      'a.area_id',
      'a.name',
    ])
    .groupBy(['rf.run_id', 'run.name', 'rf.reconciled_at'])
    .execute()
  const paused = await pausesOf(ctx, scope)
  const facilities = new Set(rows.map((row) => row.facility)).size
  return rows.map((row) => {
    const month = monthOf(row.reconciled_at ?? scope.now, row.time_zone)
    const [key, label] = {
      facility: [row.facility_id, row.facility],
      area: [row.area_id, facilities > 1 ? `${row.facility} · ${row.area}` : row.area],
      run: [row.run_id, row.run],
      month: [month, month],
    }[by] as [string, string]
    const away = pausedWithin(paused.get(row.session_id) ?? [], row.first_at, row.last_at)
    return {
      key,
      label,
      scans: row.scans,
      bins: row.bins,
      activeMs: Math.max(0, row.last_at - row.first_at - away),
    }
  })
}

interface Change {
  readonly at: number
  readonly counting: boolean
}

/** When each session began and ceased to be counted in, as its status history tells; sessions that were never paused are not in it. */
async function pausesOf(
  ctx: EngineContext,
  scope: FiguresScope,
): Promise<ReadonlyMap<string, readonly Change[]>> {
  const rows = await countedRuns(ctx, scope)
    .innerJoin('inventory_count_import as s', (join) =>
      join.onRef('s.run_id', '=', 'rf.run_id').onRef('s.facility_id', '=', 'rf.facility_id'),
    )
    .innerJoin('inv_count_import_status as h', 'h.inventory_count_import_id', 's.inventory_count_import_id')
    .where('h.import_item_seq_id', 'is', null)
    .where('h.status_id', 'in', ['paused', 'suspended', 'counting'])
    .select(['s.inventory_count_import_id as session_id', 'h.status_id', 'h.status_date'])
    .orderBy('h.status_date')
    .execute()
  return new Map(
    [...Map.groupBy(rows, (row) => row.session_id)].map(([session, changes]) => [
      session,
      changes.map((row) => ({ at: row.status_date, counting: row.status_id === 'counting' })),
    ]),
  )
}

/** How long of the time between two instants a session was paused. */
export function pausedWithin(changes: readonly Change[], from: number, until: number): number {
  let away = 0
  let since: number | null = null
  for (const { at, counting } of changes) {
    if (!counting) since ??= at
    else if (since !== null) {
      away += Math.max(0, Math.min(at, until) - Math.max(since, from))
      since = null
    }
  }
  return since === null ? away : away + Math.max(0, until - Math.max(since, from))
}
