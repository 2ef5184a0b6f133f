import type { ReplyOf, routes } from '@cyclecount/contract'
import { statement, type Schema } from '@cyclecount/db'
import { meaningsOf, type CountItem, type DeviceId, type ScanEvent, type SessionId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { serverIncarnation } from '../company/identity.ts'
import type { Actor, EngineContext, Tx } from '../context.ts'
import { rowToEvent } from '../ingest/scan-row.ts'
import { ownSession } from './session-log.ts'

type Reply = ReplyOf<typeof routes.sessionSnapshot>
type Snapshot = NonNullable<Reply['snapshot']>

// Literals, because partial indexes are found before parameters have values.
const rare = sql<boolean>`kind not in ('scan', 'hand', 'set', 'void')`
const takingBack = sql<boolean>`kind = 'void'`
const cameLate = sql<boolean>`late_state is not null`

/** Of the latest events, as many as a screen begins with. */
const LATEST = 60

/**
 * The actor's own session as what it comes to: its lines, what its codes mean, what is confirmed empty, its latest events, and the
 * place in the log that all this was read at. Not found for anybody else. Null where late scans are kept apart from the lines.
 */
export async function sessionSnapshot(
  ctx: EngineContext,
  actor: Actor,
  sessionId: SessionId,
): Promise<Reply> {
  const incarnation = await serverIncarnation(ctx)
  // One look: lines and cursor belong together, whatever arrives meanwhile.
  const look = ctx.db.read.transaction()
  return (ctx.db.dialect === 'postgres' ? look.setIsolationLevel('repeatable read') : look).execute(
    async (tx) => {
      const session = await ownSession(tx, actor, sessionId)
      if (await hasLate(tx, sessionId)) return { snapshot: null }
      const said = await standing(tx, sessionId)
      return {
        snapshot: {
          sessionId,
          assignmentId: session.assignment_id,
          runId: session.run_id,
          facilityId: session.facility_id,
          areaId: session.area_id,
          userId: session.uploaded_by_user_login,
          state: session.status_id,
          incarnation,
          serverTime: ctx.now(),
          startedAt: session.created_date,
          cursor: session.last_change_seq,
          chain: session.last_chain,
          seen: await seenDevices(tx, sessionId),
          lines: await linesOf(tx, sessionId),
          meanings: [...meaningsOf(said)].map(([codeKey, meaning]) => {
            const { scanId, deviceId, deviceSeq, productId, packUnits, unit } = meaning
            return { codeKey, scanId, deviceId, deviceSeq, productId, packUnits, unit }
          }),
          events: uniqueEvents([
            ...said.filter(({ kind }) => kind === 'confirm-empty'),
            ...(await latest(tx, sessionId)),
          ]),
        },
      }
    },
  )
}

type OfSession = { readonly sessionId: SessionId }

const keptApart = statement<OfSession>()((db, given) =>
  db
    .selectFrom('scan')
    .select('scan_id')
    .where('session_id', '=', given('sessionId'))
    .where(cameLate)
    .where('late_state', 'in', ['waiting', 'dismissed'])
    .limit(1),
)

async function hasLate(tx: Tx, sessionId: SessionId): Promise<boolean> {
  return (await keptApart(tx, { sessionId })).length > 0
}

const saidOfSession = statement<OfSession>()((db, given) =>
  db
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', given('sessionId'))
    .where(rare)
    .where('kind', 'in', ['match', 'confirm-empty']),
)

/** Matches and emptinesses that were not taken back. */
async function standing(tx: Tx, sessionId: SessionId): Promise<readonly ScanEvent[]> {
  const said = await saidOfSession(tx, { sessionId })
  if (said.length === 0) return []
  const voids = await tx
    .selectFrom('scan')
    .select('target_scan_id')
    .where('session_id', '=', sessionId)
    .where(takingBack)
    .execute()
  const taken = new Set(voids.map((row) => row.target_scan_id))
  return said.filter((row) => !taken.has(row.scan_id)).map(rowToEvent)
}

/** One look into an index for each device: grouping would read all of the log. */
const seenOf = statement<OfSession>()((db, given) =>
  db
    .selectFrom('session_device as d')
    .select((eb) => [
      'd.device_id',
      eb
        .selectFrom('scan')
        .whereRef('scan.session_id', '=', 'd.session_id')
        .whereRef('scan.device_id', '=', 'd.device_id')
        .select((max) => max.fn.max('scan.device_seq').as('highest'))
        .as('highest'),
    ])
    .where('d.session_id', '=', given('sessionId')),
)

async function seenDevices(tx: Tx, sessionId: SessionId): Promise<Readonly<Record<DeviceId, number>>> {
  const rows = await seenOf(tx, { sessionId })
  return Object.fromEntries(
    rows.flatMap(({ device_id: deviceId, highest }) => (highest === null ? [] : [[deviceId, highest]])),
  )
}

const lineColumns = [
  'product_id',
  'code_key',
  'product_identifier',
  'location_id',
  'lot',
  'serial',
  'stock_state',
  'owner',
  'unit',
  'quantity',
  'events',
  'first_at',
  'last_at',
  'status_id',
  'base',
] as const satisfies readonly (keyof Schema['inventory_count_import_item'])[]

const linesStanding = statement<OfSession>()((db, given) =>
  db
    .selectFrom('inventory_count_import_item')
    .select(lineColumns)
    .where('inventory_count_import_id', '=', given('sessionId'))
    .where('status_id', '!=', 'voided'),
)

async function linesOf(tx: Tx, sessionId: SessionId): Promise<Snapshot['lines']> {
  return (await linesStanding(tx, { sessionId })).map(lineOf)
}

function lineOf(
  row: Pick<Schema['inventory_count_import_item'], (typeof lineColumns)[number]>,
): Snapshot['lines'][number] {
  return {
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
    events: row.events,
    firstAt: row.first_at,
    lastAt: row.last_at,
    conflict: row.status_id === 'conflict',
    // Written by the projection from a count item.
    base: row.base === null ? null : (JSON.parse(row.base) as NonNullable<CountItem['base']>),
  }
}

const latestOf = statement<OfSession>()((db, given) =>
  db
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', given('sessionId'))
    .orderBy('change_seq', 'desc')
    .limit(LATEST),
)

async function latest(tx: Tx, sessionId: SessionId): Promise<readonly ScanEvent[]> {
  return (await latestOf(tx, { sessionId })).map(rowToEvent)
}

function uniqueEvents(events: readonly ScanEvent[]): ScanEvent[] {
  return [...new Map(events.map((event) => [event.scanId, event])).values()]
}
