import { statement } from '@cyclecount/db'
import type { LocationId, ScanEvent, ScanId, SessionId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Tx } from '../context.ts'
import { rowToEvent, type ScanRow } from './scan-row.ts'
import type { Session } from './session.ts'
import type { Touched } from './touched.ts'

// Literals, because partial indexes are found before parameters have values.
const rare = sql<boolean>`scan.kind not in ('scan', 'hand', 'set', 'void')`
const counting = sql<boolean>`scan.kind in ('scan', 'hand', 'set')`
const inTime = sql<boolean>`(scan.late_state is null or scan.late_state = 'accepted')`
const taken = sql<boolean>`exists (
  select 1 from scan v where v.session_id = scan.session_id and v.target_scan_id = scan.scan_id
    and v.kind = 'void' and (v.late_state is null or v.late_state = 'accepted'))`

const ofSession = (tx: Tx, session: Session) =>
  tx.selectFrom('scan').where('session_id', '=', session.sessionId).where(inTime)

const matchesHeld = statement<{ sessionId: SessionId }>()((db, given) =>
  db
    .selectFrom('scan')
    .where('session_id', '=', given('sessionId'))
    .where(inTime)
    .where(rare)
    .where('kind', '=', 'match')
    .selectAll()
    .select(taken.as('taken'))
    .orderBy('change_seq'),
)

/** The matches of a session, those that were taken back too: what they joined has to be taken apart again. */
export async function loadMatches(
  tx: Tx,
  session: Session,
): Promise<{ readonly all: readonly ScanEvent[]; readonly live: readonly ScanEvent[] }> {
  const rows = await matchesHeld(tx, session)
  const live = rows.filter((row) => !row.taken)
  return { all: rows.map(rowToEvent), live: live.map(rowToEvent) }
}

/** The matches of some codes that hold. */
export async function matchesOf(
  tx: Tx,
  session: Session,
  codes: readonly string[],
): Promise<readonly ScanEvent[]> {
  if (codes.length === 0) return []
  const rows = await ofSession(tx, session)
    .where(sql<boolean>`scan.kind = 'match'`)
    .where('code_key', 'in', codes)
    .where((eb) => eb.not(taken))
    .selectAll()
    .execute()
  return rows.map(rowToEvent)
}

const emptinessHeld = statement<{ sessionId: SessionId }>()((db, given) =>
  db
    .selectFrom('scan')
    .where('session_id', '=', given('sessionId'))
    .where(inTime)
    .where(rare)
    .where('kind', '=', 'confirm-empty')
    .where((eb) => eb.not(taken))
    .select('location_id')
    .distinct(),
)

/** What was confirmed empty: locations, or (null) the whole area. */
export async function confirmedEmpty(tx: Tx, session: Session): Promise<readonly (LocationId | null)[]> {
  const rows = await emptinessHeld(tx, session)
  return rows.map((row) => row.location_id)
}

/** The counting events of a scope that count. */
export async function loadCounting(
  tx: Tx,
  session: Session,
  scope: Touched | 'all',
): Promise<readonly ScanEvent[]> {
  const all = () =>
    ofSession(tx, session)
      .where(counting)
      .where((eb) => eb.not(taken))
      .selectAll()
  const rows: ScanRow[] = []
  if (scope === 'all') rows.push(...(await all().execute()))
  else {
    const { products, codes, nameless } = scope
    if (products.size > 0)
      rows.push(
        ...(await all()
          .where('product_id', 'in', [...products])
          .execute()),
      )
    const unknown = () => all().where('product_id', 'is', null)
    if (codes.size > 0)
      rows.push(
        ...(await unknown()
          .where('code_key', 'in', [...codes])
          .execute()),
      )
    if (nameless) rows.push(...(await unknown().where('code_key', 'is', null).execute()))
  }
  return rows.map(rowToEvent)
}

const voidedAmong = statement<{ sessionId: SessionId; first: ScanId; last: ScanId }>()((db, given) =>
  db
    .selectFrom('scan')
    .where('session_id', '=', given('sessionId'))
    .where(inTime)
    .where(sql<boolean>`scan.kind = 'void'`)
    .where('target_scan_id', '>=', given('first'))
    .where('target_scan_id', '<=', given('last'))
    .select('target_scan_id'),
)

/** Of events that are new to the log, those that a void had already taken back, or takes back with them. */
export async function takenAmong(
  tx: Tx,
  session: Session,
  events: readonly ScanEvent[],
): Promise<ReadonlySet<string>> {
  const ids = events.map((event) => event.scanId).toSorted()
  const [first] = ids
  const last = ids.at(-1)
  if (first === undefined || last === undefined) return new Set()
  // Ids grow with time: between the first and the last of a batch there are few others.
  const rows = await voidedAmong(tx, { sessionId: session.sessionId, first, last })
  return new Set(rows.flatMap((row) => row.target_scan_id ?? []))
}

/** The events of the session that these voids take back. */
export async function targetsOf(
  tx: Tx,
  session: Session,
  ids: readonly ScanRow['scan_id'][],
): Promise<readonly ScanEvent[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', session.sessionId)
    .where('scan_id', 'in', ids)
    .execute()
  return rows.map(rowToEvent)
}
