import type { FacilityId, LocationId, OrgId, ProductId, Sentence, ZoneId } from '@cyclecount/domain'
import { flag, integer, micros, nullable, table, text, uuid, type RowOf } from '@cyclecount/db/plumbing'
import type { RefusalKind } from '../refusal.ts'
import type { CardKind, StockState } from '../vocabulary.ts'

/** Whose books these are. One row. `loaded_at` is set when a retailer has been taken in, which happens once. */
export const ledgerOrg = table(
  'ledger_org',
  { only: integer(), org_id: uuid<OrgId>(), created_at: integer(), loaded_at: nullable(integer()) },
  { primaryKey: ['only'] },
)

/** `last_seq` is the newest stock card event; its row is the lock under which a facility's books change. */
export const ledgerFacility = table(
  'ledger_facility',
  {
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    code: text(),
    name: text(),
    kind: text<'store' | 'warehouse'>(),
    time_zone: text(),
    currency: text(),
    allows_negative: flag(),
    last_seq: integer(),
  },
  { primaryKey: ['facility_id'], unique: [{ name: 'ledger_facility_code', on: ['org_id', 'code'] }] },
)

export const ledgerZone = table(
  'ledger_zone',
  {
    zone_id: uuid<ZoneId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    code: text(),
    name: text(),
  },
  {
    primaryKey: ['zone_id'],
    unique: [{ name: 'ledger_zone_code', on: ['facility_id', 'code'] }],
    references: { facility_id: ['ledger_facility', 'facility_id'] },
  },
)

export const ledgerBin = table(
  'ledger_bin',
  {
    bin_id: uuid<LocationId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    zone_id: uuid<ZoneId>(),
    code: text(),
    name: text(),
  },
  {
    primaryKey: ['bin_id'],
    unique: [{ name: 'ledger_bin_code', on: ['facility_id', 'code'] }],
    indexes: [['zone_id']],
    references: { facility_id: ['ledger_facility', 'facility_id'], zone_id: ['ledger_zone', 'zone_id'] },
  },
)

/** `unit_cost_micros` is what one unit is bought at, where no stock says otherwise; null is unknown. */
export const ledgerProduct = table(
  'ledger_product',
  {
    product_id: uuid<ProductId>(),
    org_id: uuid<OrgId>(),
    sku: text(),
    title: text(),
    category: text(),
    style: nullable(text()),
    supplier: nullable(text()),
    /** JSON of a list of words. */
    tags: text(),
    unit: text(),
    decimals: flag(),
    tracking: text<'none' | 'lot' | 'serial'>(),
    active: flag(),
    unit_cost_micros: nullable(micros()),
    price_micros: nullable(micros()),
  },
  { primaryKey: ['product_id'], unique: [{ name: 'ledger_product_sku', on: ['org_id', 'sku'] }] },
)

/** A product has several codes, and one code may stand on several products. */
export const ledgerBarcode = table(
  'ledger_barcode',
  { product_id: uuid<ProductId>(), code: text(), org_id: uuid<OrgId>(), pack_units: integer() },
  {
    primaryKey: ['product_id', 'code'],
    indexes: [['code']],
    references: { product_id: ['ledger_product', 'product_id'] },
  },
)

export const ledgerLot = table(
  'ledger_lot',
  { product_id: uuid<ProductId>(), lot: text(), org_id: uuid<OrgId>(), expiry: nullable(text()) },
  { primaryKey: ['product_id', 'lot'], references: { product_id: ['ledger_product', 'product_id'] } },
)

/** What deviates, for one product, from the facility's `allows_negative`. */
export const ledgerNegativeStock = table(
  'ledger_negative_stock',
  {
    facility_id: uuid<FacilityId>(),
    product_id: uuid<ProductId>(),
    org_id: uuid<OrgId>(),
    allowed: flag(),
  },
  {
    primaryKey: ['facility_id', 'product_id'],
    references: {
      facility_id: ['ledger_facility', 'facility_id'],
      product_id: ['ledger_product', 'product_id'],
    },
  },
)

/** See `average-cost.ts`. The last cost is a value per quantity, both null where unknown. */
export const ledgerAverageCost = table(
  'ledger_average_cost',
  {
    facility_id: uuid<FacilityId>(),
    product_id: uuid<ProductId>(),
    owner: text(),
    org_id: uuid<OrgId>(),
    quantity_milli: integer(),
    value_micros: micros(),
    uncosted_milli: integer(),
    last_cost_micros: nullable(micros()),
    last_cost_per_milli: nullable(integer()),
  },
  {
    primaryKey: ['facility_id', 'product_id', 'owner'],
    references: {
      facility_id: ['ledger_facility', 'facility_id'],
      product_id: ['ledger_product', 'product_id'],
    },
  },
)

