import type { BookChange, LocationId, ProductId, UnitCost } from '@cyclecount/domain'

/** Where and in which state the book says a quantity lies, in our ids. */
export interface Position {
  readonly productId: ProductId
  readonly locationId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly owner: string
  readonly stockState: string
  readonly unit: string
}

export interface OnHandPosition extends Position {
  readonly onHandMilli: number
  readonly availableMilli: number
  readonly reservedMilli: number
  readonly unitCost: UnitCost | null
  readonly price: UnitCost | null
}

export interface PositionMovement extends Position {
  readonly externalRef: string
  readonly kind: string
  readonly quantityMilli: number
  readonly occurredAt: number
  readonly recordedAt: number
}

/** What changed at a position between two reads. */
export interface PositionChange extends Position, BookChange {}

/** One text per position: equal only where quantities of the two may be added up. */
export function positionKey(position: Position): string {
  const { productId, locationId, lot, serial, owner, stockState, unit } = position
  return JSON.stringify([productId, locationId, lot, serial, owner, stockState, unit])
}

/** Whether quantities of the two may be added up: whether their keys are equal. */
export function isSamePosition(a: Position, b: Position): boolean {
  return (
    a.productId === b.productId &&
    a.locationId === b.locationId &&
    a.stockState === b.stockState &&
    a.owner === b.owner &&
    a.unit === b.unit &&
    a.lot === b.lot &&
    a.serial === b.serial
  )
}

/** The position again. Written by `positionKey` only. */
export function parsePositionKey(key: string): Position {
  const [productId, locationId, lot, serial, owner, stockState, unit] = JSON.parse(key) as [
    ProductId,
    LocationId | null,
    string | null,
    string | null,
    string,
    string,
    string,
  ]
  return { productId, locationId, lot, serial, owner, stockState, unit }
}

/** Lies there, whatever its state: only what is on its way does not. */
export function liesThere(position: { readonly stockState: string }): boolean {
  return position.stockState !== 'in-transit'
}
