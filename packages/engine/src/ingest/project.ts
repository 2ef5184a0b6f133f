import { foldEvents, type LocationId, type LocationState, type ScanEvent } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { closeOver, nothingTouched, type Touched } from './touched.ts'
import { rowToEvent } from './scan-row.ts'
import type { Session } from './session.ts'
import { writeItems } from './write-items.ts'

/**
 * Brings the session's count items, its locations and whether its area is empty in line with its log: afterwards they are what
 * `foldEvents` makes of every event that is not late. Only the lines that `touched` names are folded again; `all` folds
 * everything, for who changed the log by other ways than a push.
 */
export async function projectSession(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  touched: Touched | 'all',
): Promise<void> {
  const control = await loadControl(tx, session)
  const scope = touched === 'all' ? 'all' : closeOver(touched, control)
  const counting = await loadCounting(tx, session, scope)
  const { items } = foldEvents([...control, ...counting])
  const changed = await writeItems(ctx, tx, session, scope, [...items.values()])
  if (changed || scope === 'all' || scope.places) await writeLocations(tx, session, control)
}

/** Voids, matches and confirmed-empties: few, and they reach across the whole session. */
async function loadControl(tx: Tx, session: Session): Promise<readonly ScanEvent[]> {
  const rows = await tx
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', session.sessionId)
    .where('kind', 'in', ['void', 'match', 'confirm-empty'])
    .where((eb) => eb.or([eb('late_state', 'is', null), eb('late_state', '=', 'accepted')]))
    .orderBy('change_seq')
    .execute()
  return rows.map(rowToEvent)
}

async function loadCounting(tx: Tx, session: Session, scope: Touched | 'all'): Promise<readonly ScanEvent[]> {
  if (scope !== 'all' && scope.products.size + scope.codes.size === 0 && !scope.nameless) return []
  const rows = await tx
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', session.sessionId)
    .where('kind', 'in', ['scan', 'hand', 'set'])
    .where((eb) => eb.or([eb('late_state', 'is', null), eb('late_state', '=', 'accepted')]))
    .$if(scope !== 'all', (query) =>
      query.where((eb) => {
        const { products, codes, nameless } = scope === 'all' ? nothingTouched() : scope
        return eb.or([
          ...(products.size > 0 ? [eb('product_id', 'in', [...products])] : []),
          ...(codes.size > 0
            ? [eb.and([eb('product_id', 'is', null), eb('code_key', 'in', [...codes])])]
            : []),
          ...(nameless ? [eb.and([eb('product_id', 'is', null), eb('code_key', 'is', null)])] : []),
        ])
      }),
    )
    .orderBy('change_seq')
    .execute()
  return rows.map(rowToEvent)
}

async function writeLocations(tx: Tx, session: Session, control: readonly ScanEvent[]): Promise<void> {
  const empties = foldEvents(control)
  const counted = await tx
    .selectFrom('inventory_count_import_item')
    .select('location_id')
    .distinct()
    .where('inventory_count_import_id', '=', session.sessionId)
    .where('status_id', '!=', 'voided')
    .execute()
  const wanted = new Map<LocationId, LocationState>(empties.locations)
  for (const row of counted) if (row.location_id !== null) wanted.set(row.location_id, 'counted')
  session.areaEmpty = empties.areaEmpty && counted.length === 0
  const held = await tx
    .selectFrom('session_location')
    .select(['location_id', 'state'])
    .where('session_id', '=', session.sessionId)
    .execute()
  const gone = held.filter((row) => wanted.get(row.location_id) !== row.state).map((row) => row.location_id)
  const kept = new Map(held.map((row) => [row.location_id, row.state]))
  const fresh = [...wanted].filter(([locationId, state]) => kept.get(locationId) !== state)
  if (gone.length > 0) {
    await tx
      .deleteFrom('session_location')
      .where('session_id', '=', session.sessionId)
      .where('location_id', 'in', gone)
      .execute()
  }
  if (fresh.length > 0) {
    await tx
      .insertInto('session_location')
      .values(
        fresh.map(([locationId, state]) => ({
          session_id: session.sessionId,
          location_id: locationId,
          org_id: session.orgId,
          state,
        })),
      )
      .execute()
  }
}
