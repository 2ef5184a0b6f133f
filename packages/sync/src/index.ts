export { LOG_BEGINS, sendFrom, settle, takenBack, type Agreement, type LogPlace } from './agreement.ts'
export {
  captureEvent,
  lookUpFrom,
  type CaptureRequest,
  type CaptureStamp,
  type CodeChoice,
  type KnownProduct,
  type LineRef,
  type LogPosition,
  type LookUp,
  type SessionPlace,
} from './capture.ts'
export { projectEvent, refold } from './project.ts'
export { NeedsHistory } from './project-over.ts'
export { type BaseLines, type LineChange, type SessionView } from './session-view.ts'
export { EMPTY_SUBJECT, isAboutLines, linePrefix, subjectOf, type Subject } from './subject.ts'
export { withoutVoided } from './voided.ts'
export {
  aboutEach,
  continuesPull,
  mergeSession,
  withoutDevice,
  type AboutEvent,
  type MergedSession,
} from './resume.ts'
export { beginWithSnapshot, fetchHistory, type History, type ResumeDeps } from './history.ts'
export { pullSession } from './pull.ts'
export { finalSince, mayForget, RETENTION_MS, serverTimeOf, type Retained } from './retention.ts'
export { readEvent } from './read-event.ts'
export { idle, transition, type BlockReason, type ConnectionState } from './connection.ts'
export { drain, type DrainCall, type DrainDeps, type DrainOutcome } from './drain.ts'
export { sendPhotos, type PhotoDeps } from './send-photos.ts'
export { type NewPhoto, type PhotoStore, type PhotoTransport, type WaitingPhoto } from './photo-ports.ts'
export { summarise, type SyncStatus, type SyncSummary } from './status.ts'
export {
  type Captured,
  type CaptureOutcome,
  type Clock,
  type DeviceIdentity,
  type LackingHistory,
  type LocalStore,
  type Lock,
  type OutboxSession,
  type PulledSession,
  type PushAnswer,
  type ServerMoment,
  type SessionAck,
  type SessionCounters,
  type SessionSnapshot,
  type StoreProblem,
  type SyncError,
  type Transport,
} from './ports.ts'
