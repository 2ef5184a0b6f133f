import type { BackendAdapter } from '@cyclecount/backend-port'
import { listReasons, type Ledger } from '@cyclecount/ledger'
import { facilityPage, locationPage, preflight, productPage } from './masters.ts'
import { movementPage, onHandPage } from './stock.ts'
import { answered } from './unavailable.ts'
import { lookUpOutcome, observeCounted, offerTogether, pushAdjustment } from './write.ts'

export interface LedgerAdapterOptions {
  readonly ledger: Ledger
  /** Rows per page of a read; 500 unless told. */
  readonly pageSize?: number
}

/**
 * The embedded inventory ledger as a backend. External ids are the ledger's own. Every stock state of a place is a line of its own:
 * available, reserved, quarantine, damaged, in-transit. An adjustment that names none (`on-hand`) is booked on the available stock.
 *
 * A difference among several positions (`Adjustment.among`) is distributed in one transaction and booked as one document: a decrease
 * from available stock before quarantine, damaged and reserved, first expired first, never below 0 where the stock is protected; an
 * increase on the newest lot, or on no lot where none is held (ADR 0012). Such an answer tells no `onHandAfterMilli` unless a single
 * lot or place changed.
 */
export function ledgerAdapter({ ledger, pageSize = 500 }: LedgerAdapterOptions): BackendAdapter {
  return {
    capabilities: {
      kind: 'ledger',
      movements: true,
      bins: true,
      lots: true,
      countObservations: true,
      writeMode: 'delta',
    },
    preflight: () => preflight(ledger),
    reasons: () => answered(() => listReasons(ledger)),
    facilities: (cursor) => facilityPage(ledger, cursor, pageSize),
    locations: (facility, cursor) => locationPage(ledger, facility, cursor, pageSize),
    products: (cursor) => productPage(ledger, cursor, pageSize),
    onHand: (facility, cursor) => onHandPage(ledger, facility, cursor, pageSize),
    movements: (request) => movementPage(ledger, request, pageSize),
    push: (adjustment) => pushAdjustment(ledger, adjustment),
    lookUp: (facility, idempotencyKey) => lookUpOutcome(ledger, facility, idempotencyKey),
    observe: (observation) => observeCounted(ledger, observation),
    offerAll: (offers) => offerTogether(ledger, offers),
  }
}
