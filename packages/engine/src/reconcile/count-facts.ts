import type {
  AreaId,
  AssignmentId,
  LocationId,
  PersonId,
  ProductId,
  SessionId,
  SessionState,
} from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { FacilityCount } from './facility-count.ts'

/** One line of one session that counts. */
export interface CountedItem {
  readonly sessionId: SessionId
  readonly seq: number
  readonly areaId: AreaId
  readonly productId: ProductId | null
  readonly codeKey: string | null
  readonly code: string | null
  readonly locationId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
  readonly quantityMilli: number
  readonly lastAt: number
  readonly countedBy: PersonId
  readonly conflict: boolean
}

/** A bin, or a whole area, that somebody looked at and found empty. */
export interface EmptyFinding {
  readonly at: number
  readonly by: PersonId
}

export interface CountFacts {
  /** Changes whenever anything below may have changed. */
  readonly signature: string
  /** Every assigned area is submitted and nobody is still counting: what was not found in them is not there. */
  readonly isComplete: boolean
  readonly items: readonly CountedItem[]
  readonly emptied: ReadonlyMap<LocationId, EmptyFinding>
  readonly areasOfLocation: ReadonlyMap<LocationId, readonly AreaId[]>
  /** When the last counter of the area was done with it, server-corrected. An area that is not here was not reached. */
  readonly doneAt: ReadonlyMap<AreaId, number>
  /** Every area of the facility was reached, also those that nobody was given. */
  readonly isEveryAreaDone: boolean
  /** Products of a directed run; null: everything at the facility. */
  readonly products: ReadonlySet<ProductId> | null
  /** Before everything that was counted; null where nothing was. */
  readonly since: number | null
}

interface SessionRow {
  readonly session_id: SessionId
  readonly assignment_id: AssignmentId
  readonly area_id: AreaId
  readonly status_id: SessionState
  readonly last_change_seq: number
  readonly submitted_at: number | null
  readonly area_empty: 0 | 1
  readonly user_id: PersonId
  readonly items: number
}

/** The sessions of the round as they stand, in a fixed order. */
export async function sessionsOf(
  db: Pick<Tx, 'selectFrom'>,
  count: Pick<FacilityCount, 'runId' | 'facilityId' | 'round'>,
): Promise<readonly SessionRow[]> {
  return db
    .selectFrom('inventory_count_import')
    .select(['inventory_count_import_id as session_id', 'assignment_id', 'area_id', 'status_id'])
    .select(['last_change_seq', 'submitted_at', 'area_empty', 'uploaded_by_user_login as user_id'])
    .select((eb) =>
      eb
        .selectFrom('inventory_count_import_item as i')
        .select((inner) => inner.fn.countAll<number>().as('items'))
        .whereRef('i.inventory_count_import_id', '=', 'inventory_count_import.inventory_count_import_id')
        .$asScalar()
        .$notNull()
        .as('items'),
    )
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .orderBy('inventory_count_import_id')
    .execute()
}

/** Whether something is still being counted in it. A session that was suspended before anything was counted holds up nobody. */
export function isUnfinished(session: Pick<SessionRow, 'status_id' | 'items'>): boolean {
  if (session.status_id === 'suspended') return session.items > 0
  return session.status_id !== 'submitted' && session.status_id !== 'voided'
}

/** Tells one state of the sessions from another. */
export function signatureOf(sessions: readonly SessionRow[]): string {
  return JSON.stringify(sessions.map((row) => [row.session_id, row.status_id, row.last_change_seq]))
}

/**
 * What was counted in the current round, from the projection of the log. Only submitted sessions count: what is still being
 * counted would be compared half done. The reader verifies `signature` again where it writes.
 */
export async function readCountFacts(ctx: EngineContext, count: FacilityCount): Promise<CountFacts> {
  const sessions = await sessionsOf(ctx.db.read, count)
  const submitted = sessions.filter((row) => row.status_id === 'submitted')
  const [items, finished, areasOfLocation, products, open, areas] = await Promise.all([
    readItems(ctx, count, submitted),
    readEndings(ctx, count),
    readAreasOfLocation(ctx, count),
    readProducts(ctx, count),
    openAssignments(ctx, count, submitted),
    readAreas(ctx, count),
  ])
  const doneAt = new Map<AreaId, number>()
  for (const session of submitted) {
    const submit = finished.submits.get(session.session_id) ?? session.submitted_at
    if (submit !== null) doneAt.set(session.area_id, Math.max(doneAt.get(session.area_id) ?? 0, submit))
  }
  const emptied = new Map<LocationId, EmptyFinding>(finished.emptied)
  for (const session of submitted) {
    if (session.area_empty === 0) continue
    const at = doneAt.get(session.area_id) ?? session.submitted_at ?? 0
    for (const [locationId, holders] of areasOfLocation) {
      if (holders.includes(session.area_id) && !emptied.has(locationId))
        emptied.set(locationId, { at, by: session.user_id })
    }
  }
  for (const item of items) if (item.locationId !== null) emptied.delete(item.locationId)

  const times = [
    ...items.map((item) => item.lastAt),
    ...doneAt.values(),
    ...[...emptied.values()].map((e) => e.at),
  ]
  const isBeingCounted = sessions.some(isUnfinished)
  return {
    signature: signatureOf(sessions),
    isComplete: submitted.length > 0 && open.length === 0 && !isBeingCounted,
    items,
    emptied,
    areasOfLocation,
    doneAt,
    isEveryAreaDone: areas.every((areaId) => doneAt.has(areaId)),
    products,
    since: times.length === 0 ? null : times.reduce((least, time) => Math.min(least, time)) - 1,
  }
}

