import type { FacilityId, LocationId, OrgId, ProductId } from '@cyclecount/domain'
import { emptyPool, moveThroughPool, revalue, type Pool, type Rate } from '../average-cost.ts'
import type { CardRow, LedgerSchema } from '../schema/tables.ts'
import type { CardKind, StockState } from '../vocabulary.ts'

/** What of a facility's books a booking needs, in memory: loaded by an operation, or built up by the import of a retailer. */
export interface Books {
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  lastSeq: number
  /** By line and state, see `positionKey`. */
  readonly positions: Map<string, PositionRow>
  /** By product and owner, see `poolKey`. */
  readonly pools: Map<string, Pool>
}

export type PositionRow = LedgerSchema['ledger_position']

/** What and where, without the state. */
export interface StockLine {
  readonly productId: ProductId
  readonly binId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly owner: string
  readonly unit: string
}

/** One event to be booked. The quantity is signed; a count or a change of cost has 0. */
export interface Entry {
  readonly kind: CardKind
  readonly line: StockLine
  /** Null books on the product, not on a position. */
  readonly stockState: StockState | null
  readonly quantityMilli: number
  /** `at`: came in at this cost. `set`: the average is this from now on. `average`: whatever the average is. `none`: only moved. */
  readonly cost: { readonly kind: 'at' | 'set'; readonly rate: Rate } | { readonly kind: 'average' | 'none' }
  readonly reason: string
  readonly actor: string
  readonly comment: string
  readonly sourceRef: string
  readonly occurredAt: number
  readonly recordedAt: number
  readonly counted: {
    readonly countedMilli: number
    readonly expectedMilli: number
    readonly round: number | null
  } | null
}

export function lineKey({ productId, binId, lot, serial, owner, unit }: StockLine): string {
  return JSON.stringify([productId, binId, lot, serial, owner, unit])
}

export function positionKey(line: string, state: StockState): string {
  return `${state} ${line}`
}

export function poolKey(productId: ProductId, owner: string): string {
  return `${productId} ${owner}`
}

/** Books one event: moves the position and the cost, and answers with the event for the stock card. Checks nothing. */
export function post(books: Books, entry: Entry, newPositionId: () => string): CardRow {
  const { line, quantityMilli } = entry
  const position = entry.stockState && positionOf(books, line, entry.stockState, newPositionId)
  const after = position ? position.quantity_milli + quantityMilli : null
  if (position && after !== null) {
    const key = positionKey(position.line_key, position.stock_state)
    const isMoved = quantityMilli !== 0 || !books.positions.has(key)
    if (isMoved) books.positions.set(key, { ...position, quantity_milli: after })
  }
  const key = poolKey(line.productId, line.owner)
  const costed = cost(books.pools.get(key) ?? emptyPool(null), entry)
  books.pools.set(key, costed.pool)
  books.lastSeq += 1
  return {
    facility_id: books.facilityId,
    seq: books.lastSeq,
    org_id: books.orgId,
    kind: entry.kind,
    product_id: line.productId,
    position_id: position?.position_id ?? null,
    owner: line.owner,
    quantity_milli: quantityMilli,
    position_after_milli: after,
    reason_code: entry.reason,
    actor: entry.actor,
    comment: entry.comment,
    source_ref: entry.sourceRef,
    occurred_at: entry.occurredAt,
    recorded_at: entry.recordedAt,
    unit_cost_micros: costed.bookedAt?.valueMicros ?? null,
    unit_cost_per_milli: costed.bookedAt?.perMilli ?? null,
    cost_delta_micros: costed.costDeltaMicros,
    uncosted_delta_milli: costed.uncostedDeltaMilli,
    counted_milli: entry.counted?.countedMilli ?? null,
    expected_milli: entry.counted?.expectedMilli ?? null,
    round: entry.counted?.round ?? null,
    overcommitted: quantityMilli < 0 && after !== null && after < 0 ? 1 : 0,
    document_seq: null,
  }
}

function cost(pool: Pool, entry: Entry): ReturnType<typeof moveThroughPool> {
  switch (entry.cost.kind) {
    case 'none':
      return { pool, costDeltaMicros: 0n, uncostedDeltaMilli: 0, bookedAt: null }
    case 'set':
      return revalue(pool, entry.cost.rate)
    case 'at':
      return moveThroughPool(pool, entry.quantityMilli, entry.cost.rate)
    case 'average':
      return moveThroughPool(pool, entry.quantityMilli, null)
  }
}

function positionOf(books: Books, line: StockLine, state: StockState, newId: () => string): PositionRow {
  const key = lineKey(line)
  const held = books.positions.get(positionKey(key, state))
  if (held) return held
  return {
    position_id: newId(),
    org_id: books.orgId,
    facility_id: books.facilityId,
    line_key: key,
    stock_state: state,
    bin_id: line.binId,
    product_id: line.productId,
    lot: line.lot,
    serial: line.serial,
    owner: line.owner,
    unit: line.unit,
    quantity_milli: 0,
  }
}
