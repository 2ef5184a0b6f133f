import {
  correctedTime,
  isCountingEvent,
  meaningsOf,
  withMeaning,
  type PersonId,
  type ScanEvent,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { rowToEvent } from '../ingest/scan-row.ts'
import type { Basis } from '../reconcile/basis.ts'
import type { VarianceLine } from './variance-lines.ts'

export interface LineScan {
  readonly scanId: ScanId
  readonly sessionId: SessionId
  readonly kind: string
  readonly at: number
  readonly receivedAt: number
  readonly personId: PersonId
  readonly device: string
  readonly code: string | null
  readonly quantityMilli: number
  readonly voided: boolean
  readonly late: boolean
}

/**
 * The scans behind a line, those taken back and the late ones too, so that everything that was said can be seen. Where the backend
 * knows no bins, a line is of every bin.
 */
export async function scansOfLine(
  ctx: EngineContext,
  line: VarianceLine,
  basis: Basis,
  knowsBins: boolean,
): Promise<readonly LineScan[]> {
  const rows = await readScans(ctx, line, basis)
  const events = rows.map((row) => ({ row, event: rowToEvent(row) }))
  const voided = new Set(events.flatMap(({ event }) => (event.kind === 'void' ? [event.target] : [])))
  const meanings = new Map(
    [...Map.groupBy(events, ({ event }) => event.sessionId)].map(([sessionId, group]) => [
      sessionId,
      meaningsOf(group.map(({ event }) => event).filter((event) => !voided.has(event.scanId))),
    ]),
  )
  return events.flatMap(({ row, event }): LineScan[] => {
    const meant = isCountingEvent(event)
      ? withMeaning(
          event,
          event.codeKey === null ? undefined : meanings.get(event.sessionId)?.get(event.codeKey),
        )
      : event
    if (!isOfLine(meant, line, knowsBins)) return []
    return [
      {
        scanId: event.scanId,
        sessionId: event.sessionId,
        kind: event.kind,
        at: correctedTime(event),
        receivedAt: row.received_at,
        personId: event.userId,
        device: row.label ?? '',
        code: isCountingEvent(event) ? event.code : null,
        quantityMilli: isCountingEvent(meant) ? meant.quantityMilli : 0,
        voided: voided.has(event.scanId),
        late: row.late_state !== null,
      },
    ]
  })
}

/** Events of the run's sessions that may be of the line: of its product, of codes that name none, and those that reach across. */
async function readScans(ctx: EngineContext, line: VarianceLine, basis: Basis) {
  const sessions = await ctx.db.read
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id')
    .where('run_id', '=', line.run_id)
    .where('facility_id', '=', line.facility_id)
    .where('round', '>=', line.round)
    .where('status_id', '!=', 'voided')
    .execute()
  const ids = new Set([
    ...sessions.map((row) => row.inventory_count_import_id),
    ...basis.items.map((item) => item.sessionId),
  ])
  if (ids.size === 0) return []
  return ctx.db.read
    .selectFrom('scan as c')
    .leftJoin('device', 'device.device_id', 'c.device_id')
    .selectAll('c')
    .select('device.label')
    .where('c.session_id', 'in', [...ids])
    .where((eb) =>
      eb.or([
        eb('c.kind', 'in', ['void', 'match', 'confirm-empty']),
        eb('c.product_id', 'is', null),
        ...(line.product_id === null ? [] : [eb('c.product_id', '=', line.product_id)]),
      ]),
    )
    .orderBy('c.captured_at')
    .orderBy('c.scan_id')
    .execute()
}

function isOfLine(event: ScanEvent, line: VarianceLine, knowsBins: boolean): boolean {
  if (event.kind === 'confirm-empty') {
    return line.counted_state === 'confirmed-empty' && event.locationId === line.location_id
  }
  if (event.kind === 'match') {
    return line.product_id !== null && event.productId === line.product_id
  }
  if (!isCountingEvent(event)) return false
  const isSame =
    line.product_id === null
      ? event.productId === null &&
        (event.code === line.product_identifier || event.codeKey === line.product_identifier)
      : event.productId === line.product_id
  const isHere = event.locationId === line.location_id || !knowsBins
  const isLot =
    (line.lot === null && line.serial === null) || (event.lot === line.lot && event.serial === line.serial)
  return isSame && isHere && isLot
}
