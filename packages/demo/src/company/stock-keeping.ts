import type { RetailerMovement, RetailerOpening } from '@cyclecount/ledger'
import type { FacilityClock } from './facility-clock.ts'
import type { Random } from './random.ts'
import type { KeptProduct } from './range.ts'
import type { Wish } from './wishes.ts'

/**
 * Turns wishes for one product at one facility into movements. Whatever leaves was there before: what is short is
 * fetched from the reserve bin (seven in the morning) or delivered (six in the morning), so that read in order of
 * time no position ever falls below zero.
 */
export interface StockKeeping {
  readonly facility: string
  readonly kept: KeptProduct
  readonly clock: FacilityClock
  readonly random: Random
  /** How much a delivery brings at least. */
  readonly orderMilli: number
  /** What should be left after every sale. */
  readonly safetyMilli: number
  /** Deliveries come in multiples of this. */
  readonly caseMilli: number
  /** How many days before the wish the stock has to be there. */
  readonly daysAhead: number
  /** The lot that is being made on a day, null where lots are not kept apart. */
  readonly lotOn: (day: number) => string | null
  readonly deliver: (order: {
    readonly day: number
    readonly lot: string | null
    readonly quantityMilli: number
  }) => Delivery
}

/** Where a delivery came from. */
export interface Delivery {
  readonly reason: string
  readonly sourceRef: string
  readonly unitCostMicros: bigint | null
}

export interface KeptHistory {
  readonly opening: readonly RetailerOpening[]
  readonly movements: readonly RetailerMovement[]
  /** What lies in the bin the product is sold from, at the end. */
  readonly leftMilli: number
}

interface LotStock {
  readonly lot: string | null
  readonly milli: number
}

type Stock = readonly LotStock[]

/** The history of one product at one facility. `wishes` are in order of time. */
export function keepStock(keeping: StockKeeping, wishes: readonly Wish[]): KeptHistory {
  const { kept, random } = keeping
  const movements: RetailerMovement[] = []
  const lot = keeping.lotOn(0)
  const opened = (milli: number): Stock => (milli > 0 ? [{ lot, milli }] : [])
  const steps = Math.trunc(keeping.orderMilli / kept.product.stepMilli)
  let shelf = opened(random.between(0, steps) * kept.product.stepMilli)
  let reserve = opened(kept.reserveBin === null ? 0 : random.between(0, steps) * kept.product.stepMilli)
  const opening = [...openingOf(keeping, kept.bin, shelf), ...openingOf(keeping, kept.reserveBin, reserve)]
  for (const wish of wishes) {
    const supply = { day: wish.day - keeping.daysAhead, lot: wish.lot }
    if (wish.kind === 'sale' || wish.kind === 'transfer') {
      const delivered = deliverIfShort(keeping, supply, shelf, reserve, -wish.quantityMilli)
      movements.push(...delivered.movements)
      const refilled = refillIfShort(keeping, supply, delivered.shelf, delivered.reserve, -wish.quantityMilli)
      movements.push(...refilled.movements)
      shelf = refilled.shelf
      reserve = refilled.reserve
    }
    if (milliOf(shelf, wish.lot) + wish.quantityMilli < 0) continue
    const { taken, left } =
      wish.quantityMilli < 0 ? take(shelf, wish.lot, -wish.quantityMilli) : put(shelf, wish)
    shelf = left
    movements.push(...taken.map((part) => movementOf(keeping, wish, part)))
  }
  return { opening, movements, leftMilli: milliOf(shelf, null) }
}

interface Supply {
  readonly day: number
  readonly lot: string | null
}

interface Supplied {
  readonly movements: readonly RetailerMovement[]
  readonly shelf: Stock
  readonly reserve: Stock
}

function deliverIfShort(
  keeping: StockKeeping,
  supply: Supply,
  shelf: Stock,
  reserve: Stock,
  needMilli: number,
): Supplied {
  const missing = needMilli + keeping.safetyMilli - milliOf(shelf, supply.lot) - milliOf(reserve, supply.lot)
  if (missing <= 0) return { movements: [], shelf, reserve }
  const cases = Math.ceil(Math.max(keeping.orderMilli, missing) / keeping.caseMilli)
  const delivered = { lot: supply.lot ?? keeping.lotOn(supply.day), milli: cases * keeping.caseMilli }
  const source = keeping.deliver({ day: supply.day, lot: delivered.lot, quantityMilli: delivered.milli })
  const bin = keeping.kept.reserveBin ?? keeping.kept.bin
  const at = keeping.clock.at(supply.day, 6 * 60 + keeping.random.below(40))
  const movements = [entry(keeping, { ...source, kind: 'receipt', at }, bin, delivered)]
  return keeping.kept.reserveBin === null
    ? { movements, shelf: merged(shelf, [delivered]), reserve }
    : { movements, shelf, reserve: merged(reserve, [delivered]) }
}

