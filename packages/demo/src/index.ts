export {
  demoCompany,
  demoRetailer,
  demoStoryFacility,
  type DemoOptions,
  type DemoRetailer,
} from './company/retailer.ts'
export { demoAreas, type DemoArea } from './company/areas.ts'
export { demoSales, type DemoSales, type SalesView } from './company/sales.ts'
export { demoShelf, type DemoShelf, type UnlistedCode } from './company/shelf.ts'
export type { DeviationKind, ShelfDeviation } from './company/deviations.ts'
export type { DemoPosition } from './company/book.ts'
export { demoPeople, type DemoGrant, type DemoPerson } from './people.ts'
export {
  demoIdentityAllowed,
  type DemoIdentityPermission,
  type DemoIdentityRefusal,
} from './identity/allowed.ts'
export {
  createDemoIdentityProvider,
  type DemoIdentityOptions,
  type DemoIdentityProvider,
} from './identity/provider.ts'
export type { DemoClient } from './identity/configuration.ts'
export type { DemoLog } from './identity/log.ts'
export { demoPastCounts, type PastCount } from './company/past-counts.ts'
