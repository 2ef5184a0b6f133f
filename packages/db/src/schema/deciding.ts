import type {
  BackendId,
  DecisionId,
  DeviceId,
  FacilityId,
  LocationId,
  OrgId,
  PersonId,
  Precedence,
  ProductId,
  ProposalId,
  ProposalStatus,
  ReasonId,
  RunId,
  SessionId,
  VarianceId,
} from '@cyclecount/domain'
import { bytes, flag, integer, micros, nullable, table, text, uuid } from '../plumbing/table.ts'

/** Expected against counted, what people decided, what is delivered to the backend, and the audit log of all of it. */

/** An on-hand read of a facility. `cursor` is the backend's own mark of the read, where it has one. */
export const onHandSnapshot = table(
  'on_hand_snapshot',
  {
    snapshot_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    run_id: uuid<RunId>(),
    backend_id: uuid<BackendId>(),
    read_at: integer(),
    cursor: nullable(text()),
    /** `note`: what the book said when a count began, or when the backend told of a change; compared with nothing. */
    taken_for: text<'comparison' | 'note'>(),
    /** All its lines are written. */
    is_whole: flag(),
  },
  {
    primaryKey: ['snapshot_id'],
    indexes: [
      ['run_id', 'facility_id', 'read_at'],
      ['facility_id', 'read_at'],
    ],
    references: { run_id: ['count_run', 'run_id'] },
  },
)

/** Cost and price as value over quantity, so that nothing is divided before it is shown. */
export const onHandSnapshotLine = table(
  'on_hand_snapshot_line',
  {
    snapshot_id: uuid<string>(),
    /** From 1, in the order of the read. */
    line_seq: integer(),
    org_id: uuid<OrgId>(),
    product_id: uuid<ProductId>(),
    location_id: nullable(uuid<LocationId>()),
    lot: nullable(text()),
    serial: nullable(text()),
    stock_state: text(),
    owner: text(),
    unit: text(),
    on_hand_milli: integer(),
    cost_value_micros: nullable(micros()),
    cost_per_milli: nullable(integer()),
    price_micros: nullable(micros()),
    currency: text(),
  },
  {
    primaryKey: ['snapshot_id', 'line_seq'],
    references: { snapshot_id: ['on_hand_snapshot', 'snapshot_id'] },
  },
)

