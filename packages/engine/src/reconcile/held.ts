import type { ProductId, UnitCost } from '@cyclecount/domain'
import { OWN, PLAIN_STATE, type Line, type Target } from './comparison.ts'
import { positionKey, type OnHandPosition } from './position.ts'

export interface Costs {
  readonly unitCost: UnitCost | null
  readonly price: UnitCost | null
}

/** What a product costs at the facility, by unit: of the org's own stock before anybody else's. */
export function costsByUnit(onHand: readonly OnHandPosition[]): ReadonlyMap<string, Costs> {
  return new Map(
    [...Map.groupBy(onHand, unitKey)].map(([key, positions]) => {
      const inOrder = positions.toSorted(byRankAndKey)
      const unitCost = inOrder.find((position) => position.unitCost !== null)?.unitCost ?? null
      return [key, { unitCost, price: inOrder.find((position) => position.price !== null)?.price ?? null }]
    }),
  )
}

/** What one unit of the line costs; undefined where the book does not hold it in this unit. */
export function costsOf(costs: ReadonlyMap<string, Costs>, line: Line): Costs | undefined {
  return line.productId === null ? undefined : costs.get(unitKey({ ...line, productId: line.productId }))
}

function unitKey({ productId, unit }: { readonly productId: ProductId; readonly unit: string }): string {
  return JSON.stringify([productId, unit])
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
  const places = new Set(
    held.map(({ locationId, lot, serial, owner }) => JSON.stringify([locationId, lot, serial, owner])),
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
    isAssumed: places.size > 1,
  }
}

function byRankAndKey(a: OnHandPosition, b: OnHandPosition): number {
  return rank(a) - rank(b) || (positionKey(a) < positionKey(b) ? -1 : 1)
}

function rank(position: OnHandPosition): number {
  return position.owner === OWN ? 0 : 1
}
