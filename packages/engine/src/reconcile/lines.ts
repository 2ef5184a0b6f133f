import { itemKey, type AreaId, type LocationId, type ProductId } from '@cyclecount/domain'
import { OWN, PLAIN_STATE, type Comparison, type Line } from './comparison.ts'
import type { CountedItem } from './count-facts.ts'
import type { Position } from './position.ts'

/** What was counted of one product at one place, and how finely. */
interface CountedPlace {
  readonly items: CountedItem[]
  readonly namesLots: boolean
  readonly owners: ReadonlySet<string>
  readonly states: ReadonlySet<string>
  readonly areas: ReadonlySet<AreaId>
}

export interface Places {
  readonly byProduct: ReadonlyMap<ProductId, ReadonlyMap<LocationId | null, CountedPlace>>
  readonly unknown: readonly CountedItem[]
}

export function countedPlaces(items: readonly CountedItem[], knowsBins: boolean): Places {
  const known = items.filter((item) => item.productId !== null)
  const byProduct = new Map<ProductId, ReadonlyMap<LocationId | null, CountedPlace>>()
  for (const [productId, ofProduct] of Map.groupBy(known, (item) => item.productId)) {
    if (productId === null) continue
    const byLocation = Map.groupBy(ofProduct, (item) => (knowsBins ? item.locationId : null))
    byProduct.set(productId, new Map([...byLocation].map(([at, group]) => [at, countedPlace(group)])))
  }
  return { byProduct, unknown: items.filter((item) => item.productId === null) }
}

function countedPlace(items: CountedItem[]): CountedPlace {
  return {
    items,
    namesLots: items.some((item) => item.lot !== null || item.serial !== null),
    owners: new Set(items.map((item) => item.owner)),
    states: new Set(items.map((item) => item.stockState)),
    areas: new Set(items.map((item) => item.areaId)),
  }
}

type Identity = Omit<Line, 'lineKey' | 'items' | 'onHand' | 'movements'>

export function lineFor(lines: Map<string, Line>, identity: Identity): Line {
  const lineKey = itemKey(identity)
  const known = lines.get(lineKey)
  if (known) return known
  const line = { ...identity, lineKey, items: [], onHand: [], movements: [] }
  lines.set(lineKey, line)
  return line
}

/** The line of a position or counted item at a place where its product was counted. Units never share a line. */
export function identityOf(
  productId: ProductId,
  locationId: LocationId | null,
  place: CountedPlace,
  at: Pick<Position, 'lot' | 'serial' | 'owner' | 'stockState' | 'unit'>,
): Identity {
  return {
    productId,
    codeKey: null,
    code: null,
    locationId,
    lot: place.namesLots ? at.lot : null,
    serial: place.namesLots ? at.serial : null,
    stockState: place.states.has(at.stockState) ? at.stockState : PLAIN_STATE,
    owner: place.owners.has(at.owner) ? at.owner : OWN,
    unit: at.unit,
  }
}

export function lineOfPosition(comparison: Comparison, places: Places, position: Position): Identity {
  const { productId } = position
  const locationId = comparison.book.knowsBins ? position.locationId : null
  const byLocation = places.byProduct.get(productId)
  const here = byLocation?.get(locationId)
  if (here) return identityOf(productId, locationId, here, position)
  const inNoBin = byLocation?.get(null)
  if (inNoBin && isInArea(comparison, inNoBin, locationId)) {
    return identityOf(productId, null, inNoBin, position)
  }
  const { lot, serial, owner, unit } = position
  return {
    productId,
    codeKey: null,
    code: null,
    locationId,
    lot,
    serial,
    stockState: PLAIN_STATE,
    owner,
    unit,
  }
}

/** Whether the place was counted in an area that the location belongs to. */
function isInArea({ facts }: Comparison, place: CountedPlace, locationId: LocationId | null): boolean {
  const areas = locationId === null ? [] : (facts.areasOfLocation.get(locationId) ?? [])
  return areas.some((area) => place.areas.has(area))
}
