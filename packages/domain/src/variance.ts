import { costOf, divideHalfEven, type UnitCost } from './money.ts'

/** A change of the book that the backend reports. `quantityMilli` is signed; `occurredAt` is UTC ms. */
export interface BookMovement {
  readonly quantityMilli: number
  readonly occurredAt: number
}

export interface Expected {
  readonly expectedMilli: number
  /** Movements after the count that were taken back out of the on-hand read. */
  readonly movedSinceMilli: number
  readonly movements: number
}

/**
 * What the book said when the item was counted: the on-hand as read, less every movement that happened after `countedAt`
 * and is contained in the read. A movement that happened before the count but was booked late stays in, so a late sale
 * is not shrink. `movements` are those the read contains.
 */
export function expectedAsOf(
  onHandMilli: number,
  movements: Iterable<BookMovement>,
  countedAt: number,
): Expected {
  let movedSinceMilli = 0
  let count = 0
  for (const movement of movements) {
    if (movement.occurredAt <= countedAt) continue
    movedSinceMilli += movement.quantityMilli
    count += 1
  }
  return { expectedMilli: onHandMilli - movedSinceMilli, movedSinceMilli, movements: count }
}

/** The figures of a variance, named as the source documents name them. Unknown cost is null, never 0. */
export interface VarianceFigures {
  readonly systemQuantityOnHand: number
  readonly actualQuantityOnHand: number
  readonly varianceQuantityOnHand: number
  /** As `percentOf` says. */
  readonly percentMilli: number | null
  readonly totalCostMicros: bigint | null
  readonly actualCostMicros: bigint | null
  readonly costVarianceMicros: bigint | null
  readonly totalValueMicros: bigint | null
  readonly actualValueMicros: bigint | null
  readonly valueVarianceMicros: bigint | null
  readonly currency: string | null
}

/**
 * Counted against expected. `totalCost` is unit cost × system, `actualCost` unit cost × actual, `costVariance` actual − total;
 * the value triple is the same at the selling price.
 */
export function varianceFigures(input: {
  readonly systemMilli: number
  readonly actualMilli: number
  readonly unitCost: UnitCost | null
  readonly price: UnitCost | null
}): VarianceFigures {
  const { systemMilli, actualMilli, unitCost, price } = input
  const total = unitCost && costOf(unitCost, systemMilli)
  const actual = unitCost && costOf(unitCost, actualMilli)
  const totalValue = price && costOf(price, systemMilli)
  const actualValue = price && costOf(price, actualMilli)
  return {
    systemQuantityOnHand: systemMilli,
    actualQuantityOnHand: actualMilli,
    varianceQuantityOnHand: actualMilli - systemMilli,
    percentMilli: percentOf(actualMilli - systemMilli, systemMilli),
    totalCostMicros: total,
    actualCostMicros: actual,
    costVarianceMicros: total === null || actual === null ? null : actual - total,
    totalValueMicros: totalValue,
    actualValueMicros: actualValue,
    valueVarianceMicros: totalValue === null || actualValue === null ? null : actualValue - totalValue,
    currency: unitCost?.currency ?? price?.currency ?? null,
  }
}

/** Thousandths of a percent of the book, nearest, halves to even; null where the book is zero and the count is not. */
export function percentOf(varianceMilli: number, systemMilli: number): number | null {
  if (systemMilli === 0) return varianceMilli === 0 ? 0 : null
  const percent = divideHalfEven(BigInt(varianceMilli) * 100_000n, BigInt(Math.abs(systemMilli)))
  return Number(percent)
}