/** A movement of the book as the backend reported it, kept because a line explains itself by it. */
export const bookMovement = table(
  'book_movement',
  {
    backend_id: uuid<BackendId>(),
    external_ref: text(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    product_id: uuid<ProductId>(),
    position_key: text(),
    quantity_milli: integer(),
    kind: text(),
    occurred_at: integer(),
    recorded_at: integer(),
  },
  { primaryKey: ['backend_id', 'external_ref'], indexes: [['facility_id', 'product_id', 'occurred_at']] },
)

/**
 * A variance: counted minus expected of one line. Versions: a re-run that finds other figures for an open line adds a
 * version and takes `current` from the one before; a decided line is never moved silently.
 */
export const invCountImportVariance = table(
  'inv_count_import_variance',
  {
    variance_id: uuid<VarianceId>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    round: integer(),
    line_key: text(),
    /** The same for the same line of a facility in every run. */
    inventory_item_id: uuid<string>(),
    version: integer(),
    current: flag(),
    inventory_count_import_id: nullable(uuid<SessionId>()),
    inv_count_import_item_seq_id: nullable(integer()),
    product_id: nullable(uuid<ProductId>()),
    product_identifier: text(),
    location_id: nullable(uuid<LocationId>()),
    location_seq_id: nullable(text()),
    lot: nullable(text()),
    serial: nullable(text()),
    stock_state: text(),
    owner: text(),
    /** What differs belongs to somebody else: valued apart from the org's own. */
    consigned: flag(),
    unit: text(),
    counted_state: text<'counted' | 'confirmed-empty' | 'not-found' | 'unknown-code'>(),
    counted_at: nullable(integer()),
    system_quantity_on_hand: integer(),
    actual_quantity_on_hand: integer(),
    variance_quantity_on_hand: integer(),
    percent_milli: nullable(integer()),
    unit_cost_micros: nullable(micros()),
    total_cost_micros: nullable(micros()),
    actual_cost_micros: nullable(micros()),
    cost_variance_micros: nullable(micros()),
    total_value_micros: nullable(micros()),
    actual_value_micros: nullable(micros()),
    value_variance_micros: nullable(micros()),
    currency: text(),
    snapshot_id: nullable(uuid<string>()),
    /** JSON: how expected was found (on-hand read, moved since, movements, confidence). */
    basis: text(),
    created_at: integer(),
  },
  {
    primaryKey: ['variance_id'],
    unique: [
      { name: 'variance_version', on: ['run_id', 'facility_id', 'round', 'line_key', 'version'] },
      { name: 'variance_current', on: ['run_id', 'facility_id', 'round', 'line_key'], where: 'current = 1' },
    ],
    // Not its facility, which its run is at: each line would be checked against the one row.
    references: { run_id: ['count_run', 'run_id'] },
  },
)

/** The decision on a variance: reason and outcome. `decided_by` null: a rule decided, named by `rule_version`. */
export const inventoryVarDcsnRsn = table(
  'inventory_var_dcsn_rsn',
  {
    decision_id: uuid<DecisionId>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    variance_id: uuid<VarianceId>(),
    outcome: text<'approved' | 'rejected' | 'no-variance'>(),
    reason_id: uuid<ReasonId>(),
    note: text(),
    /** What was said of what moved after the count; null where nothing moved, or nothing was approved. */
    precedence: nullable(text<Precedence>()),
    decided_by: nullable(uuid<PersonId>()),
    rule_version: nullable(text()),
    decided_at: integer(),
  },
  {
    primaryKey: ['decision_id'],
    unique: [{ name: 'one_decision_per_variance', on: ['variance_id'] }],
    indexes: [['run_id', 'facility_id']],
    references: {
      variance_id: ['inv_count_import_variance', 'variance_id'],
      reason_id: ['decision_reason', 'reason_id'],
    },
  },
)

/** An increase or decrease offered to the backend: the difference found, its basis and its idempotency key. */
export const proposedActions = table(
  'proposed_actions',
  {
    proposal_id: uuid<ProposalId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    backend_id: uuid<BackendId>(),
    run_id: uuid<RunId>(),
    variance_id: uuid<VarianceId>(),
    decision_id: uuid<DecisionId>(),
    action_type: text<'inventory_adjustment'>(),
    product_id: uuid<ProductId>(),
    location_id: nullable(uuid<LocationId>()),
    lot: nullable(text()),
    serial: nullable(text()),
    stock_state: text(),
    owner: text(),
    unit: text(),
    delta_milli: integer(),
    basis: text(),
    idempotency_key: text(),
    /** The batch that was approved in one act: the id of its first proposal. */
    physical_inventory_id: uuid<ProposalId>(),
    /** The same on both halves of a move. */
    move_id: nullable(uuid<string>()),
    /** The accepted proposal that this one takes back, with the reason a person gave for it. */
    reverses: nullable(uuid<ProposalId>()),
    reversal_reason_id: nullable(uuid<ReasonId>()),
    status_id: text<ProposalStatus>(),
    document_id: nullable(text()),
    message: nullable(text()),
    approved_by: nullable(uuid<PersonId>()),
    approved_at: integer(),
    reason_note: text(),
    created_at: integer(),
    settled_at: nullable(integer()),
  },
  {
    primaryKey: ['proposal_id'],
    unique: [
      // The key of what a decision proposes is made of its variance: there is one of it, and what reverses it beside it.
      { name: 'proposal_idempotency', on: ['idempotency_key'] },
    ],
    indexes: [
      ['variance_id'],
      ['decision_id'],
      ['reverses'],
      ['move_id'],
      ['run_id', 'facility_id'],
      ['org_id', 'status_id'],
    ],
    references: {
      variance_id: ['inv_count_import_variance', 'variance_id'],
      decision_id: ['inventory_var_dcsn_rsn', 'decision_id'],
      reversal_reason_id: ['decision_reason', 'reason_id'],
    },
  },
)

/**
 * What waits for the backend, in order within a lane (one backend and facility). `payload` is JSON, complete. `asked`: until `next_at` for the
 * backend's answer, which comes by an event; `behind`: for that of the other half of its move.
 */
export const delivery = table(
  'delivery',
  {
    delivery_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    backend_id: uuid<BackendId>(),
    facility_id: uuid<FacilityId>(),
    kind: text<'adjustment' | 'count-observation'>(),
    proposal_id: nullable(uuid<ProposalId>()),
    /** The other half of a move, which has to be accepted before this one is offered. */
    after_proposal_id: nullable(uuid<ProposalId>()),
    idempotency_key: text(),
    payload: text(),
    state: text<'waiting' | 'asked' | 'behind' | 'done' | 'dead'>(),
    attempts: integer(),
    next_at: integer(),
    last_message: nullable(text()),
    created_at: integer(),
  },
  {
    primaryKey: ['delivery_id'],
    unique: [{ name: 'delivery_idempotency', on: ['idempotency_key'] }],
    indexes: [
      ['backend_id', 'facility_id', 'state', 'kind', 'delivery_id'],
      { on: ['proposal_id'], where: 'proposal_id is not null' },
      { on: ['next_at'], where: "state = 'asked'" },
      { on: ['after_proposal_id'], where: "state = 'behind'" },
    ],
  },
)

/** One writer per backend and facility: a lease with a fencing token that only grows. */
export const deliveryLane = table(
  'delivery_lane',
  {
    backend_id: uuid<BackendId>(),
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    lease_owner: nullable(text()),
    lease_until: integer(),
    fencing_token: integer(),
  },
  { primaryKey: ['backend_id', 'facility_id'] },
)

/** Written before the call and completed after it: a call without an outcome is looked up before anything is repeated. */
export const deliveryAttempt = table(
  'delivery_attempt',
  {
    attempt_id: uuid<string>(),
    delivery_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    fencing_token: integer(),
    action: text<'push' | 'look-up'>(),
    started_at: integer(),
    finished_at: nullable(integer()),
    outcome: nullable(text()),
    message: nullable(text()),
  },
  {
    primaryKey: ['attempt_id'],
    indexes: [['delivery_id', 'started_at']],
    references: { delivery_id: ['delivery', 'delivery_id'] },
  },
)

/** Last link of the audit chain of a facility; locked while a row is appended. */
export const auditHead = table(
  'audit_head',
  { facility_id: uuid<FacilityId>(), org_id: uuid<OrgId>(), last_seq: integer(), last_hash: bytes() },
  { primaryKey: ['facility_id'] },
)

/** The audit log: append-only, each row's hash covers the one before it. `before` and `after` are JSON. */
export const reflexionLog = table(
  'reflexion_log',
  {
    facility_id: uuid<FacilityId>(),
    seq: integer(),
    org_id: uuid<OrgId>(),
    at: integer(),
    tag: text(),
    actor_id: nullable(uuid<PersonId>()),
    device_id: nullable(uuid<DeviceId>()),
    subject_kind: text(),
    subject_id: text(),
    before: nullable(text()),
    after: nullable(text()),
    reason: nullable(text()),
    prev_hash: bytes(),
    hash: bytes(),
  },
  {
    primaryKey: ['facility_id', 'seq'],
    indexes: [['subject_kind', 'subject_id']],
    references: { facility_id: ['facility', 'facility_id'] },
  },
)
