import { quantityText, type ProductId } from '@cyclecount/domain'
import type { LedgerTx } from '../ledger.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { Given } from './book.ts'
import { lineKey, positionKey, type PositionRow, type StockLine } from './books.ts'
import { withoutLot, type HeldPosition } from './distribute.ts'
import type { ComparedPosition, CountAdjustment } from './request.ts'
import { say } from '../words/say.ts'

/** The date of a lot, where it has one. */
export type ExpiryOf = (productId: ProductId, lot: string | null) => string | null

/** The dates of the lots that the lines name. */
export async function readExpiries(tx: LedgerTx, lines: readonly StockLine[]): Promise<ExpiryOf> {
  const named = lines.filter(({ lot }) => lot !== null)
  const keyOf = (productId: ProductId, lot: string | null) => `${productId} ${lot}`
  if (named.length === 0) return () => null
  const rows = await tx
    .selectFrom('ledger_lot')
    .select(['product_id', 'lot', 'expiry'])
    .where('product_id', 'in', [...new Set(named.map(({ productId }) => productId))])
    .where('lot', 'in', [...new Set(named.flatMap(({ lot }) => lot ?? []))])
    .execute()
  const dates = new Map(rows.map((row) => [keyOf(row.product_id, row.lot), row.expiry]))
  return (productId, lot) => dates.get(keyOf(productId, lot)) ?? null
}

/** The lines that a difference among these positions may be booked on: theirs, the one it names, and that without a lot. */
export function linesAmong(
  { productId, unit, ...named }: CountAdjustment,
  among: readonly ComparedPosition[],
): readonly StockLine[] {
  return [...among, named, withoutLot(named)].map((position) => lineOf({ productId, unit }, position))
}

/**
 * What is held now at the positions that a count was compared with, in the states it was compared in. What is reserved by now lay
 * there available when it was counted.
 */
export function heldAmong(
  { books, expiryOf }: Given,
  adjustment: CountAdjustment,
  among: readonly ComparedPosition[],
): readonly HeldPosition[] {
  const states = new Set([adjustment.stockState, ...among.map((position) => position.stockState)])
  if (states.has('available')) states.add('reserved')
  states.delete('in-transit')
  const keys = new Set(among.map((position) => lineKey(lineOf(adjustment, position))))
  return [...keys].flatMap((key) =>
    [...states].flatMap((state) => {
      const row = books.positions.get(positionKey(key, state))
      return row ? [heldPosition(row, expiryOf)] : []
    }),
  )
}

function heldPosition(row: PositionRow, expiryOf: ExpiryOf): HeldPosition {
  return {
    positionId: row.position_id,
    binId: row.bin_id,
    lot: row.lot,
    serial: row.serial,
    owner: row.owner,
    stockState: row.stock_state,
    expiry: expiryOf(row.product_id, row.lot),
    quantityMilli: row.quantity_milli,
  }
}

export function refuseShort(
  { facility, facts, product }: Given,
  { binId, deltaMilli }: CountAdjustment,
  shortMilli: number,
): Refusal {
  const bin = binId === null ? undefined : facts.bins.get(binId)
  const values = {
    facility: facility.name,
    held: quantityText(-deltaMilli - shortMilli),
    sku: product.sku,
    taken: quantityText(-deltaMilli),
  }
  const sentence =
    bin === undefined ? say('negative.together', values) : say('negative.togetherInBin', { ...values, bin })
  return refuse('negative-stock', sentence)
}

function lineOf(
  { productId, unit }: Pick<StockLine, 'productId' | 'unit'>,
  { binId, lot, serial, owner }: ComparedPosition,
): StockLine {
  return { productId, binId, lot, serial, owner, unit }
}
