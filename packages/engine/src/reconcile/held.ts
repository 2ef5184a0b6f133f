import type { ProductId, UnitCost } from '@cyclecount/domain'
import { OWN, PLAIN_STATE, type Line, type Target } from './comparison.ts'
import { positionKey, type OnHandPosition } from './position.ts'

export interface Costs {
  readonly unitCost: UnitCost | null
  readonly price: UnitCost | null
}

const UNKNOWN: Costs = { unitCost: null, price: null }

/**
 * What one unit of a line costs at the facility, of the org's own stock before anybody else's; of what the book holds in its unit. Asked of
 * lines in the order of their keys: those of a product come together, and are looked for once.
 */
export function costsOf(held: ReadonlyMap<ProductId, readonly OnHandPosition[]>): (line: Line) => Costs {
  let last: Pick<Line, 'productId' | 'unit'> | null = null
  let costs = UNKNOWN
  return (line) => {
    if (last !== null && last.productId === line.productId && last.unit === line.unit) return costs
    last = line
    const ofProduct = line.productId === null ? undefined : held.get(line.productId)
    const inOrder = (ofProduct ?? []).filter(({ unit }) => unit === line.unit).toSorted(byRankAndKey)
    const unitCost = inOrder.find((position) => position.unitCost !== null)?.unitCost ?? null
    const price = inOrder.find((position) => position.price !== null)?.price ?? null
    costs = { unitCost, price }
    return costs
  }
}

/**
 * The place an adjustment names. A line that names no bin, lot or owner of its own names where the book holds it; where that is several
 * places, the one that holds most. One serial is never taken for another.
 */
export function targetOf(line: Line): Target {
  const held = line.onHand.filter((position) => position.onHandMilli !== 0)
  const [most] = held.toSorted(
    (a, b) => rank(a) - rank(b) || b.onHandMilli - a.onHandMilli || byRankAndKey(a, b),
  )
  const namesLot = line.lot !== null || line.serial !== null
  const serials = new Set(held.map((position) => position.serial))
  const states = new Set(held.map((position) => position.stockState))
  const isApart = states.size === 1 && (states.has('damaged') || states.has('quarantine'))
  const plainState = isApart && most ? most.stockState : 'available'
  return {
    locationId: line.locationId ?? most?.locationId ?? null,
    lot: namesLot ? line.lot : (most?.lot ?? null),
    serial: namesLot ? line.serial : serials.size === 1 ? (most?.serial ?? null) : null,
    owner: line.owner === OWN ? (most?.owner ?? OWN) : line.owner,
    stockState: line.stockState === PLAIN_STATE ? plainState : line.stockState,
    unit: line.unit,
    isAssumed: held.some((position) => most !== undefined && !isSamePlace(position, most)),
  }
}

function byRankAndKey(a: OnHandPosition, b: OnHandPosition): number {
  return rank(a) - rank(b) || (positionKey(a) < positionKey(b) ? -1 : 1)
}

function rank(position: OnHandPosition): number {
  return position.owner === OWN ? 0 : 1
}

/** Whatever its state. */
function isSamePlace(a: OnHandPosition, b: OnHandPosition): boolean {
  return a.locationId === b.locationId && a.lot === b.lot && a.serial === b.serial && a.owner === b.owner
}
