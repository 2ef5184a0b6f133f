import { plainStock, type LocationId, type ScanEvent, type ScanId, type SessionId } from '@cyclecount/domain'
import { newId, type BenchProduct, type Counter } from './company.ts'

export const APP = 'bench'

/** What is scanned: over and over, in this order. */
export interface Shelf {
  /** In a bin of its own, or in one of `locations`. */
  readonly products: readonly (BenchProduct & { readonly locationId?: LocationId })[]
  readonly locations: readonly LocationId[]
  /** Units in a scan; 1 unless told. */
  readonly units?: number
}

/** What a device captured from `fromSeq` on: a start where it begins, then scans over all products and places. */
export function capturedLog(
  counter: Counter,
  sessionId: SessionId,
  scans: number,
  { products, locations, units = 1 }: Shelf,
  fromSeq = 1,
): readonly ScanEvent[] {
  return logOf(counter, sessionId, scans, fromSeq, (header) => {
    const place = header.deviceSeq % products.length
    const product = products[place]
    return {
      ...header,
      ...plainStock,
      kind: 'scan',
      code: product?.code ?? '',
      codeKey: product?.code ?? '',
      productId: product?.productId ?? null,
      packUnits: 1,
      // A product lies in one bin: neighbours are scanned one after the other.
      locationId: product?.locationId ?? locations[Math.floor(place / 8) % locations.length] ?? null,
      quantityMilli: 1000 * units,
      expiry: null,
    }
  })
}

/** A log of a start and notes, which are kept like everything and change no line. */
export function notesLog(counter: Counter, sessionId: SessionId, notes: number): readonly ScanEvent[] {
  return logOf(counter, sessionId, notes, 1, (header) => ({
    ...header,
    kind: 'note',
    text: `Bench note ${header.deviceSeq}`,
    target: null,
  }))
}

/** What ends the log: everything before it is part of the count. */
export function submitted(log: readonly ScanEvent[]): ScanEvent {
  const last = log.at(-1)
  if (!last) throw new Error('a log without events')
  const { sessionId, deviceId, deviceSeq, userId, capturedAt, clockOffsetMs, appVersion } = last
  return {
    kind: 'submit',
    scanId: newId<ScanId>(capturedAt),
    sessionId,
    deviceId,
    deviceSeq: deviceSeq + 1,
    userId,
    capturedAt,
    clockOffsetMs,
    appVersion,
    lastSeqs: { [deviceId]: deviceSeq + 1 },
  }
}

type Header = Omit<Extract<ScanEvent, { readonly kind: 'pause' }>, 'kind'>

function logOf(
  counter: Counter,
  sessionId: SessionId,
  events: number,
  fromSeq: number,
  made: (header: Header) => ScanEvent,
): readonly ScanEvent[] {
  const { deviceId, personId: userId, assignmentId, runId, facilityId, areaId } = counter
  const beganAt = Date.now() - events * 100
  const header = (at: number): Header => {
    const capturedAt = beganAt + at * 100
    const scanId = newId<ScanId>(capturedAt)
    return {
      scanId,
      sessionId,
      deviceId,
      deviceSeq: fromSeq + at,
      userId,
      capturedAt,
      clockOffsetMs: 0,
      appVersion: APP,
    }
  }
  if (fromSeq > 1) return Array.from({ length: events }, (_, at) => made(header(at)))
  const start: ScanEvent = { ...header(0), kind: 'start', assignmentId, runId, facilityId, areaId }
  return [start, ...Array.from({ length: events }, (_, at) => made(header(at + 1)))]
}