/** Where how much of what lies. `line_key` is everything but the state, so that the states of one line stand together. */
export const ledgerPosition = table(
  'ledger_position',
  {
    position_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    line_key: text(),
    stock_state: text<StockState>(),
    bin_id: nullable(uuid<LocationId>()),
    product_id: uuid<ProductId>(),
    lot: nullable(text()),
    serial: nullable(text()),
    owner: text(),
    unit: text(),
    quantity_milli: integer(),
  },
  {
    primaryKey: ['position_id'],
    unique: [{ name: 'ledger_position_line', on: ['facility_id', 'line_key', 'stock_state'] }],
    indexes: [['facility_id', 'position_id'], ['facility_id', 'product_id'], ['bin_id'], ['product_id']],
    references: {
      facility_id: ['ledger_facility', 'facility_id'],
      product_id: ['ledger_product', 'product_id'],
      bin_id: ['ledger_bin', 'bin_id'],
    },
  },
)

export const ledgerReason = table(
  'ledger_reason',
  { code: text(), org_id: uuid<OrgId>(), label: text() },
  { primaryKey: ['code'] },
)

/**
 * The stock card: every event, never changed (a trigger refuses it). `seq` is gapless per facility and in order of commit.
 * `position_id` is null for an event of the product itself (a change of cost).
 */
export const ledgerStockCard = table(
  'ledger_stock_card',
  {
    facility_id: uuid<FacilityId>(),
    seq: integer(),
    org_id: uuid<OrgId>(),
    kind: text<CardKind>(),
    product_id: uuid<ProductId>(),
    position_id: nullable(uuid<string>()),
    owner: text(),
    quantity_milli: integer(),
    position_after_milli: nullable(integer()),
    reason_code: text(),
    actor: text(),
    comment: text(),
    source_ref: text(),
    occurred_at: integer(),
    recorded_at: integer(),
    /** The cost it was booked at, as a value per quantity; null where unknown. */
    unit_cost_micros: nullable(micros()),
    unit_cost_per_milli: nullable(integer()),
    cost_delta_micros: micros(),
    uncosted_delta_milli: integer(),
    counted_milli: nullable(integer()),
    expected_milli: nullable(integer()),
    round: nullable(integer()),
    overcommitted: flag(),
    /** The last event of the document that it was booked with; null where it is a document of its own. */
    document_seq: nullable(integer()),
  },
  {
    primaryKey: ['facility_id', 'seq'],
    indexes: [
      ['facility_id', 'product_id', 'seq'],
      ['facility_id', 'product_id', 'occurred_at'],
      // Movements are read in this order, page after page, without sorting what is left each time.
      ['facility_id', 'occurred_at', 'seq'],
      // With the quantity in the index, a sum over years reads no rows.
      ['facility_id', 'occurred_at', 'position_id', 'quantity_milli'],
    ],
    references: {
      facility_id: ['ledger_facility', 'facility_id'],
      product_id: ['ledger_product', 'product_id'],
      position_id: ['ledger_position', 'position_id'],
      reason_code: ['ledger_reason', 'code'],
    },
  },
)

/** What became of a request that named itself: the same key again finds its answer here. */
export const ledgerOperation = table(
  'ledger_operation',
  {
    facility_id: uuid<FacilityId>(),
    idempotency_key: text(),
    org_id: uuid<OrgId>(),
    /** SHA-256 of what was asked, in hex. */
    content: text(),
    /** Null where it was refused. */
    seq: nullable(integer()),
    on_hand_after_milli: nullable(integer()),
    overcommitted: flag(),
    refusal: nullable(text<RefusalKind>()),
    message: text<Sentence>(),
    recorded_at: integer(),
  },
  {
    primaryKey: ['facility_id', 'idempotency_key'],
    references: { facility_id: ['ledger_facility', 'facility_id'] },
  },
)

/** In the order in which they can be created. */
export const ledgerTables = [
  ledgerOrg,
  ledgerFacility,
  ledgerZone,
  ledgerBin,
  ledgerProduct,
  ledgerBarcode,
  ledgerLot,
  ledgerNegativeStock,
  ledgerAverageCost,
  ledgerPosition,
  ledgerReason,
  ledgerStockCard,
  ledgerOperation,
] as const

type Tables = (typeof ledgerTables)[number]
export type LedgerSchema = { [T in Tables as T['name']]: RowOf<T['columns']> }
export type CardRow = LedgerSchema['ledger_stock_card']
