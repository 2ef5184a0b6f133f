import type { FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import type { Ledger } from '../ledger.ts'
import type { CardKind, StockState } from '../vocabulary.ts'

/** A change of what lies at a place, as the stock card holds it. */
export interface StockMovement {
  readonly seq: number
  readonly kind: CardKind
  readonly productId: ProductId
  readonly binId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly owner: string
  readonly unit: string
  readonly stockState: StockState
  readonly quantityMilli: number
  readonly occurredAt: number
  readonly recordedAt: number
}

/** Where a page of movements ended. */
export interface MovementPlace {
  readonly occurredAt: number
  readonly seq: number
}

/**
 * Movements up to and including event `mark` that occurred after `since`, in the order in which they occurred, in pages after `after`.
 * Counts and changes of cost move nothing and are left out.
 */
export async function movementsUpTo(
  ledger: Ledger,
  facilityId: FacilityId,
  request: {
    readonly mark: number
    /** Only events after this one; 0: all. */
    readonly beyond: number
    readonly since: number
    readonly after: MovementPlace | null
    readonly limit: number
  },
): Promise<readonly StockMovement[]> {
  const { after } = request
  let query = ledger.db.read
    .selectFrom('ledger_stock_card as card')
    .innerJoin('ledger_position as position', 'position.position_id', 'card.position_id')
    .select([
      'card.seq',
      'card.kind',
      'card.product_id',
      'position.bin_id',
      'position.lot',
      'position.serial',
      'position.owner',
      'position.unit',
      'position.stock_state',
      'card.quantity_milli',
      'card.occurred_at',
      'card.recorded_at',
    ])
    .where('card.facility_id', '=', facilityId)
    .where('card.seq', '<=', request.mark)
    .where('card.seq', '>', request.beyond)
    .where('card.occurred_at', after ? '>=' : '>', after ? after.occurredAt : request.since)
    .where('card.quantity_milli', '!=', 0)
    .orderBy('card.occurred_at')
    .orderBy('card.seq')
    .limit(request.limit)
  if (after)
    query = query.where((eb) =>
      eb.or([
        eb('card.occurred_at', '>', after.occurredAt),
        eb.and([eb('card.occurred_at', '=', after.occurredAt), eb('card.seq', '>', after.seq)]),
      ]),
    )
  return (await query.execute()).map((row) => ({
    seq: row.seq,
    kind: row.kind,
    productId: row.product_id,
    binId: row.bin_id,
    lot: row.lot,
    serial: row.serial,
    owner: row.owner,
    unit: row.unit,
    stockState: row.stock_state,
    quantityMilli: row.quantity_milli,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
  }))
}
