export { scopeOf, type Actor, type EngineContext, type Log } from './context.ts'
export { createIds } from './ids.ts'
export { createAreas, createAreasFromZones, type NewArea } from './company/areas.ts'
export { externalIdOf, internalIdsOf } from './company/external-ids.ts'
export { ensureBackend, ensureOrg, serverIncarnation } from './company/identity.ts'
export { importFromBackend, type ImportProgress, type ImportResult } from './company/import.ts'
export {
  locationLabels,
  mirroredOnHand,
  mirroredPlace,
  mirroredPlaces,
  mirroredProduct,
  noteAudit,
  type MirroredPlace,
} from './company/mirror.ts'
export { addPeople, type NewPerson } from './company/people.ts'
export { ensureReasons } from './company/reasons.ts'
export { ingestPush } from './ingest/push.ts'
export { reopenSession } from './ingest/reopen.ts'
export { ERASED_NAME, namesOf } from './people/names.ts'
export { me, resolveActor, type Identity } from './people/actor.ts'
export {
  authenticateDevice,
  enrolDevice,
  listDevices,
  revokeDevice,
  type DeviceActor,
} from './people/devices.ts'
export { assignAreas, releaseArea } from './planning/assign.ts'
export { cancelRun } from './planning/cancel-run.ts'
export { createRun } from './planning/create-run.ts'
export { facilityDetail } from './planning/facility.ts'
export { searchProducts } from './planning/products.ts'
export { listRuns, runDetail } from './planning/runs.ts'
export { cataloguePage } from './store/catalogue.ts'
export { myAreas } from './store/my-areas.ts'
export { sessionLog } from './store/session-log.ts'
export { decide } from './deciding/decide.ts'
export { deliverOnce, type DeliveryOptions } from './delivery/deliver.ts'
export { retryProposal } from './delivery/retry-proposal.ts'
export { startDelivery, type Delivery } from './delivery/start-delivery.ts'
export { runProgress } from './progress/run-progress.ts'
export { reconcileRun, reconcileWhenReady } from './reconcile/reconcile-run.ts'
export { review } from './reports/review.ts'
