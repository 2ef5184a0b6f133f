import type { LocationId, ProductId, ScanId } from './ids.ts'
import {
  correctedTime,
  isCountingEvent,
  type CodeMatched,
  type CountingEvent,
  type QuantitySet,
  type ScanEvent,
  type SeenByDevice,
  type StockKey,
} from './scan-event.ts'

/**
 * THE fold: what a log of events says was counted. Device, server and tests use this one function.
 * It does not depend on the order in which events arrive, and the same event twice counts once.
 *
 * - a `void` removes its target, whichever came first;
 * - a `match` gives every event of its code that names no product its product, pack and unit; the largest scanId wins;
 * - a `set` replaces the events it names per device (`replaces`); what lies beyond still adds;
 * - of several sets that do not know each other the one with the largest scanId counts and the item is in conflict.
 */
export interface CountItem extends StockKey {
  readonly key: string
  readonly productId: ProductId | null
  readonly codeKey: string | null
  readonly code: string | null
  readonly locationId: LocationId | null
  readonly quantityMilli: number
  /** Events that count: voided ones are not among them. */
  readonly events: number
  /** Server-corrected times of the first and the last event that counts, UTC ms. */
  readonly firstAt: number
  readonly lastAt: number
  /** Two people or devices said “exactly” without knowing of each other. */
  readonly conflict: boolean
  /** The set that holds, for the incremental step on the device. */
  readonly base: Pick<QuantitySet, 'scanId' | 'deviceId' | 'deviceSeq' | 'replaces'> | null
}

/** A bin that is not in the map was not reached: blank is not zero. */
export type LocationState = 'counted' | 'confirmed-empty'

export interface Counted {
  readonly items: ReadonlyMap<string, CountItem>
  readonly locations: ReadonlyMap<LocationId, LocationState>
  /** Somebody confirmed the whole area empty, and nothing was counted in it. */
  readonly areaEmpty: boolean
}

export const nothingCounted: Counted = { items: new Map(), locations: new Map(), areaEmpty: false }

/** One text per line of a count; equal for equal item, place, lot, serial, state, owner and unit. */
export function itemKey(
  line: StockKey & {
    readonly productId: ProductId | null
    readonly codeKey: string | null
    readonly locationId: LocationId | null
  },
): string {
  const what = line.productId === null ? `c:${line.codeKey ?? ''}` : `p:${line.productId}`
  return JSON.stringify([
    what,
    line.locationId,
    line.lot,
    line.serial,
    line.stockState,
    line.owner,
    line.unit,
  ])
}

export type Meaning = Pick<
  CodeMatched,
  'scanId' | 'deviceId' | 'deviceSeq' | 'productId' | 'packUnits' | 'unit'
>

/** A counting event whose product is known as far as the log knows it; `meantBy` is the match that told it. */
export type MeantEvent = CountingEvent & { readonly meantBy?: Pick<CodeMatched, 'deviceId' | 'deviceSeq'> }

/** The event with its product and the product's unit, from what the session decided its code means. Quantity becomes base units. */
export function withMeaning(event: CountingEvent, meaning: Meaning | undefined): MeantEvent {
  if (event.productId !== null || meaning === undefined) return event
  return {
    ...event,
    productId: meaning.productId,
    packUnits: meaning.packUnits,
    unit: meaning.unit,
    quantityMilli: event.kind === 'set' ? event.quantityMilli : event.quantityMilli * meaning.packUnits,
    meantBy: { deviceId: meaning.deviceId, deviceSeq: meaning.deviceSeq },
  }
}

export function foldEvents(events: Iterable<ScanEvent>): Counted {
  const byId = new Map<ScanId, ScanEvent>()
  for (const event of events) if (!byId.has(event.scanId)) byId.set(event.scanId, event)
  const voided = voidedTargets(byId)
  const live = [...byId.values()].filter((event) => !voided.has(event.scanId))
  const meanings = meaningsOf(live)

  const groups = new Map<string, MeantEvent[]>()
  for (const event of live) {
    if (!isCountingEvent(event)) continue
    const meant = withMeaning(event, event.codeKey === null ? undefined : meanings.get(event.codeKey))
    const key = itemKey(meant)
    const group = groups.get(key)
    if (group) group.push(meant)
    else groups.set(key, [meant])
  }
  const items = new Map<string, CountItem>()
  for (const [key, group] of groups) {
    const item = foldItem(key, group)
    if (item) items.set(key, item)
  }
  return { items, ...locationStates(items, live) }
}

/** A void of a void does nothing: undo is final, the thing is scanned again. */
function voidedTargets(byId: ReadonlyMap<ScanId, ScanEvent>): ReadonlySet<ScanId> {
  const targets = new Set<ScanId>()
  for (const event of byId.values()) {
    if (event.kind === 'void' && byId.get(event.target)?.kind !== 'void') targets.add(event.target)
  }
  return targets
}

