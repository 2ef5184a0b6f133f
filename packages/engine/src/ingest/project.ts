import { statement } from '@cyclecount/db'
import { foldEvents, type LocationId, type LocationState } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { confirmedEmpty, loadCounting, loadMatches } from './live.ts'
import type { Session } from './session.ts'
import { closeOver, type Touched } from './touched.ts'
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
  const matches = await loadMatches(tx, session)
  const scope = touched === 'all' ? 'all' : closeOver(touched, matches.all)
  const counting = await loadCounting(tx, session, scope)
  const { items } = foldEvents([...matches.live, ...counting])
  const changed = await writeItems(ctx, tx, session, scope, [...items.values()])
  if (changed || scope === 'all' || scope.places) await writeLocations(tx, session)
}

const countedAt = statement<Pick<Session, 'sessionId'>>()((db, given) =>
  db
    .selectFrom('inventory_count_import_item')
    .select('location_id')
    .distinct()
    .where('inventory_count_import_id', '=', given('sessionId'))
    .where('status_id', '!=', 'voided'),
)
const reachedOf = statement<Pick<Session, 'sessionId'>>()((db, given) =>
  db
    .selectFrom('session_location')
    .select(['location_id', 'state'])
    .where('session_id', '=', given('sessionId')),
)

async function writeLocations(tx: Tx, session: Session): Promise<void> {
  const empties = await confirmedEmpty(tx, session)
  const counted = await countedAt(tx, session)
  const wanted = new Map<LocationId, LocationState>()
  for (const locationId of empties) if (locationId !== null) wanted.set(locationId, 'confirmed-empty')
  for (const row of counted) if (row.location_id !== null) wanted.set(row.location_id, 'counted')
  session.areaEmpty = empties.includes(null) && counted.length === 0
  const held = await reachedOf(tx, session)
  const gone = held.flatMap((row) => (wanted.has(row.location_id) ? [] : row.location_id))
  const kept = new Map(held.map((row) => [row.location_id, row.state]))
  const fresh = [...wanted].filter(([locationId, state]) => kept.get(locationId) !== state)
  if (gone.length > 0) {
    await tx
      .deleteFrom('session_location')
      .where('session_id', '=', session.sessionId)
      .where('location_id', 'in', gone)
      .execute()
  }
  await keepLocations(tx, session, fresh)
}

/** What was reached, and how; one row per location. */
export async function keepLocations(
  tx: Tx,
  session: Session,
  reached: readonly (readonly [LocationId, LocationState])[],
): Promise<void> {
  if (reached.length === 0) return
  await tx
    .insertInto('session_location')
    .values(
      reached.map(([locationId, state]) => ({
        session_id: session.sessionId,
        location_id: locationId,
        org_id: session.orgId,
        state,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['session_id', 'location_id'])
        .doUpdateSet((eb) => ({ state: eb.ref('excluded.state') })),
    )
    .execute()
}
