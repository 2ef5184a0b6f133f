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
export {
  EMPTY_SUBJECT,
  linePrefix,
  projectEvent,
  subjectOf,
  withoutVoided,
  type LineChange,
  type SessionView,
  type Subject,
} from './project.ts'
export { continuesPull, mergeSession, type AboutEvent, type MergedSession } from './resume.ts'
export { finalSince, mayForget, type Retained } from './retention.ts'
export { readEvent } from './read-event.ts'
export { idle, transition, type BlockReason, type ConnectionState } from './connection.ts'
export { drain, type DrainCall, type DrainDeps, type DrainOutcome } from './drain.ts'
export { summarise, type SyncStatus, type SyncSummary } from './status.ts'
export {
  type Captured,
  type CaptureOutcome,
  type Clock,
  type DeviceIdentity,
  type LocalStore,
  type Lock,
  type OutboxSession,
  type PulledSession,
  type PushAnswer,
  type ServerMoment,
  type SessionAck,
  type SessionCounters,
  type StoreProblem,
  type SyncError,
  type Transport,
} from './ports.ts'
