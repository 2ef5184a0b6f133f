import type { AreaRow, EmptyConfirmed, OpenedSession } from '@cyclecount/device-db'
import type {
  CountItem,
  DeviceId,
  FacilityId,
  LocationId,
  LocationState,
  ProductId,
  ScanEvent,
  ScanId,
  SessionId,
} from '@cyclecount/domain'
import type { Captured, KnownProduct, SessionCounters } from '@cyclecount/sync'
import type { LastScan } from './last-scan.ts'

/**
 * What the screen of a count shows. It begins with what is stored and grows by what each capture says has changed; nothing is
 * read again. The maps belong to the model and are changed in place, `version` says that they were: a scan in a long count
 * costs what one in a short count costs.
 */
export interface CountModel {
  readonly version: number
  readonly sessionId: SessionId
  readonly facilityId: FacilityId
  readonly deviceId: DeviceId
  readonly area: AreaRow | null
  /** The line counted last is the last. */
  readonly items: Map<string, CountItem>
  readonly products: Map<ProductId, KnownProduct>
  /** Confirmed empty and not taken back. */
  readonly emptied: readonly EmptyConfirmed[]
  /** The newest first. */
  readonly events: readonly ScanEvent[]
  /** Whether older events are stored than those in `events`. */
  readonly hasOlder: boolean
  readonly voided: ReadonlySet<ScanId>
  readonly locationId: LocationId | null
  readonly last: LastScan | null
  readonly counters: SessionCounters
  readonly submitted: boolean
}

/** How many events the list begins with, and how many more each time its end is reached. */
export const EVENTS_AT_ONCE = 200

export function openModel(opened: OpenedSession, deviceId: DeviceId): CountModel {
  const { session, area, items, products, emptied, recent } = opened
  const { sessionId, facilityId, acked, last, scans, locationId, local } = session
  const only = area?.locations.length === 1 ? area.locations[0] : undefined
  return {
    version: 0,
    sessionId,
    facilityId,
    deviceId,
    area,
    items: new Map(items.toSorted((a, b) => a.lastAt - b.lastAt).map((item) => [item.key, item])),
    products: new Map(products),
    emptied,
    events: recent,
    hasOlder: recent.length >= EVENTS_AT_ONCE,
    voided: voidedIn(recent),
    locationId: locationId ?? only?.locationId ?? null,
    last: null,
    counters: { sessionId, acked, last, scans },
    submitted: local === 'submitted',
  }
}

/** The model after one capture. `last` is what the card says of it; null leaves the card as it is. */
export function withCaptured(model: CountModel, captured: Captured, last: LastScan | null): CountModel {
  const { event, changes, counters, lookUp } = captured
  for (const { key, item } of changes) {
    model.items.delete(key)
    if (item) model.items.set(key, item)
  }
  if (lookUp?.kind === 'known' || lookUp?.kind === 'matched')
    model.products.set(lookUp.choice.product.productId, lookUp.choice.product)
  const voided = event.kind === 'void' ? new Set(model.voided).add(event.target) : model.voided
  const emptied = event.kind === 'confirm-empty' ? [...model.emptied, event] : model.emptied
  return {
    ...model,
    version: model.version + 1,
    emptied: event.kind === 'void' ? emptied.filter(({ scanId }) => scanId !== event.target) : emptied,
    events: [event, ...model.events],
    voided,
    last: last ?? model.last,
    counters,
    submitted: event.kind === 'submit' || (event.kind === 'resume' ? false : model.submitted),
  }
}

export function withProducts(model: CountModel, products: Iterable<KnownProduct>): CountModel {
  for (const product of products) model.products.set(product.productId, product)
  return { ...model, version: model.version + 1 }
}

export function withEvents(model: CountModel, events: readonly ScanEvent[], hasOlder: boolean): CountModel {
  return { ...model, version: model.version + 1, events, hasOlder, voided: voidedIn(events) }
}

function voidedIn(events: readonly ScanEvent[]): ReadonlySet<ScanId> {
  return new Set(events.flatMap((event) => (event.kind === 'void' ? [event.target] : [])))
}

/** Three states for a bin: counted, confirmed empty, and, where it is in neither set, not reached (EXEC-14). */
export function binStates(model: CountModel): ReadonlyMap<LocationId, LocationState> {
  const states = new Map<LocationId, LocationState>()
  for (const { locationId } of model.emptied)
    if (locationId !== null) states.set(locationId, 'confirmed-empty')
  for (const { locationId } of model.items.values())
    if (locationId !== null) states.set(locationId, 'counted')
  return states
}

export function isAreaEmpty(model: CountModel): boolean {
  return model.items.size === 0 && model.emptied.some(({ locationId }) => locationId === null)
}

export function isDirected(model: CountModel): boolean {
  return model.area?.countType === 'DIRECTED_COUNT'
}

/** Of a directed count: the items nobody said a quantity of yet. */
export function itemsToCount(model: CountModel): readonly ProductId[] {
  const counted = new Set([...model.items.values()].map(({ productId }) => productId))
  return (model.area?.items ?? []).filter((productId) => !counted.has(productId))
}

export function binsToReach(model: CountModel): AreaRow['locations'] {
  const states = binStates(model)
  return (model.area?.locations ?? []).filter(({ locationId }) => !states.has(locationId))
}

/** Known lines, the one counted last first. */
export function countedLines(model: CountModel): readonly CountItem[] {
  return newestFirst(model, (item) => item.productId !== null)
}

/** Lines of codes that mean no product yet. */
export function unknownLines(model: CountModel): readonly CountItem[] {
  return newestFirst(model, (item) => item.productId === null)
}

function newestFirst(model: CountModel, wanted: (item: CountItem) => boolean): readonly CountItem[] {
  return [...model.items.values()].filter(wanted).toReversed()
}

export interface Progress {
  readonly of: 'bins' | 'items'
  readonly done: number
  readonly total: number
}

/** How far the count is; null where nothing says how much there is to do (an area without bins). */
export function progress(model: CountModel): Progress | null {
  if (isDirected(model)) {
    const total = model.area?.items.length ?? 0
    return { of: 'items', done: total - itemsToCount(model).length, total }
  }
  const total = model.area?.locations.length ?? 0
  return total === 0 ? null : { of: 'bins', done: total - binsToReach(model).length, total }
}

/** The newest of this device's own events that can be taken back and was not; null where there is none in view. */
export function undoable(model: CountModel): ScanEvent | null {
  return (
    model.events.find(
      (event) =>
        event.deviceId === model.deviceId && canBeTakenBack(event) && !model.voided.has(event.scanId),
    ) ?? null
  )
}

export function canBeTakenBack(event: ScanEvent): boolean {
  switch (event.kind) {
    case 'scan':
    case 'hand':
    case 'set':
    case 'match':
    case 'confirm-empty':
      return true
    case 'void':
    case 'note':
    case 'start':
    case 'pause':
    case 'resume':
    case 'submit':
      return false
  }
}

/** The line of the last capture as it stands now. */
export function itemOfLast({ last, items }: CountModel): CountItem | null {
  return last?.item ? (items.get(last.item.key) ?? null) : null
}

export function locationName(model: CountModel, locationId: LocationId | null): string | null {
  return model.area?.locations.find((location) => location.locationId === locationId)?.code ?? null
}