function refillIfShort(
  keeping: StockKeeping,
  supply: Supply,
  shelf: Stock,
  reserve: Stock,
  needMilli: number,
): Supplied {
  const { kept } = keeping
  const missing = needMilli - milliOf(shelf, supply.lot)
  if (missing <= 0 || kept.reserveBin === null) return { movements: [], shelf, reserve }
  const halfOrder = Math.trunc(keeping.orderMilli / 2 / kept.product.stepMilli) * kept.product.stepMilli
  const { taken, left } = take(reserve, supply.lot, Math.max(missing, halfOrder))
  const at = keeping.clock.at(supply.day, 7 * 60 + keeping.random.below(40))
  const how = { kind: 'transfer', reason: 'transfer', unitCostMicros: null, at } as const
  const sourceRef = `REF-${keeping.facility}-${keeping.clock.compactDate(supply.day)}`
  const reserveBin = kept.reserveBin
  const movements = taken.flatMap((part) => [
    entry(keeping, { ...how, sourceRef }, reserveBin, { lot: part.lot, milli: -part.milli }),
    entry(keeping, { ...how, sourceRef }, kept.bin, part),
  ])
  return { movements, shelf: merged(shelf, taken), reserve: left }
}

function milliOf(stock: Stock, lot: string | null): number {
  return stock.filter((part) => lot === null || part.lot === lot).reduce((sum, part) => sum + part.milli, 0)
}

/** Takes up to `milli`, of the oldest lots first. */
function take(
  stock: Stock,
  lot: string | null,
  milli: number,
): { readonly taken: Stock; readonly left: Stock } {
  const taken: LotStock[] = []
  const left: LotStock[] = []
  let missing = milli
  for (const part of stock) {
    const amount = lot === null || part.lot === lot ? Math.min(part.milli, missing) : 0
    missing -= amount
    if (amount > 0) taken.push({ lot: part.lot, milli: amount })
    if (part.milli > amount) left.push({ lot: part.lot, milli: part.milli - amount })
  }
  return { taken, left }
}

function put(stock: Stock, wish: Wish): { readonly taken: Stock; readonly left: Stock } {
  const added = [{ lot: wish.lot, milli: wish.quantityMilli }]
  return { taken: added, left: merged(stock, added) }
}

function merged(stock: Stock, added: Stock): Stock {
  const milliByLot = new Map<string | null, number>()
  for (const part of [...stock, ...added])
    milliByLot.set(part.lot, (milliByLot.get(part.lot) ?? 0) + part.milli)
  return [...milliByLot].map(([lot, milli]) => ({ lot, milli }))
}

function openingOf(keeping: StockKeeping, bin: string | null, stock: Stock): readonly RetailerOpening[] {
  if (bin === null) return []
  const { sku, unitCostMicros } = keeping.kept.product
  const at = keeping.clock.at(0, 0)
  return stock.map(({ lot, milli }) => ({
    facility: keeping.facility,
    bin,
    sku,
    lot,
    serial: null,
    quantityMilli: milli,
    unitCostMicros,
    at,
  }))
}

function movementOf(keeping: StockKeeping, wish: Wish, part: LotStock): RetailerMovement {
  const milli = wish.quantityMilli < 0 ? -part.milli : part.milli
  const { kind, reason, sourceRef, at } = wish
  return entry(keeping, { kind, reason, sourceRef, at, unitCostMicros: null }, keeping.kept.bin, {
    lot: part.lot,
    milli,
  })
}

function entry(
  keeping: StockKeeping,
  what: Pick<RetailerMovement, 'kind' | 'reason' | 'sourceRef' | 'unitCostMicros' | 'at'>,
  bin: string,
  part: LotStock,
): RetailerMovement {
  const { facility, kept } = keeping
  return {
    facility,
    bin,
    sku: kept.product.sku,
    lot: part.lot,
    serial: null,
    quantityMilli: part.milli,
    ...what,
  }
}
