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
import { readAreas, readAreasOfLocation } from './areas.ts'
import { readEndings, readItems } from './counted.ts'

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
  /** When it was found last. */
  readonly at: number
  /** Everybody who found it. */
  readonly by: readonly PersonId[]
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
  /** Everybody who submitted a session of the area: who did not find what is not found there. */
  readonly countersOfArea: ReadonlyMap<AreaId, readonly PersonId[]>
  /** Every area of the facility was reached, also those that nobody was given. */
  readonly isEveryAreaDone: boolean
  /** Products of a directed run; null: everything at the facility. */
  readonly products: ReadonlySet<ProductId> | null
  /** Before everything that was counted; null where nothing was. */
  readonly since: number | null
}

export interface SessionRow {
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

type SessionInState = Pick<SessionRow, 'session_id' | 'status_id' | 'last_change_seq'>

/** All sessions of the run, those of its recounts too, only as far as `signatureOf` looks at them: asked for before every write. */
export async function statesOf(
  db: Pick<Tx, 'selectFrom'>,
  count: Pick<FacilityCount, 'runId' | 'facilityId'>,
): Promise<readonly SessionInState[]> {
  return db
    .selectFrom('inventory_count_import')
    .select(['inventory_count_import_id as session_id', 'status_id', 'last_change_seq'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .orderBy('inventory_count_import_id')
    .execute()
}

/** Tells one state of the sessions from another. */
export function signatureOf(sessions: readonly SessionInState[]): string {
  return JSON.stringify(sessions.map((row) => [row.session_id, row.status_id, row.last_change_seq]))
}

/** Whether every assigned area is submitted and nobody is still counting. Asked after every submit, so nothing that was counted is read. */
export async function isCountComplete(ctx: EngineContext, count: FacilityCount): Promise<boolean> {
  return isComplete(ctx, count, await sessionsOf(ctx.db.read, count))
}

async function isComplete(
  ctx: EngineContext,
  count: FacilityCount,
  sessions: readonly SessionRow[],
): Promise<boolean> {
  const submitted = sessions.filter((row) => row.status_id === 'submitted')
  if (submitted.length === 0 || sessions.some(isUnfinished)) return false
  return (await openAssignments(ctx, count, submitted)).length === 0
}

/**
 * What was counted in the current round, from the projection of the log. Only submitted sessions count: what is still being
 * counted would be compared half done. The reader verifies `signature` again where it writes.
 */
export async function readCountFacts(ctx: EngineContext, count: FacilityCount): Promise<CountFacts> {
  const signature = signatureOf(await statesOf(ctx.db.read, count))
  const sessions = await sessionsOf(ctx.db.read, count)
  const submitted = sessions.filter((row) => row.status_id === 'submitted')
  const [items, finished, areasOfLocation, products, isDone, areas] = await Promise.all([
    readItems(ctx, count, submitted),
    readEndings(ctx, count),
    readAreasOfLocation(ctx, count),
    readProducts(ctx, count),
    isComplete(ctx, count, sessions),
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
      if (!holders.includes(session.area_id)) continue
      const known = emptied.get(locationId)
      emptied.set(locationId, { at: known?.at ?? at, by: [...(known?.by ?? []), session.user_id] })
    }
  }
  for (const item of items) if (item.locationId !== null) emptied.delete(item.locationId)

  const times = [
    ...items.map((item) => item.lastAt),
    ...doneAt.values(),
    ...[...emptied.values()].map((e) => e.at),
  ]
  return {
    signature,
    isComplete: isDone,
    items,
    emptied,
    areasOfLocation,
    doneAt,
    countersOfArea: new Map(
      [...Map.groupBy(submitted, (row) => row.area_id)].map(([areaId, rows]) => [
        areaId,
        rows.map((row) => row.user_id),
      ]),
    ),
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
