import type {
  AreaId,
  AssignmentId,
  DeviceId,
  FacilityId,
  LocationId,
  PersonId,
  PhotoRef,
  ProductId,
  RunId,
  ScanEvent,
  ScanId,
  SeenByDevice,
  SessionId,
  StockKey,
} from '@cyclecount/domain'
import { ONE, plainStock } from '@cyclecount/domain'

/** What a device knows of an item without a network. No quantity of any book: counts are blind. */
export interface KnownProduct {
  readonly productId: ProductId
  readonly sku: string
  readonly title: string
  readonly unit: string
  readonly decimals: boolean
  readonly tracking: 'none' | 'lot' | 'serial'
}

export interface CodeChoice {
  readonly product: KnownProduct
  readonly packUnits: number
}

/** What the catalogue on this device says of a code. A look-up that fails is `unknown`: the scan is kept all the same. */
export type LookUp =
  | { readonly kind: 'known'; readonly choice: CodeChoice }
  | { readonly kind: 'ambiguous'; readonly choices: readonly CodeChoice[] }
  /** Somebody said in this session what the code means: the event keeps no product, the fold applies the match. */
  | { readonly kind: 'matched'; readonly choice: CodeChoice }
  | { readonly kind: 'unknown' }

/** From the catalogue's products for a code and from what this session says it means (with that product, if it is known here). */
export function lookUpFrom(choices: readonly CodeChoice[], matched: CodeChoice | null): LookUp {
  const [choice] = choices
  if (choices.length === 1 && choice) return { kind: 'known', choice }
  if (matched) return { kind: 'matched', choice: matched }
  return choice ? { kind: 'ambiguous', choices } : { kind: 'unknown' }
}

/** The line of a count that a quantity is said of. */
export interface LineRef extends StockKey {
  readonly productId: ProductId | null
  readonly code: string | null
  readonly codeKey: string | null
  readonly locationId: LocationId | null
  readonly expiry: string | null
}

/** What somebody did, before the store gives it its place in the log. */
export type CaptureRequest =
  | {
      readonly kind: 'scan'
      readonly code: string
      readonly codeKey: string
      readonly lot: string | null
      readonly serial: string | null
      readonly expiry: string | null
      /** Base units the code itself states; null where one scan is one pack. */
      readonly statedMilli: number | null
      /** The weight the code states, in thousandths of a kilogram: for items that are counted by weight. */
      readonly weightMilli: number | null
      readonly locationId: LocationId | null
    }
  | {
      readonly kind: 'hand' | 'set'
      readonly line: LineRef
      readonly packUnits: number
      readonly quantityMilli: number
    }
  | { readonly kind: 'void'; readonly target: ScanId }
  | {
      readonly kind: 'match'
      readonly codeKey: string
      readonly productId: ProductId
      readonly packUnits: number
      readonly unit: string
    }
  | { readonly kind: 'confirm-empty'; readonly locationId: LocationId | null }
  | {
      readonly kind: 'note'
      readonly text: string
      readonly target: ScanId | null
      readonly photo?: PhotoRef | undefined
    }
  | ({ readonly kind: 'start' } & SessionPlace)
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'submit' }

export interface SessionPlace {
  readonly assignmentId: AssignmentId
  readonly runId: RunId
  readonly facilityId: FacilityId
  readonly areaId: AreaId
}

/** What only the moment of capture knows: a new id, who, and the device's clock (UTC ms). */
export interface CaptureStamp {
  readonly scanId: ScanId
  readonly userId: PersonId
  readonly capturedAt: number
  readonly clockOffsetMs: number | null
  readonly appVersion: string
}

/** What only the store's transaction knows. `seen`: the highest sequence of every other device it holds. */
export interface LogPosition {
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  readonly deviceSeq: number
  readonly seen: SeenByDevice
}

/** The immutable event. Pure; called inside the transaction that took `deviceSeq`. */
export function captureEvent(
  request: CaptureRequest,
  stamp: CaptureStamp,
  position: LogPosition,
  found: LookUp,
): ScanEvent {
  const { sessionId, deviceId, deviceSeq, seen } = position
  const header = { ...stamp, sessionId, deviceId, deviceSeq }
  switch (request.kind) {
    case 'scan':
      return { ...header, ...scanned(request, found) }
    case 'hand': {
      const { kind, line, packUnits, quantityMilli } = request
      return { ...header, kind, ...lineOf(line), packUnits, quantityMilli }
    }
    case 'set': {
      const { kind, line, packUnits, quantityMilli } = request
      const replaces = { ...seen, [deviceId]: deviceSeq - 1 }
      return { ...header, kind, ...lineOf(line), packUnits, quantityMilli, replaces }
    }
    case 'submit':
      return { ...header, kind: 'submit', lastSeqs: { ...seen, [deviceId]: deviceSeq } }
    case 'pause':
    case 'resume':
      return { ...header, kind: request.kind }
    case 'void':
    case 'match':
    case 'confirm-empty':
    case 'note':
    case 'start':
      return { ...header, ...request }
  }
}

/**
 * An unknown code, and one of several products, keep no product: a `match` says later what the code means, and the fold
 * applies it. Lot and serial belong to the line only where the item is tracked by them.
 */
function scanned(request: CaptureRequest & { kind: 'scan' }, found: LookUp) {
  const { kind, code, codeKey, locationId, statedMilli, weightMilli } = request
  const place = {
    kind,
    code,
    codeKey,
    locationId,
    stockState: plainStock.stockState,
    owner: plainStock.owner,
  }
  if (found.kind !== 'known') {
    return {
      ...place,
      productId: null,
      packUnits: 1,
      quantityMilli: statedMilli ?? ONE,
      lot: null,
      serial: null,
      expiry: null,
      unit: plainStock.unit,
    }
  }
  const { product, packUnits } = found.choice
  return {
    ...place,
    productId: product.productId,
    packUnits,
    quantityMilli: (product.decimals ? weightMilli : null) ?? statedMilli ?? packUnits * ONE,
    lot: product.tracking === 'lot' ? request.lot : null,
    serial: product.tracking === 'serial' ? request.serial : null,
    expiry: product.tracking === 'lot' ? request.expiry : null,
    unit: product.unit,
  }
}

function lineOf(line: LineRef): LineRef {
  const { productId, code, codeKey, locationId, lot, serial, expiry, stockState, owner, unit } = line
  return { productId, code, codeKey, locationId, lot, serial, expiry, stockState, owner, unit }
}
