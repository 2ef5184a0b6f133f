import { itemKey, type AreaId, type LocationId, type ProductId } from '@cyclecount/domain'
import { OWN, PLAIN_STATE, type Comparison, type Line } from './comparison.ts'
import type { CountedItem } from './count-facts.ts'
import type { Position } from './position.ts'

/**
 * What was counted of one product at one place, and how finely. Lists instead of sets: they hold one or two, and there is a place for
 * every line.
 */
export interface CountedPlace {
  readonly productId: ProductId
  readonly locationId: LocationId | null
  readonly items: CountedItem[]
  readonly owners: string[]
  readonly states: string[]
  readonly areas: AreaId[]
  /** Somebody named a lot or serial there. */
  namesLots: boolean
  /** The lines of the place, where nobody named a lot or serial. */
  readonly lines: Line[]
}

export interface Places {
  readonly all: ReadonlyMap<string, CountedPlace>
  readonly unknown: readonly CountedItem[]
}

export function countedPlaces(items: readonly CountedItem[], knowsBins: boolean): Places {
  const all = new Map<string, CountedPlace>()
  const unknown: CountedItem[] = []
  for (const item of items) {
    if (item.productId === null) unknown.push(item)
    else addItem(placeOf(all, item.productId, knowsBins ? item.locationId : null), item)
  }
  return { all, unknown }
}

function placeOf(
  all: Map<string, CountedPlace>,
  productId: ProductId,
  locationId: LocationId | null,
): CountedPlace {
  const key = placeKey(productId, locationId)
  const known = all.get(key)
  if (known) return known
  const lists = { items: [], owners: [], states: [], areas: [], lines: [] }
  const place: CountedPlace = { productId, locationId, namesLots: false, ...lists }
  all.set(key, place)
  return place
}

function placeKey(productId: ProductId, locationId: LocationId | null): string {
  return `${productId} ${locationId ?? ''}`
}

function addItem(place: CountedPlace, item: CountedItem): void {
  place.items.push(item)
  if (item.lot !== null || item.serial !== null) place.namesLots = true
  addTo(place.owners, item.owner)
  addTo(place.states, item.stockState)
  addTo(place.areas, item.areaId)
}

function addTo<T>(list: T[], one: T): void {
  if (!list.includes(one)) list.push(one)
}

/** Where the product was counted at the location. */
export function placeAt(
  { all }: Places,
  productId: ProductId,
  locationId: LocationId | null,
): CountedPlace | undefined {
  return all.get(placeKey(productId, locationId))
}

type Held = Pick<Position, 'lot' | 'serial' | 'owner' | 'stockState' | 'unit'>
type Identity = Omit<Line, 'lineKey' | 'items' | 'onHand' | 'movements' | 'changes'>

/** The line of a position or counted item at a place where its product was counted. Units never share a line. */
export function lineAt(beside: Map<string, Line>, place: CountedPlace, at: Held): Line {
  const { productId, locationId } = place
  const stockState = place.states.includes(at.stockState) ? at.stockState : PLAIN_STATE
  const owner = place.owners.includes(at.owner) ? at.owner : OWN
  const { unit } = at
  const what = { productId, codeKey: null, code: null, locationId, stockState, owner, unit }
  // There may be thousands of serials in a bin.
  if (place.namesLots) return lineBeside(beside, { ...what, lot: at.lot, serial: at.serial })
  const known = place.lines.find(
    (line) => line.unit === unit && line.stockState === stockState && line.owner === owner,
  )
  if (known) return known
  const line = newLine({ ...what, lot: null, serial: null })
  place.lines.push(line)
  return line
}

/** Lines of what was counted nowhere, of codes that mean nothing and of lots and serials, by their keys. */
export function lineBeside(lines: Map<string, Line>, identity: Identity): Line {
  const lineKey = itemKey(identity)
  const known = lines.get(lineKey)
  if (known) return known
  const line = newLine(identity, lineKey)
  lines.set(lineKey, line)
  return line
}

function newLine(identity: Identity, lineKey = itemKey(identity)): Line {
  const { productId, codeKey, code, locationId, lot, serial, stockState, owner, unit } = identity
  const what = { lineKey, productId, codeKey, code, locationId, lot, serial, stockState, owner, unit }
  return { ...what, items: [], onHand: [], movements: [], changes: [] }
}

/** The line that a position of the book belongs to, as `compareCount` says. */
export function lineOfPosition(
  comparison: Comparison,
  places: Places,
  beside: Map<string, Line>,
  position: Position,
): Line {
  const { productId } = position
  const locationId = comparison.book.knowsBins ? position.locationId : null
  const here = placeAt(places, productId, locationId)
  if (here) return lineAt(beside, here, position)
  const inNoBin = placeAt(places, productId, null)
  if (inNoBin && isInArea(comparison, inNoBin, locationId)) return lineAt(beside, inNoBin, position)
  const { lot, serial, owner, unit } = position
  const what = { productId, codeKey: null, code: null, locationId }
  return lineBeside(beside, { ...what, lot, serial, stockState: PLAIN_STATE, owner, unit })
}

/** Whether the place was counted in an area that the location belongs to. */
function isInArea({ facts }: Comparison, place: CountedPlace, locationId: LocationId | null): boolean {
  const areas = locationId === null ? [] : (facts.areasOfLocation.get(locationId) ?? [])
  return areas.some((area) => place.areas.includes(area))
}
