import type { Schema } from '@cyclecount/db'
import {
  isCountingEvent,
  plainStock,
  type Chain,
  type OrgId,
  type FacilityId,
  type PhotoRef,
  type ScanEvent,
  type SeenByDevice,
} from '@cyclecount/domain'

export type ScanRow = Schema['scan']

interface RowFrame {
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  readonly changeSeq: number
  readonly chain: Chain
  readonly receivedAt: number
  readonly protocol: number
  readonly lateState: ScanRow['late_state']
}

/** The event as a row of the log. */
export function eventToRow(event: ScanEvent, frame: RowFrame): ScanRow {
  return {
    scan_id: event.scanId,
    org_id: frame.orgId,
    facility_id: frame.facilityId,
    session_id: event.sessionId,
    device_id: event.deviceId,
    device_seq: event.deviceSeq,
    change_seq: frame.changeSeq,
    chain: frame.chain,
    kind: event.kind,
    user_id: event.userId,
    ...whatOf(event),
    captured_at: event.capturedAt,
    clock_offset_ms: event.clockOffsetMs,
    received_at: frame.receivedAt,
    app_version: event.appVersion,
    protocol: frame.protocol,
    late_state: frame.lateState,
  }
}

type What = Pick<
  ScanRow,
  | 'code'
  | 'code_key'
  | 'product_id'
  | 'pack_units'
  | 'quantity_milli'
  | 'location_id'
  | 'lot'
  | 'serial'
  | 'stock_state'
  | 'owner'
  | 'unit'
  | 'expiry'
  | 'target_scan_id'
  | 'body'
>

const nothing: What = {
  code: null,
  code_key: null,
  product_id: null,
  pack_units: 1,
  quantity_milli: 0,
  location_id: null,
  lot: null,
  serial: null,
  stock_state: plainStock.stockState,
  owner: plainStock.owner,
  unit: plainStock.unit,
  expiry: null,
  target_scan_id: null,
  body: '{}',
}

function whatOf(event: ScanEvent): What {
  if (isCountingEvent(event)) {
    return {
      code: event.code,
      code_key: event.codeKey,
      product_id: event.productId,
      pack_units: event.packUnits,
      quantity_milli: event.quantityMilli,
      location_id: event.locationId,
      lot: event.lot,
      serial: event.serial,
      stock_state: event.stockState,
      owner: event.owner,
      unit: event.unit,
      expiry: event.expiry,
      target_scan_id: null,
      body: event.kind === 'set' ? JSON.stringify({ replaces: event.replaces }) : '{}',
    }
  }
  switch (event.kind) {
    case 'void':
      return { ...nothing, target_scan_id: event.target }
    case 'match':
      return {
        ...nothing,
        code_key: event.codeKey,
        product_id: event.productId,
        pack_units: event.packUnits,
        unit: event.unit,
      }
    case 'confirm-empty':
      return { ...nothing, location_id: event.locationId }
    case 'note':
      return {
        ...nothing,
        target_scan_id: event.target,
        body: JSON.stringify({ text: event.text, photo: event.photo }),
      }
    case 'start': {
      const { assignmentId, runId, facilityId, areaId } = event
      return { ...nothing, body: JSON.stringify({ assignmentId, runId, facilityId, areaId }) }
    }
    case 'submit':
      return { ...nothing, body: JSON.stringify({ lastSeqs: event.lastSeqs }) }
    case 'pause':
    case 'resume':
      return nothing
  }
}

/** The event as it was captured: what `eventToRow` kept, back in its own words. */
export function rowToEvent(row: ScanRow): ScanEvent {
  const header = {
    scanId: row.scan_id,
    sessionId: row.session_id,
    deviceId: row.device_id,
    deviceSeq: row.device_seq,
    userId: row.user_id,
    capturedAt: row.captured_at,
    clockOffsetMs: row.clock_offset_ms,
    appVersion: row.app_version,
  }
  // Written by eventToRow from a parsed event; nobody else writes it.
  const body = JSON.parse(row.body) as Body
  switch (row.kind) {
    case 'scan':
    case 'hand':
      return { ...header, ...countedOf(row), kind: row.kind }
    case 'set':
      return { ...header, ...countedOf(row), kind: row.kind, replaces: body.replaces }
    case 'void':
      return { ...header, kind: row.kind, target: present(row.target_scan_id) }
    case 'match':
      return {
        ...header,
        kind: row.kind,
        codeKey: row.code_key ?? '',
        productId: present(row.product_id),
        packUnits: row.pack_units,
        unit: row.unit,
      }
    case 'confirm-empty':
      return { ...header, kind: row.kind, locationId: row.location_id }
    case 'note':
      return { ...header, kind: row.kind, text: body.text, target: row.target_scan_id, ...photoIn(body) }
    case 'start': {
      const { assignmentId, runId, facilityId, areaId } = body
      return { ...header, kind: row.kind, assignmentId, runId, facilityId, areaId }
    }
    case 'pause':
    case 'resume':
      return { ...header, kind: row.kind }
    case 'submit':
      return { ...header, kind: row.kind, lastSeqs: body.lastSeqs }
  }
}

type Start = Extract<ScanEvent, { readonly kind: 'start' }>
interface Body extends Pick<Start, 'assignmentId' | 'runId' | 'facilityId' | 'areaId'> {
  readonly replaces: SeenByDevice
  readonly lastSeqs: SeenByDevice
  readonly text: string
  readonly photo?: PhotoRef
}

/** What a note says of its photo, and nothing where it has none: the event is given back as it came. */
function photoIn({ photo }: Body): { readonly photo?: PhotoRef } {
  return photo ? { photo } : {}
}

function countedOf(row: ScanRow) {
  return {
    code: row.code,
    codeKey: row.code_key,
    productId: row.product_id,
    packUnits: row.pack_units,
    locationId: row.location_id,
    quantityMilli: row.quantity_milli,
    lot: row.lot,
    serial: row.serial,
    expiry: row.expiry,
    stockState: row.stock_state,
    owner: row.owner,
    unit: row.unit,
  }
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('a row of the log lacks what its kind needs')
  return value
}

/** One text per content: equal for events that say the same, whatever the order of their fields. */
export function contentOf(event: ScanEvent): string {
  return JSON.stringify(event, (_, value: unknown) =>
    isPlain(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
