import type { RowOf } from '../plumbing/table.ts'
import type { chainViews } from './decision-chain.ts'
import * as approvals from './approvals.ts'
import * as assigning from './assigning.ts'
import * as bookWatch from './book-watch.ts'
import * as byEvent from './by-event.ts'
import * as closing from './closing.ts'
import * as comments from './comments.ts'
import * as company from './company.ts'
import * as counting from './counting.ts'
import * as deciding from './deciding.ts'
import * as guardrails from './guardrails.ts'
import * as events from './events.ts'
import * as hints from './hints.ts'
import * as jobs from './jobs.ts'
import * as machines from './machines.ts'
import * as offsets from './offsets.ts'
import * as planning from './planning.ts'
import * as reasons from './reasons.ts'
import * as scheduling from './scheduling.ts'
import * as suggestions from './suggestions.ts'
import * as submitting from './submitting.ts'
import * as uploads from './uploads.ts'

/** Every table of the count engine in the order in which migration 0001 creates them. */
export const tables = [
  company.org,
  company.serverIdentity,
  company.backend,
  company.facility,
  company.zone,
  company.location,
  company.area,
  company.areaLocation,
  company.product,
  company.productTag,
  company.productBarcode,
  company.externalId,
  company.person,
  company.personProfile,
  company.roleGrant,
  company.device,
  company.devicePerson,
  company.decisionReason,
  reasons.reasonMapping,
  company.blob,
  company.inventoryBalance,
  planning.savedItemSet,
  planning.countPlan,
  planning.countPlanFacility,
  counting.countRun,
  counting.runFacility,
  counting.runItem,
  counting.countAssignment,
  assigning.assignmentDraft,
  assigning.personAvailability,
  counting.inventoryCountImport,
  counting.sessionDevice,
  counting.scan,
  counting.scanConflict,
  counting.scanQuarantine,
  counting.inventoryCountImportItem,
  counting.sessionLocation,
  counting.invCountImportStatus,
  uploads.countUpload,
  uploads.sessionUpload,
  submitting.facilitySubmission,
  submitting.areaExplanation,
  deciding.onHandSnapshot,
  deciding.onHandSnapshotLine,
  deciding.bookMovement,
  deciding.invCountImportVariance,
  deciding.inventoryVarDcsnRsn,
  guardrails.guardrailVersion,
  guardrails.lineVerdict,
  offsets.offsetRejection,
  guardrails.recountItem,
  approvals.firstApproval,
  bookWatch.bookWatch,
  bookWatch.bookMoved,
  deciding.proposedActions,
  approvals.reversalRequest,
  deciding.delivery,
  deciding.deliveryLane,
  deciding.deliveryAttempt,
  byEvent.facilityByEvent,
  byEvent.adjustmentRequest,
  byEvent.adjustmentAnswer,
  hints.stockHintSource,
  hints.stockHint,
  closing.countClosing,
  closing.auditorTestCount,
  closing.countCertificate,
  comments.comment,
  comments.commentRevision,
  comments.commentMention,
  comments.commentAttachment,
  comments.inboxSeen,
  scheduling.cycleCountSchedule,
  scheduling.scheduledFacility,
  scheduling.scheduleOccurrence,
  scheduling.scheduleBlackout,
  jobs.job,
  jobs.jobAttempt,
  machines.machine,
  machines.machineFacility,
  machines.machineRequest,
  suggestions.countSignal,
  suggestions.productUse,
  suggestions.suggestionState,
  suggestions.countSuggestion,
  suggestions.abcClass,
  events.events,
  events.eventHead,
  events.webhook,
  events.webhookFacility,
  events.webhookDelivery,
  events.webhookAttempt,
  events.eventStream,
  deciding.auditHead,
  deciding.reflexionLog,
] as const

type Tables = (typeof tables | typeof chainViews)[number]

/** The database as Kysely sees it: one row type per table and view, from its description. */
export type Schema = { [T in Tables as T['name']]: RowOf<T['columns']> }
