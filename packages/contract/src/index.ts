export {
  answeredWith,
  createClient,
  urlOf,
  type Call,
  type ClientOptions,
  type HttpAnswer,
  type HttpCall,
} from './client.ts'
export { Rules, type DryRun, type ParametersReply, type RulesReply } from './guardrails.ts'
export { Problem, ProblemError, fail, problem, problemKinds, type ProblemKind } from './problem.ts'
export { Me, ServerConfig, type FacilityDetail } from './people.ts'
export { signInRefusal } from './sign-in-refusal.ts'
export { parseScanEvent } from './parse-event.ts'
export {
  HeldPhotosBody,
  HeldPhotosReply,
  MAX_PHOTO_BYTES,
  MAX_PHOTO_NAMES,
  MIN_PHOTO_BYTES,
  PHOTO_TYPE,
  StorePhotoReply,
} from './photo.ts'
export { MAX_CODE_LENGTH, ScanEvent, asDomainEvent } from './scan-event.ts'
export {
  CataloguePage,
  MAX_EVENTS_PER_PUSH,
  MAX_PUSH_BYTES,
  MIN_SUPPORTED_PROTOCOL,
  MyAreas,
  PROTOCOL_VERSION,
  PushBody,
  PushReply,
  SessionLogReply,
  type MyArea,
  type SessionLogPage,
} from './sync.ts'
export { routes, type RouteName } from './routes.ts'
export { peopleRoutes } from './routes/people.ts'
export { photoRoutes } from './routes/photos.ts'
export { syncRoutes } from './routes/sync.ts'
export { CSV_TYPE, JSON_FILE_TYPE, XLSX_TYPE, ZIP_TYPE } from './route.ts'
export type { Access, BodyOf, InputOf, ParamsOf, QueryOf, ReplyOf, Route, SignedMessage } from './route.ts'
export { RunProgress, type CreateRunBody, type RunDetail, type RunSummary, type Submission } from './runs.ts'
export { ItemSet, type PlanBody, type PlanDetail, type PlanList } from './plans.ts'
export type { SubmissionList } from './submissions.ts'
export {
  MAX_SET_ASIDE,
  MAX_UNSENT_BYTES,
  ReadableRecord,
  UnsentFile,
  type SetAside,
  type UnsentCheck,
} from './set-aside.ts'
export type { CountUploadBody, CountUploadReply, MachineList, VarianceFeed } from './machines.ts'
export { MAX_COUNT_FILE_BYTES, type CountFileBody, type CountFileCheck } from './count-files.ts'
export type { BackendList } from './delivery.ts'
export type { DecisionChain, DecisionChainLink } from './decision-chain.ts'
export type { ProposalList } from './proposals.ts'
export type { Review, Variance, VarianceDetail } from './review.ts'
export { StockChanged, type HintSourceList } from './hints.ts'
export { AdjustmentAnswer, type AdjustmentsByEventList } from './by-event.ts'
export type { CloudEvent, EventFeed, WebhookList } from './webhooks.ts'
export type { RecountList } from './recounts.ts'
export type { StockCard } from './stock.ts'
export type { CountSheets } from './count-sheets.ts'
export {
  FILE_TYPE,
  MAX_ATTACHMENT_BYTES,
  MIN_ATTACHMENT_BYTES,
  type Thread,
  type ThreadSubject,
} from './comments.ts'
export { Inbox, type InboxItem } from './inbox.ts'
export {
  MAX_ASSIGNMENT_FILE,
  PeopleIds,
  WorkingHours,
  type AssignmentFileCheck,
  type Availability,
  type Board,
  type BoardChanges,
  type DraftsBody,
  type PublishReply,
} from './board.ts'
export { CUT_OFF, type CountClosing } from './closing.ts'
export {
  AGE_HOURS,
  OVERDUE_AGES,
  type AccuracyFigures,
  type AccuracyRow,
  type CoverageFigures,
  type OverdueFigures,
  type ParetoFigures,
  type ParetoRow,
  type ProductivityFigures,
  type ProposalFigures,
  type ReasonFigures,
} from './figures.ts'
export {
  DEFAULT_RECURRENCE,
  ScheduleExceptions,
  type BlackoutList,
  type NextStart,
  type Occurrence,
  type PlanSchedule,
  type Recurrence,
  type SaveScheduleBody,
  type ScheduleException,
  type SchedulePreview,
  type TimeZoneChange,
} from './schedules.ts'
export {
  type SendSignalsBody,
  type SignalEventsBody,
  type Suggestion,
  type SuggestionCause,
  type SuggestionList,
} from './suggestions.ts'
export type { AbcPreview, AbcSettings } from './abc.ts'
