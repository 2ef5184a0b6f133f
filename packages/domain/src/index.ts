export type { Sealed } from './sealed.ts'
export {
  fakeId,
  isId,
  parseId,
  timeOfId,
  uuidV7,
  type AreaId,
  type AssignmentId,
  type BackendId,
  type DecisionId,
  type DeviceId,
  type FacilityId,
  type Id,
  type LocationId,
  type MachineId,
  type OrgId,
  type PersonId,
  type ProductId,
  type ProposalId,
  type ReasonId,
  type RunId,
  type ScanId,
  type SessionId,
  type SuggestionId,
  type VarianceId,
  type WebhookId,
  type CommentId,
  type AttachmentId,
  type ItemSetId,
  type PlanId,
  type BlackoutId,
  type ScheduledFacilityId,
  type ScheduleId,
  type ZoneId,
} from './ids.ts'
export { NO_CHAIN, chainStep, chainText, type Chain } from './chain.ts'
export { readMessage, type ReadMessage } from './read-message.ts'
export { createSay, type Sentence, type SentenceValues } from './sentence.ts'
export { ONE, isQuantity, parseQuantity, quantityText } from './quantity.ts'
export { MICROS, costOf, costOfOne, divideHalfEven, moneyToText, parseMoney, type UnitCost } from './money.ts'
export {
  capabilities,
  facilitiesAllowed,
  isAllowed,
  roles,
  type Capability,
  type Grant,
  type Role,
} from './roles.ts'
export { domainEventTypes, type DomainEventType } from './domain-events.ts'
export { proposalStatuses, type ProposalStatus } from './proposal-status.ts'
export { machineScopes, type MachineScope } from './machine-scopes.ts'
export {
  correctedTime,
  isCountingEvent,
  isSessionEvent,
  plainStock,
  type CountingEvent,
  type EventKind,
  type PhotoRef,
  type ScanEvent,
  type SeenByDevice,
  type SessionEvent,
  type StockKey,
} from './scan-event.ts'
export {
  addToItem,
  foldEvents,
  foldItem,
  isReplaced,
  itemKey,
  meaningsOf,
  nothingCounted,
  withMeaning,
  type Counted,
  type CountItem,
  type LocationState,
  type Meaning,
  type MeantEvent,
} from './fold.ts'
export { foldOver } from './fold-over.ts'
export {
  isLateFor,
  moveSession,
  sessionStates,
  sessionTransitions,
  type MoveOutcome,
  type SessionMove,
  type SessionState,
} from './session-state.ts'
export {
  countingRoles,
  parametersOf,
  type CountingRole,
  type CountingRules,
  type HeldLimit,
  type Parameters,
} from './parameters.ts'
export { moveRun, runStatuses, statusesChangedBy, type RunMove, type RunStatus } from './run-state.ts'
export {
  planPurposes,
  planStatuses,
  type ItemSet,
  type ItemSetPart,
  type PlanPurpose,
  type PlanStatus,
} from './plan.ts'
export {
  aboveLevel,
  adjustmentWorth,
  approvingRoles,
  setsLevels,
  type Above,
  type ApprovingRole,
} from './approval-levels.ts'
export { adjustmentMilli, precedences, type Precedence } from './precedence.ts'
export { bookAround, expectedWithin, rangeOf, type BookAround, type BookChange } from './book-around.ts'
export {
  expectedAsOf,
  varianceFigures,
  type BookMovement,
  type Expected,
  type VarianceFigures,
} from './variance.ts'
export {
  accuracyOf,
  addTallies,
  inOneCurrency,
  noRecords,
  shrinkMilli,
  tallyOf,
  type CountedRecord,
  type MoneySum,
  type Rates,
  type Tally,
  type Tolerance,
  type UnitSum,
} from './accuracy.ts'
export { proportion, sampleSize } from './confidence.ts'
export { drawSample } from './control-group.ts'
export {
  grounds,
  judge,
  judgeAlone,
  zeroBookRules,
  type Band,
  type Because,
  type Ground,
  type GuardedLine,
  type GuardLayer,
  type Guardrails,
  type Limits,
  type Verdict,
} from './guardrails.ts'
export {
  boardConflicts,
  changeOf,
  loadsOf,
  mayCountAt,
  timeOf,
  windowKey,
  type AssignmentChange,
  type BoardArea,
  type BoardConflict,
  type BoardPerson,
  type BoardRun,
  type Load,
} from './planning-board.ts'
export {
  USUAL_MINUTES_PER_BIN,
  USUAL_MINUTES_PER_DAY,
  USUAL_SCANS_PER_HOUR,
  estimateArea,
  type AreaWork,
  type Estimate,
  type EstimateBasis,
  type MeasuredRates,
} from './workload.ts'
export { mentionOf, mentionsIn, withMentions, withNames } from './mentions.ts'
export { asSheetNumber } from './sheet-number.ts'
export { settleRecount, type RecountState } from './recount.ts'
export {
  isTimeZone,
  localOf,
  placeLocal,
  placeWindow,
  wallLater,
  type PlacedTime,
  type PlacedWindow,
  type WindowFault,
  type WindowIntent,
} from './window.ts'
export { expectedErrors, type ErrorEvidence, type ExpectedError } from './expected-error.ts'
export {
  byWorth,
  fitting,
  secondsToCount,
  usualPace,
  type Countable,
  type CountPace,
} from './labour-budget.ts'
