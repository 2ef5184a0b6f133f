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
