export { scopeOf, type Actor, type EngineContext, type Log } from './context.ts'
export { createIds, inventoryItemId } from './ids.ts'
export { createAreas, createAreasFromZones, type NewArea } from './company/areas.ts'
export { externalIdOf, internalIdsOf } from './company/external-ids.ts'
export {
  backendSettings,
  ensureBackend,
  ensureOrg,
  keepBackendSettings,
  listBackends,
  renewIncarnation,
  serverIncarnation,
} from './company/identity.ts'
export { grantAccess, revokeAccess } from './company/grant-access.ts'
export { importFromBackend, type ImportProgress, type ImportResult } from './company/import.ts'
export {
  locationLabels,
  mirroredOnHand,
  mirroredPlace,
  mirroredPlaces,
  mirroredProduct,
  type MirroredPlace,
} from './company/mirror.ts'
export { addPeople, type NewPerson } from './company/people.ts'
export { ensureReasons } from './company/reasons.ts'
export type { Beat } from './beat.ts'
export { checkLogs } from './ingest/check-logs.ts'
export { createIntake, type Intake } from './ingest/intake.ts'
export { ingestPush } from './ingest/push.ts'
export { reopenSession } from './ingest/reopen.ts'
export { joinOwnSession, joinSession } from './ingest/join-session.ts'
export { voidOwnSession, voidSession } from './ingest/void-session.ts'
export { authenticateMachine, type MachineActor } from './machines/actor.ts'
export { confirmAdjustments } from './machines/confirm-adjustments.ts'
export { createMachine, listMachines, revokeMachine } from './machines/manage.ts'
export { uploadCount } from './machines/upload-count.ts'
export { varianceFeed } from './machines/variance-feed.ts'
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
export { availability, saveAvailability } from './assigning/availability.ts'
export { board } from './assigning/board.ts'
export { boardChanges } from './assigning/changes.ts'
export { discardDrafts, publishBoard } from './assigning/publish.ts'
export { saveDrafts } from './assigning/save-drafts.ts'
export { checkAssignmentFile } from './assigning/assignment-file.ts'
export { cancelRun } from './planning/cancel-run.ts'
export { controlGroup } from './planning/control-group.ts'
export { createRun } from './planning/create-run.ts'
export { copyPlan } from './planning/copy-plan.ts'
export { listPlans, planDetail } from './planning/plans.ts'
export { previewItems } from './planning/preview-items.ts'
export { publishPlan } from './planning/publish-plan.ts'
export { createPlan, savePlan } from './planning/save-plan.ts'
export { changeItemSet, listItemSets, saveItemSet } from './planning/saved-sets.ts'
export { facilityDetail } from './planning/facility.ts'
export { searchProducts } from './planning/products.ts'
export { listRuns, runDetail } from './planning/runs.ts'
export { cataloguePage } from './store/catalogue.ts'
export { myAreas } from './store/my-areas.ts'
export { sessionLog } from './store/session-log.ts'
export { sessionSnapshot } from './store/session-snapshot.ts'
export { dryRunRules } from './guardrails/dry-run.ts'
export { rulesPage } from './guardrails/rules-page.ts'
export { saveRules } from './guardrails/save-rules.ts'
export { askRecount } from './recounts/ask-recount.ts'
export { recountList } from './recounts/recount-list.ts'
export { decide } from './deciding/decide.ts'
export { eventPost } from './by-event/post.ts'
export { takeAnswer } from './by-event/take-answer.ts'
export { listByEvent, rotateAnswerSecret, setByEvent, stopByEvent } from './by-event/terms.ts'
export { deliverOnce, type DeliveryOptions } from './delivery/deliver.ts'
export { answerReversal, reverseProposal } from './delivery/reversal-requests.ts'
export { backendList, pauseBackend } from './delivery/pause-backend.ts'
export { retryProposal } from './delivery/retry-proposal.ts'
export { startDelivery } from './delivery/start-delivery.ts'
export { runFacilityId, runProgress } from './progress/run-progress.ts'
export { startJobs } from './jobs/run-jobs.ts'
export { reconcileRequested } from './reconcile/reconcile-requested.ts'
export { reconcileRun } from './reconcile/reconcile-run.ts'
export { exportReview, reviewWorkbook } from './reports/export-review.ts'
export { review } from './reports/review.ts'
export { auditAnchors, type AuditAnchor } from './audit/anchors.ts'
export { auditPage } from './audit/audit-page.ts'
export { exportAudit } from './audit/export-audit.ts'
export { noteAuditOnce } from './audit/note-audit.ts'
export { verifyAudit, type AuditVerdict } from './audit/verify.ts'
export { decideLate } from './deciding/decide-late.ts'
export { matchCode } from './deciding/match-code.ts'
export { acceptOffset, rejectOffset } from './offsets/answer-offset.ts'
export { offsetOffers } from './offsets/offers.ts'
export { reasonSettings } from './reasons/reason-settings.ts'
export { saveReasons } from './reasons/save-reasons.ts'
export { answerSubmission } from './submitting/answer-submission.ts'
export { explainArea } from './submitting/explain-area.ts'
export { runSubmissions, submissionList } from './submitting/submission-list.ts'
export { submitFacility } from './submitting/submit-facility.ts'
export { sessionHistory } from './progress/session-history.ts'
export { checklist } from './reports/checklist.ts'
export { lateScans } from './reports/late-scans.ts'
export { proposalList } from './reports/proposals.ts'
export { reasonList } from './reports/reasons.ts'
export { checkUnsent } from './set-aside/check-unsent.ts'
export { readSetAsideAgain } from './set-aside/read-again.ts'
export { resolveSetAside } from './set-aside/resolve.ts'
export { setAsideList } from './set-aside/set-aside-list.ts'
export { takeInUnsent } from './set-aside/take-in-unsent.ts'
export { skuTotals } from './reports/sku-totals.ts'
export { heldPhotos } from './photos/held-photos.ts'
export { readPhoto } from './photos/read-photo.ts'
export { storePhoto } from './photos/store-photo.ts'
export { unknownCodes } from './reports/unknown-codes.ts'
export { varianceDetail } from './reports/variance-detail.ts'
export { accuracyFigures } from './figures/accuracy.ts'
export { coverageFigures } from './figures/coverage.ts'
export { figureTableCsv, figureTableXlsx } from './figures/figure-table.ts'
export { paretoFigures } from './figures/pareto.ts'
export { productivityFigures } from './figures/productivity.ts'
export { proposalFigures } from './figures/proposals.ts'
export { reasonFigures } from './figures/reasons.ts'
export { auditPack } from './closing/audit-pack.ts'
export { countClosing } from './closing/count-closing.ts'
export { setClosing } from './closing/set-closing.ts'
export { signCount } from './closing/sign-count.ts'
export { addTestCount } from './closing/add-test-count.ts'
export { countSheets } from './reports/count-sheets.ts'
export { enterSheet } from './uploads/enter-sheet.ts'
export {
  decisionChain,
  decisionChainCsv,
  decisionChainJson,
  decisionChainXlsx,
} from './decision-chain/decision-chain.ts'
export { addComment } from './comments/add-comment.ts'
export { readAttachment, storeAttachment } from './comments/attachments.ts'
export { reviseAttachment, reviseComment } from './comments/revise.ts'
export { thread } from './comments/thread.ts'
export { inbox } from './inbox/inbox.ts'
export { seeInbox } from './inbox/seen.ts'
export { eventFeed } from './events/event-feed.ts'
export { startStream, type EventStream } from './stream/publish.ts'
export { deliverWebhooksOnce, startWebhooks } from './webhooks/deliver-webhooks.ts'
export {
  createWebhook,
  listWebhooks,
  pauseWebhook,
  removeWebhook,
  rotateSecret,
  webhookAttempts,
} from './webhooks/manage.ts'
export { replayWebhook, testWebhook } from './webhooks/replay.ts'
export type { SendWebhook, WebhookAnswer } from './webhooks/sender.ts'
export { checkCountFile, takeInCountFile } from './uploads/take-in-file.ts'
export { addBlackout, blackoutList, liftBlackout } from './scheduling/blackouts.ts'
export { changeTimeZone, previewTimeZone } from './scheduling/change-time-zone.ts'
export { occurrenceList } from './scheduling/occurrences.ts'
export { saveSchedule } from './scheduling/save-schedule.ts'
export { planSchedule, previewSchedule } from './scheduling/schedule-page.ts'