/** Areas given to somebody that nobody has submitted for them, by name. */
async function openAssignments(
  ctx: EngineContext,
  count: Pick<FacilityCount, 'runId' | 'facilityId' | 'round'>,
  submitted: readonly { readonly assignment_id: AssignmentId }[],
): Promise<readonly { readonly areaName: string }[]> {
  const done = new Set(submitted.map((row) => row.assignment_id))
  const rows = await ctx.db.read
    .selectFrom('count_assignment as a')
    .innerJoin('area', 'area.area_id', 'a.area_id')
    .select(['a.assignment_id', 'area.name'])
    .where('a.run_id', '=', count.runId)
    .where('a.facility_id', '=', count.facilityId)
    .where('a.round', '=', count.round)
    .where('a.released_at', 'is', null)
    .execute()
  return rows.filter((row) => !done.has(row.assignment_id)).map((row) => ({ areaName: row.name }))
}

async function readItems(
  ctx: EngineContext,
  count: FacilityCount,
  submitted: readonly SessionRow[],
): Promise<readonly CountedItem[]> {
  const areaBySession = new Map(submitted.map((row) => [row.session_id, row.area_id]))
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .innerJoin(
      'inventory_count_import_item as i',
      'i.inventory_count_import_id',
      's.inventory_count_import_id',
    )
    .select([
      'i.inventory_count_import_id as session_id',
      'i.import_item_seq_id',
      'i.product_id',
      'i.code_key',
    ])
    .select([
      'i.product_identifier',
      'i.location_id',
      'i.lot',
      'i.serial',
      'i.stock_state',
      'i.owner',
      'i.unit',
    ])
    .select(['i.quantity', 'i.last_at', 'i.counted_by_user_login_id', 'i.status_id'])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '=', count.round)
    .where('s.status_id', '=', 'submitted')
    .where('i.status_id', '!=', 'voided')
    .orderBy('i.inventory_count_import_id')
    .orderBy('i.import_item_seq_id')
    .execute()
  return rows.flatMap((row) => {
    const areaId = areaBySession.get(row.session_id)
    if (areaId === undefined) return []
    return {
      sessionId: row.session_id,
      seq: row.import_item_seq_id,
      areaId,
      productId: row.product_id,
      codeKey: row.code_key,
      code: row.product_identifier,
      locationId: row.location_id,
      lot: row.lot,
      serial: row.serial,
      stockState: row.stock_state,
      owner: row.owner,
      unit: row.unit,
      quantityMilli: row.quantity,
      lastAt: notBefore(count, row.last_at),
      countedBy: row.counted_by_user_login_id,
      conflict: row.status_id === 'conflict',
    }
  })
}

/** When bins were confirmed empty and sessions submitted, in server time as far as the device knew it. */
async function readEndings(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<{
  readonly emptied: ReadonlyMap<LocationId, EmptyFinding>
  readonly submits: ReadonlyMap<SessionId, number>
}> {
  const sessions = ctx.db.read
    .selectFrom('inventory_count_import as s')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '=', count.round)
    .where('s.status_id', '=', 'submitted')
  const bins = await sessions
    .innerJoin('session_location as sl', 'sl.session_id', 's.inventory_count_import_id')
    .innerJoin('scan as c', (join) =>
      join.onRef('c.session_id', '=', 'sl.session_id').onRef('c.location_id', '=', 'sl.location_id'),
    )
    .select(['sl.location_id', 'c.captured_at', 'c.clock_offset_ms', 'c.user_id'])
    .where('sl.state', '=', 'confirmed-empty')
    .where('c.kind', '=', 'confirm-empty')
    .orderBy('c.scan_id')
    .execute()
  const submitted = await sessions
    .innerJoin('scan as c', 'c.session_id', 's.inventory_count_import_id')
    .select(['c.session_id', 'c.captured_at', 'c.clock_offset_ms'])
    .where('c.kind', '=', 'submit')
    .orderBy('c.scan_id')
    .execute()
  const at = (row: { captured_at: number; clock_offset_ms: number | null }) =>
    notBefore(count, row.captured_at + (row.clock_offset_ms ?? 0))
  return {
    emptied: new Map(bins.map((row) => [row.location_id, { at: at(row), by: row.user_id }])),
    submits: new Map(submitted.map((row) => [row.session_id, at(row)])),
  }
}

/** A device whose clock was wrong and that had not met the server says times before the run existed. */
function notBefore(count: FacilityCount, at: number): number {
  return Math.max(at, count.createdAt)
}

async function readAreasOfLocation(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<ReadonlyMap<LocationId, readonly AreaId[]>> {
  const rows = await ctx.db.read
    .selectFrom('area_location as al')
    .innerJoin('area', 'area.area_id', 'al.area_id')
    .select(['al.location_id', 'al.area_id'])
    .where('area.facility_id', '=', count.facilityId)
    .orderBy('al.area_id')
    .execute()
  const areas = new Map<LocationId, AreaId[]>()
  for (const row of rows) {
    const known = areas.get(row.location_id)
    if (known) known.push(row.area_id)
    else areas.set(row.location_id, [row.area_id])
  }
  return areas
}

async function readAreas(ctx: EngineContext, count: FacilityCount): Promise<readonly AreaId[]> {
  const rows = await ctx.db.read
    .selectFrom('area')
    .select('area_id')
    .where('facility_id', '=', count.facilityId)
    .execute()
  return rows.map((row) => row.area_id)
}

async function readProducts(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<ReadonlySet<ProductId> | null> {
  if (count.countType === 'HARD_COUNT') return null
  const rows = await ctx.db.read
    .selectFrom('run_item')
    .select('product_id')
    .where('run_id', '=', count.runId)
    .execute()
  return new Set(rows.map((row) => row.product_id))
}