/** What the codes of a log mean, by code key. */
export function meaningsOf(live: Iterable<ScanEvent>): ReadonlyMap<string, Meaning> {
  const meanings = new Map<string, Meaning>()
  for (const event of live) {
    if (event.kind !== 'match') continue
    const known = meanings.get(event.codeKey)
    if (!known || known.scanId < event.scanId) meanings.set(event.codeKey, event)
  }
  return meanings
}

/**
 * Whether the set had seen the event as part of its line, and so replaces it. An event that became part of the line only by
 * a match which the set did not know still adds: who said “exactly ten” had that pile lying elsewhere.
 */
export function isReplaced(event: MeantEvent, set: Pick<QuantitySet, 'scanId' | 'replaces'>): boolean {
  if (event.scanId === set.scanId || !hasSeen(set.replaces, event)) return false
  return event.meantBy === undefined || hasSeen(set.replaces, event.meantBy)
}

function hasSeen(seen: SeenByDevice, event: Pick<CodeMatched, 'deviceId' | 'deviceSeq'>): boolean {
  return event.deviceSeq <= (seen[event.deviceId] ?? 0)
}

/** One line from its live events, already with their meaning; null where none is left. */
export function foldItem(key: string, group: readonly MeantEvent[]): CountItem | null {
  const first = group[0]
  if (!first) return null
  const sets = group.filter((event): event is MeantEvent & QuantitySet => event.kind === 'set')
  const standing = sets.filter((set) => !sets.some((other) => isReplaced(set, other)))
  const base = standing.reduce<QuantitySet | null>(
    (best, set) => (best === null || set.scanId > best.scanId ? set : best),
    null,
  )
  const added = group
    .filter((event) => event.kind !== 'set' && !(base !== null && isReplaced(event, base)))
    .reduce((sum, event) => sum + event.quantityMilli, 0)
  const times = group.map(correctedTime)
  return {
    key,
    productId: first.productId,
    codeKey: group.reduce<string | null>((least, event) => smaller(least, event.codeKey), null),
    code: group.reduce<string | null>((least, event) => smaller(least, event.code), null),
    locationId: first.locationId,
    lot: first.lot,
    serial: first.serial,
    stockState: first.stockState,
    owner: first.owner,
    unit: first.unit,
    quantityMilli: (base?.quantityMilli ?? 0) + added,
    events: group.length,
    firstAt: times.reduce((least, time) => Math.min(least, time), Infinity),
    lastAt: times.reduce((most, time) => Math.max(most, time), -Infinity),
    conflict: standing.length > 1,
    base:
      base === null
        ? null
        : {
            scanId: base.scanId,
            deviceId: base.deviceId,
            deviceSeq: base.deviceSeq,
            replaces: base.replaces,
          },
  }
}

/** The code a line is shown by: the smallest, so that it does not depend on which scan arrived first. */
export function smaller(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}

function locationStates(
  items: ReadonlyMap<string, CountItem>,
  live: readonly ScanEvent[],
): Pick<Counted, 'locations' | 'areaEmpty'> {
  const locations = new Map<LocationId, LocationState>()
  let areaEmpty = false
  for (const event of live) {
    if (event.kind !== 'confirm-empty') continue
    if (event.locationId === null) areaEmpty = true
    else locations.set(event.locationId, 'confirmed-empty')
  }
  for (const item of items.values()) if (item.locationId !== null) locations.set(item.locationId, 'counted')
  return { locations, areaEmpty: areaEmpty && items.size === 0 }
}

/**
 * The line after one more event of the device that holds it: the incremental step, whose cost does not depend on the
 * session's length. `refold` where the log must be read again for this line (two sets that do not know each other).
 * The event carries its meaning already and was not applied before.
 */
export function addToItem(item: CountItem | null, event: MeantEvent): CountItem | 'refold' {
  if (item === null) return foldItem(itemKey(event), [event]) ?? 'refold'
  const time = correctedTime(event)
  const grown = {
    ...item,
    code: smaller(item.code, event.code),
    codeKey: smaller(item.codeKey, event.codeKey),
    events: item.events + 1,
    firstAt: Math.min(item.firstAt, time),
    lastAt: Math.max(item.lastAt, time),
  }
  if (event.kind !== 'set') {
    const counts = item.base === null || !isReplaced(event, item.base)
    return { ...grown, quantityMilli: item.quantityMilli + (counts ? event.quantityMilli : 0) }
  }
  const knowsBase = item.base === null || hasSeen(event.replaces, item.base)
  if (!knowsBase || item.conflict) return 'refold'
  const { scanId, deviceId, deviceSeq, replaces } = event
  return { ...grown, quantityMilli: event.quantityMilli, base: { scanId, deviceId, deviceSeq, replaces } }
}
