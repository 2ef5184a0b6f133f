import { costOf, type UnitCost } from '@cyclecount/domain'

/**
 * Weighted-average cost of one owner's stock of a product at a facility, exact: a value and the quantity it belongs to, divided
 * only to be shown. Stock whose cost nobody told is held apart as `uncostedMilli`, so that unknown never counts as 0.
 * Every change is a pair of differences, hence value and uncosted quantity at any time are plain sums over the stock card.
 *
 * Rules: what comes in with a cost moves the average; what comes in without one, and what goes out, is taken at the average.
 * Uncosted stock leaves first. Oversold stock (below 0) is covered first, at the cost it went out with.
 */
export interface Pool {
  /** Everything held, the uncosted part included. May be below 0. */
  readonly quantityMilli: number
  /** Value of the part whose cost is known. */
  readonly valueMicros: bigint
  readonly uncostedMilli: number
  /** The cost that holds while no costed stock lies there: the last average, or what the product is bought at. */
  readonly lastCost: Rate | null
}

/** Money for a quantity, in the facility's currency. */
export type Rate = Pick<UnitCost, 'valueMicros' | 'perMilli'>

export interface PoolChange {
  readonly pool: Pool
  readonly costDeltaMicros: bigint
  readonly uncostedDeltaMilli: number
  /** At which cost the quantity was booked; null where unknown. */
  readonly bookedAt: Rate | null
}

export function emptyPool(lastCost: Rate | null): Pool {
  return { quantityMilli: 0, valueMicros: 0n, uncostedMilli: 0, lastCost }
}

/** The average cost, or null while it, or that of any unit held, is unknown. */
export function averageOf(pool: Pool): Rate | null {
  return pool.uncostedMilli === 0 ? knownAverage(pool) : null
}

/** Books a signed quantity. `cost` is what it came in at, null for “at the average”; of what goes out it is not asked. */
export function moveThroughPool(pool: Pool, quantityMilli: number, cost: Rate | null): PoolChange {
  return quantityMilli < 0 ? takeOut(pool, -quantityMilli) : putIn(pool, quantityMilli, cost)
}

/** Sets the average: everything held, uncosted stock included, is worth `cost` from now on. */
export function revalue(pool: Pool, cost: Rate): PoolChange {
  const valueMicros = atRate(cost, pool.quantityMilli)
  return changed(
    pool,
    { ...pool, valueMicros, uncostedMilli: 0, lastCost: pool.quantityMilli === 0 ? cost : pool.lastCost },
    cost,
  )
}

function takeOut(pool: Pool, quantityMilli: number): PoolChange {
  const average = knownAverage(pool)
  const uncosted = Math.min(Math.max(pool.uncostedMilli, 0), quantityMilli)
  const rest = quantityMilli - uncosted
  const after: Pool = {
    quantityMilli: pool.quantityMilli - quantityMilli,
    valueMicros: average ? pool.valueMicros - atRate(average, rest) : pool.valueMicros,
    uncostedMilli: pool.uncostedMilli - uncosted - (average ? 0 : rest),
    lastCost: pool.lastCost,
  }
  return changed(pool, keepCost(after, average), uncosted === 0 ? average : null)
}

function putIn(pool: Pool, quantityMilli: number, cost: Rate | null): PoolChange {
  const average = knownAverage(pool)
  const coversUncosted = Math.min(Math.max(-pool.uncostedMilli, 0), quantityMilli)
  const oversold = pool.quantityMilli - pool.uncostedMilli
  const coversCosted = Math.min(Math.max(-oversold, 0), quantityMilli - coversUncosted)
  const rest = quantityMilli - coversUncosted - coversCosted
  const rate = cost ?? averageOf(pool)
  const covered = average ? atRate(average, coversCosted) : 0n
  const after: Pool = {
    quantityMilli: pool.quantityMilli + quantityMilli,
    valueMicros: pool.valueMicros + covered + (rate ? atRate(rate, rest) : 0n),
    uncostedMilli: pool.uncostedMilli + coversUncosted + (rate ? 0 : rest),
    lastCost: pool.lastCost,
  }
  return changed(pool, keepCost(after, cost ?? average), rate)
}

/** While nothing costed is left, the last cost stands in for the average. */
function keepCost(pool: Pool, cost: Rate | null): Pool {
  return pool.quantityMilli === pool.uncostedMilli && cost ? { ...pool, lastCost: cost } : pool
}

function knownAverage(pool: Pool): Rate | null {
  const perMilli = pool.quantityMilli - pool.uncostedMilli
  if (perMilli === 0) return pool.lastCost
  return perMilli > 0
    ? { valueMicros: pool.valueMicros, perMilli }
    : { valueMicros: -pool.valueMicros, perMilli: -perMilli }
}

function atRate(rate: Rate, quantityMilli: number): bigint {
  return costOf({ ...rate, currency: '' }, quantityMilli)
}

function changed(before: Pool, pool: Pool, bookedAt: Rate | null): PoolChange {
  return {
    pool,
    costDeltaMicros: pool.valueMicros - before.valueMicros,
    uncostedDeltaMilli: pool.uncostedMilli - before.uncostedMilli,
    bookedAt,
  }
}
