import type { FacilityId, ProductId } from '@cyclecount/domain'
import type { Rate } from '../average-cost.ts'
import { documentIdOf } from '../booking/book.ts'
import type { Ledger } from '../ledger.ts'
import type { CardKind, StockState } from '../vocabulary.ts'

/** One event of the stock card, as people read it. */
export interface CardEvent {
  readonly seq: number
  /** What it was booked as; the same for all events of one booking. */
  readonly documentId: string
  readonly kind: CardKind
  readonly binCode: string | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: StockState | null
  readonly owner: string
  readonly quantityMilli: number
  /** What the position held afterwards; null for a change of cost. */
  readonly positionAfterMilli: number | null
  readonly reason: string
  readonly reasonLabel: string
  readonly actor: string
  readonly comment: string
  readonly sourceRef: string
  readonly occurredAt: number
  readonly recordedAt: number
  /** The cost it was booked at; null while unknown, or where no cost moved. */
  readonly unitCost: Rate | null
  readonly costDeltaMicros: bigint
  readonly counted: {
    readonly countedMilli: number
    readonly expectedMilli: number
    readonly round: number | null
  } | null
  readonly overcommitted: boolean
}

export interface StockCardRequest {
  readonly facilityId: FacilityId
  readonly productId: ProductId
  /** The last `seq` of the page before. */
  readonly before?: number
  /** Only what occurred at this instant or earlier. */
  readonly until?: number
  readonly limit: number
}

/** The stock card of a product at a facility, newest booking first. */
export async function readStockCard(
  ledger: Ledger,
  request: StockCardRequest,
): Promise<readonly CardEvent[]> {
  let query = ledger.db.read
    .selectFrom('ledger_stock_card as card')
    .innerJoin('ledger_facility as facility', 'facility.facility_id', 'card.facility_id')
    .innerJoin('ledger_reason as reason', 'reason.code', 'card.reason_code')
    .leftJoin('ledger_position as position', 'position.position_id', 'card.position_id')
    .leftJoin('ledger_bin as bin', 'bin.bin_id', 'position.bin_id')
    .select([
      'facility.code as facility_code',
      'card.seq',
      'card.document_seq',
      'card.kind',
      'bin.code as bin_code',
      'position.lot',
      'position.serial',
      'position.stock_state',
      'card.owner',
      'card.quantity_milli',
      'card.position_after_milli',
      'card.reason_code',
      'reason.label',
      'card.actor',
      'card.comment',
      'card.source_ref',
      'card.occurred_at',
      'card.recorded_at',
      'card.unit_cost_micros',
      'card.unit_cost_per_milli',
      'card.cost_delta_micros',
      'card.counted_milli',
      'card.expected_milli',
      'card.round',
      'card.overcommitted',
    ])
    .where('card.facility_id', '=', request.facilityId)
    .where('card.product_id', '=', request.productId)
    .orderBy('card.seq', 'desc')
    .limit(request.limit)
  if (request.before !== undefined) query = query.where('card.seq', '<', request.before)
  if (request.until !== undefined) query = query.where('card.occurred_at', '<=', request.until)
  return (await query.execute()).map((row) => ({
    seq: row.seq,
    documentId: documentIdOf(row.facility_code, row.document_seq ?? row.seq),
    kind: row.kind,
    binCode: row.bin_code,
    lot: row.lot,
    serial: row.serial,
    stockState: row.stock_state,
    owner: row.owner,
    quantityMilli: row.quantity_milli,
    positionAfterMilli: row.position_after_milli,
    reason: row.reason_code,
    reasonLabel: row.label,
    actor: row.actor,
    comment: row.comment,
    sourceRef: row.source_ref,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    unitCost: rateOf(row.unit_cost_micros, row.unit_cost_per_milli),
    costDeltaMicros: row.cost_delta_micros,
    counted:
      row.counted_milli === null || row.expected_milli === null
        ? null
        : { countedMilli: row.counted_milli, expectedMilli: row.expected_milli, round: row.round },
    overcommitted: row.overcommitted === 1,
  }))
}

function rateOf(valueMicros: bigint | null, perMilli: number | null): Rate | null {
  return valueMicros === null || perMilli === null ? null : { valueMicros, perMilli }
}
