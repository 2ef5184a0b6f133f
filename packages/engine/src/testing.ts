export { deliveryMatrix } from './testing/delivery-matrix.ts'
