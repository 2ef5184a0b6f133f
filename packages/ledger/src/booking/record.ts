import type { LocationId, UnitCost } from '@cyclecount/domain'
import type { Ledger } from '../ledger.ts'
import { refuse } from '../refusal.ts'
import { book, bookInTurn, type Booking } from './book.ts'
import type { Entry, StockLine } from './books.ts'
import { isProtected } from './checks.ts'
import { distribute } from './distribute.ts'
import { heldAmong, linesAmong, refuseShort } from './held-among.ts'
import type {
  BookedBy,
  CostChange,
  CountAdjustment,
  CountObserved,
  ManualAdjustment,
  Movement,
  Outcome,
  StockMove,
  StockPlace,
} from './request.ts'
import { say } from '../words/say.ts'

/** Books what came in or went out: a receipt, a sale, a return, one end of a transfer. */
export function recordMovement(ledger: Ledger, movement: Movement): Promise<Outcome> {
  const { unitCost, quantityMilli } = movement
  return bookOne(ledger, movement, unitCost, {
    kind: movement.kind,
    stockState: movement.stockState,
    quantityMilli,
    cost: costAt(unitCost),
    counted: null,
  })
}

/**
 * Corrects the book by hand. On the card it is another kind of event than a correction that a count found. A repetition is recognised
 * whatever time it gives: a screen that sends again has a later clock, not another wish.
 */
export function adjustByHand(ledger: Ledger, adjustment: ManualAdjustment): Promise<Outcome> {
  const happening: Happening = {
    kind: 'manual-adjustment',
    stockState: adjustment.stockState,
    quantityMilli: adjustment.deltaMilli,
    cost: costAt(adjustment.unitCost),
    counted: null,
  }
  return bookOne(ledger, adjustment, adjustment.unitCost, happening, { ...adjustment, occurredAt: null })
}

/**
 * Books the difference a count found, at average cost; `occurredAt` is when the items were counted. Where the count told lots, serials,
 * states or bins not apart (`among`), the difference is distributed over them: several events of one document, all or none.
 */
export function adjustByCount(ledger: Ledger, adjustment: CountAdjustment): Promise<Outcome> {
  return book(ledger, adjustmentBooking(ledger, adjustment))
}

function adjustmentBooking(ledger: Ledger, adjustment: CountAdjustment): Booking {
  const { deltaMilli, stockState, countedMilli, expectedMilli, among } = adjustment
  const happening = (share: Pick<Entry, 'stockState' | 'quantityMilli'>): Happening => ({
    ...share,
    kind: 'count-adjustment',
    cost: { kind: 'average' },
    counted: { countedMilli, expectedMilli, round: null },
  })
  if (!among || deltaMilli === 0)
    return bookingOfOne(ledger, adjustment, null, happening({ stockState, quantityMilli: deltaMilli }))
  const bins = [adjustment.binId, ...among.map((position) => position.binId)]
  return {
    ...bookingOf(adjustment, bins, null),
    lines: () => linesAmong(adjustment, among),
    entries: (given) => {
      const held = heldAmong(given, adjustment, among)
      const { shares, shortMilli } = distribute(deltaMilli, adjustment, held)
      if (shortMilli > 0 && isProtected(given)) return refuseShort(given, adjustment, shortMilli)
      return shares.map(({ position, quantityMilli }) =>
        entryOf(
          ledger,
          { ...adjustment, ...position },
          adjustment.unit,
          happening({ stockState: position.stockState, quantityMilli }),
        ),
      )
    },
  }
}

/** Puts a count on the card, also where nothing differs. Moves no stock. */
export function observeCount(ledger: Ledger, observed: CountObserved): Promise<Outcome> {
  return book(ledger, observationBooking(ledger, observed))
}

/** What a count has to tell: a difference it found, or only that somebody looked. */
export type OfCount =
  | { readonly kind: 'adjusted'; readonly adjustment: CountAdjustment }
  | { readonly kind: 'observed'; readonly observed: CountObserved }

