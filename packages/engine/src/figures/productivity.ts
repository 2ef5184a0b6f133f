import type { ProductivityFigures } from '@cyclecount/contract'
import type { AreaId, FacilityId, RunId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { monthOf } from './months.ts'
import { countedRuns, sumOf } from './records.ts'
import { figuresScope, hasNoFacility, type FiguresScope } from './scope.ts'

const HOUR_MS = 60 * 60 * 1000

/** What one submitted session did and how long it was counted in. */
export interface SessionWork {
  readonly facilityId: FacilityId
  readonly facility: string
  readonly areaId: AreaId
  readonly area: string
  readonly runId: RunId
  readonly run: string
  /** Of the facility's calendar, `2026-11`. */
  readonly month: string
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
  const work = await sessionWork(ctx, scope)
  const facilities = new Set(work.map(({ facility }) => facility)).size
  const named = work.map((session) => ({ session, name: nameBy(session, by, facilities > 1) }))
  const groups = [...Map.groupBy(named, ({ name }) => name.key)].map(([key, members]) => {
    const sum = (pick: (session: SessionWork) => number) =>
      members.reduce((total, each) => total + pick(each.session), 0)
    const activeMs = sum((each) => each.activeMs)
    const scans = sum((each) => each.scans)
    return {
      key,
      label: members[0]?.name.label ?? '',
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

function nameBy(
  session: SessionWork,
  by: By,
  several: boolean,
): { readonly key: string; readonly label: string } {
  switch (by) {
    case 'facility':
      return { key: session.facilityId, label: session.facility }
    case 'area':
      return {
        key: session.areaId,
        label: several ? `${session.facility} · ${session.area}` : session.area,
      }
    case 'run':
      return { key: session.runId, label: session.run }
    case 'month':
      return { key: session.month, label: session.month }
  }
}

/** The submitted sessions of the scope with what was captured in them and the time they were counted in. */
export async function sessionWork(ctx: EngineContext, scope: FiguresScope): Promise<readonly SessionWork[]> {
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
  return rows.map((row) => {
    const away = pausedWithin(paused.get(row.session_id) ?? [], row.first_at, row.last_at)
    return {
      facilityId: row.facility_id,
      facility: row.facility,
      areaId: row.area_id,
      area: row.area,
      runId: row.run_id,
      run: row.run,
      month: monthOf(row.reconciled_at ?? scope.now, row.time_zone),
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
