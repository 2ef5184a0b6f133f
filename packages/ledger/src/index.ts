export {
  defineReasons,
  listReasons,
  openLedger,
  type Ledger,
  type LedgerOptions,
  type Reason,
} from './ledger.ts'
export {
  adjustByCount,
  adjustByHand,
  changeCost,
  moveStock,
  observeCount,
  recordCount,
  recordMovement,
  type OfCount,
} from './booking/record.ts'
export type {
  BookedBy,
  ComparedPosition,
  CostChange,
  CountAdjustment,
  CountObserved,
  ManualAdjustment,
  Movement,
  Outcome,
  StockMove,
  StockPlace,
} from './booking/request.ts'
export {
  findBin,
  findFacility,
  findFacilityById,
  findProduct,
  listBins,
  listFacilities,
  listProducts,
  type LedgerBin,
  type LedgerFacility,
  type LedgerProduct,
} from './reading/catalogue.ts'
export { movementsUpTo, type StockMovement } from './reading/movements.ts'
export {
  listPositions,
  lookUpSku,
  type PositionsRequest,
  type SkuStock,
  type StockPosition,
} from './reading/positions.ts'
export {
  positionsAsOf,
  valueAsOf,
  type AsOfRequest,
  type PositionAsOf,
  type StockValue,
} from './reading/as-of.ts'
export { readStockCard, type CardEvent, type StockCardRequest } from './reading/stock-card.ts'
export { setNegativeStock } from './booking/protection.ts'
export { listStock, type StockLine, type StockRequest } from './reading/stock-list.ts'
export { averageCost } from './reading/average.ts'
export { markOf, readOnHand, type OnHand } from './reading/on-hand.ts'
export { findOutcome } from './reading/outcome.ts'
export { loadRetailer, type LoadOptions, type LoadOutcome, type LoadProgress } from './load/load-retailer.ts'
export {
  importRetailer,
  readRetailer,
  type ImportOptions,
  type ImportOutcome,
  type ImportProgress,
  type ReadOutcome,
} from './import/import-retailer.ts'
export type { ImportError } from './import/import-error.ts'
export type { Refusal, RefusalKind } from './refusal.ts'
export type {
  RetailerBarcode,
  RetailerData,
  RetailerFacility,
  RetailerLocation,
  RetailerLot,
  RetailerMovement,
  RetailerOpening,
  RetailerProduct,
} from './retailer.ts'
export {
  defaultReasons,
  isStockState,
  OWN,
  stockStates,
  type CardKind,
  type MovementKind,
  type StockState,
} from './vocabulary.ts'