/** Books each as `adjustByCount` and `observeCount` do, in this order and in one transaction; answers them in the same order. */
export function recordCount(ledger: Ledger, all: readonly OfCount[]): Promise<readonly Outcome[]> {
  return bookInTurn(
    ledger,
    all.map((one) =>
      one.kind === 'adjusted'
        ? adjustmentBooking(ledger, one.adjustment)
        : observationBooking(ledger, one.observed),
    ),
  )
}

function observationBooking(ledger: Ledger, observed: CountObserved): Booking {
  const { countedMilli, expectedMilli, round } = observed
  return bookingOfOne(ledger, observed, null, {
    kind: observed.kind,
    stockState: observed.stockState,
    quantityMilli: 0,
    cost: { kind: 'none' },
    counted: { countedMilli, expectedMilli, round },
  })
}

/** Sets the average cost of a product at a facility; what lies there is worth that from now on. */
export function changeCost(ledger: Ledger, change: CostChange): Promise<Outcome> {
  const { unitCost } = change
  const atNoPlace = { ...change, binId: null, lot: null, serial: null }
  return bookOne(ledger, atNoPlace, unitCost, {
    kind: 'cost-change',
    stockState: null,
    quantityMilli: 0,
    cost: { kind: 'set', rate: unitCost },
    counted: null,
  })
}

/** Moves stock within a facility: to another bin, into another state, or both. Its cost goes with it unchanged. */
export async function moveStock(ledger: Ledger, move: StockMove): Promise<Outcome> {
  const isNowhere = move.binId === move.to.binId && move.stockState === move.to.stockState
  if (move.quantityMilli <= 0 || isNowhere)
    return {
      kind: 'refused',
      refusal: refuse('bad-quantity', say('quantity.move')),
    }
  const leg = (unit: string, place: StockMove['to'], quantityMilli: number): Entry =>
    entryOf(ledger, { ...move, binId: place.binId }, unit, {
      kind: 'transfer',
      stockState: place.stockState,
      quantityMilli,
      cost: { kind: 'none' },
      counted: null,
    })
  return book(ledger, {
    ...bookingOf(move, [move.binId, move.to.binId], null),
    lines: (unit) => [lineOf(move, unit), lineOf({ ...move, binId: move.to.binId }, unit)],
    entries: ({ product: { unit } }) => [
      leg(unit, move, -move.quantityMilli),
      leg(unit, move.to, move.quantityMilli),
    ],
  })
}

type Happening = Pick<Entry, 'kind' | 'stockState' | 'quantityMilli' | 'cost' | 'counted'>

function bookOne(
  ledger: Ledger,
  request: StockPlace & BookedBy & { readonly unit?: string },
  unitCost: UnitCost | null,
  happening: Happening,
  content: object = request,
): Promise<Outcome> {
  return book(ledger, bookingOfOne(ledger, request, unitCost, happening, content))
}

function bookingOfOne(
  ledger: Ledger,
  request: StockPlace & BookedBy & { readonly unit?: string },
  unitCost: UnitCost | null,
  happening: Happening,
  content: object = request,
): Booking {
  return {
    ...bookingOf(request, [request.binId], unitCost),
    content,
    lines: (unit) => [lineOf(request, request.unit ?? unit)],
    entries: ({ product }) => [entryOf(ledger, request, request.unit ?? product.unit, happening)],
  }
}

function bookingOf(
  request: StockPlace & BookedBy,
  bins: readonly (LocationId | null)[],
  unitCost: UnitCost | null,
): Omit<Booking, 'lines' | 'entries'> {
  const { facilityId, productId, reason, idempotencyKey } = request
  return { facilityId, idempotencyKey, subject: { productId, bins, reason, unitCost }, content: request }
}

function entryOf(ledger: Ledger, request: StockPlace & BookedBy, unit: string, happening: Happening): Entry {
  const { reason, actor, comment, sourceRef, occurredAt } = request
  const line = lineOf(request, unit)
  return { ...happening, line, reason, actor, comment, sourceRef, occurredAt, recordedAt: ledger.now() }
}

function lineOf({ productId, binId, lot, serial, owner }: StockPlace, unit: string): StockLine {
  return { productId, binId, lot, serial, owner, unit }
}

function costAt(unitCost: UnitCost | null): Entry['cost'] {
  return unitCost ? { kind: 'at', rate: unitCost } : { kind: 'average' }
}
