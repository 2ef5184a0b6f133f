import type { LocationId, ProductId, ScanEvent } from '@cyclecount/domain'
import { fakeId, plainStock } from '@cyclecount/domain'
import type { CaptureRequest, CaptureStamp } from '@cyclecount/sync'

const noLine = {
  ...plainStock,
  productId: null,
  code: 'X-1',
  codeKey: 'X-1',
  locationId: null,
  expiry: null,
}

interface Poison {
  readonly request: CaptureRequest
  readonly stamp?: Partial<CaptureStamp>
}

function scanOf(code: string): CaptureRequest {
  const nothing = { lot: null, serial: null, expiry: null, statedMilli: null, weightMilli: null }
  return { kind: 'scan', code, codeKey: code, locationId: null, ...nothing }
}

/** What a device in good faith may capture and the server cannot take into the log. */
const POISONS: readonly Poison[] = [
  { request: scanOf('9'.repeat(600)) },
  { request: scanOf('X\0') },
  { request: scanOf('\ud800') },
  { request: { kind: 'hand', line: noLine, packUnits: 1, quantityMilli: 2_000_000_000_000 } },
  { request: { kind: 'hand', line: noLine, packUnits: 1, quantityMilli: 0.5 } },
  {
    request: {
      kind: 'hand',
      line: { ...noLine, productId: fakeId<ProductId>('no product') },
      packUnits: 1,
      quantityMilli: 1000,
    },
  },
  {
    request: {
      kind: 'hand',
      line: { ...noLine, locationId: fakeId<LocationId>('no location') },
      packUnits: 1,
      quantityMilli: 1000,
    },
  },
  { request: { kind: 'note', text: 'n'.repeat(3000), target: null } },
  { request: scanOf('X-2'), stamp: { capturedAt: -5 } },
]

export function poison(how: number): Poison {
  const chosen = POISONS[how % POISONS.length]
  if (!chosen) throw new RangeError('there is no such poison')
  return chosen
}

/** Whether somebody's capture is one of these. */
export function isPoison(request: CaptureRequest): boolean {
  return POISONS.some((known) => known.request === request)
}

/** How a record may come back from a disk that spoilt it. It keeps its place, not its sense. */
export function spoiltRecord(event: ScanEvent, how: number): unknown {
  switch (how % 6) {
    case 0:
      return null
    case 1:
      return 'spoilt'
    case 2:
      return { ...event, userId: 'nobody' }
    case 3:
      return { ...event, deviceSeq: event.deviceSeq + 1 }
    case 4:
      return { ...event, kind: 'dance' }
    default: {
      const { scanId: _scanId, ...rest } = event
      return rest
    }
  }
}
