import type { StockState } from '../vocabulary.ts'
import type { ComparedPosition } from './request.ts'

/** A position as it is held now, with the date of its lot (`YYYY-MM-DD`) where it has one. */
export interface HeldPosition extends ComparedPosition {
  readonly positionId: string
  readonly expiry: string | null
  readonly quantityMilli: number
}

export interface Share {
  readonly position: ComparedPosition
  /** Signed like the whole. */
  readonly quantityMilli: number
}

export interface Distribution {
  readonly shares: readonly Share[]
  /** What more was taken than is held. Its share is on no lot, and goes below 0. */
  readonly shortMilli: number
}

/** What is missing was free to be sold before it was anything else; what is promised to somebody is taken last. */
const stateOrder: readonly StockState[] = ['available', 'quarantine', 'damaged', 'reserved', 'in-transit']

/**
 * Where a difference lies that a count found without telling apart lots, serials, states or bins (ADR 0012).
 *
 * - A decrease is taken from stock of the named owner before anybody else's; available before quarantine, damaged and reserved; of
 *   those, first expired first, and what has no date last. No position goes below 0 while another still holds something.
 * - An increase goes, in the named state, to the newest lot: the one a decrease would reach last. Where several bins hold it, to the
 *   one that holds most. Where no lot is held, to the position without one; never onto a serial number.
 */
export function distribute(
  deltaMilli: number,
  named: ComparedPosition,
  held: readonly HeldPosition[],
): Distribution {
  const inOrder = held
    .filter((position) => position.quantityMilli > 0)
    .toSorted((a, b) => byOwner(named, a, b) || byState(a, b) || byExpiry(a, b) || byAge(a, b))
  if (deltaMilli > 0) {
    const position = { ...placeOfIncrease(named, inOrder), stockState: named.stockState }
    return { shares: [{ position, quantityMilli: deltaMilli }], shortMilli: 0 }
  }
  const shares: Share[] = []
  let left = -deltaMilli
  for (const position of inOrder) {
    if (left === 0) break
    const taken = Math.min(left, position.quantityMilli)
    shares.push({ position: placeOf(position), quantityMilli: -taken })
    left -= taken
  }
  if (left > 0) shares.push({ position: withoutLot(named), quantityMilli: -left })
  return { shares, shortMilli: left }
}

function placeOfIncrease(named: ComparedPosition, inOrder: readonly HeldPosition[]): ComparedPosition {
  const own = inOrder.filter(({ owner, serial }) => owner === named.owner && serial === null)
  const newest = own.filter(({ lot }) => lot !== null).toSorted((a, b) => byExpiry(b, a) || byAge(b, a))[0]
  const fullest = own
    .filter(({ lot }) => lot === (newest?.lot ?? null))
    .toSorted((a, b) => b.quantityMilli - a.quantityMilli || byAge(a, b))[0]
  if (fullest) return placeOf(fullest)
  // A lot that was named stands for itself; a serial number names one piece, which a second one is not.
  return named.serial === null ? placeOf(named) : withoutLot(named)
}

function placeOf({ binId, lot, serial, owner, stockState }: ComparedPosition): ComparedPosition {
  return { binId, lot, serial, owner, stockState }
}

/** The same place, on no lot and no serial number. */
export function withoutLot(named: ComparedPosition): ComparedPosition {
  return { ...placeOf(named), lot: null, serial: null }
}

function byOwner(named: ComparedPosition, a: HeldPosition, b: HeldPosition): number {
  return Number(a.owner !== named.owner) - Number(b.owner !== named.owner)
}

function byState(a: HeldPosition, b: HeldPosition): number {
  return stateOrder.indexOf(a.stockState) - stateOrder.indexOf(b.stockState)
}

function byExpiry(a: HeldPosition, b: HeldPosition): number {
  if (a.expiry === b.expiry) return 0
  if (a.expiry === null || b.expiry === null) return a.expiry === null ? 1 : -1
  return a.expiry < b.expiry ? -1 : 1
}

/** Positions are numbered as they come into being. */
function byAge(a: HeldPosition, b: HeldPosition): number {
  if (a.positionId === b.positionId) return 0
  return a.positionId < b.positionId ? -1 : 1
}
