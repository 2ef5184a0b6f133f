import type {
  AreaId,
  AssignmentId,
  DeviceId,
  EventKind,
  FacilityId,
  LocationId,
  LocationState,
  OrgId,
  PersonId,
  PlanId,
  ProductId,
  RunId,
  RunStatus,
  ScanId,
  SessionId,
  SessionState,
} from '@cyclecount/domain'
import { flag, integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/** Planned counts, who counts what, sessions, and the append-only log of scans with its projections. */
export type CountType = 'HARD_COUNT' | 'DIRECTED_COUNT'

/**
 * A planned count. `blind`: expected quantities never reach a device. `plan_id`: the plan that made it; null where somebody made this one run for one
 * facility.
 */
export const countRun = table(
  'count_run',
  {
    run_id: uuid<RunId>(),
    org_id: uuid<OrgId>(),
    plan_id: nullable(uuid<PlanId>()),
    name: text(),
    count_type_enum_id: text<CountType>(),
    blind: flag(),
    /** JSON of the roles whose people may be given something of it; null: all who count. */
    may_count: nullable(text()),
    cancelled_at: nullable(integer()),
    created_by: uuid<PersonId>(),
    created_at: integer(),
  },
  {
    primaryKey: ['run_id'],
    indexes: [['org_id', 'created_at'], ['plan_id']],
    references: { org_id: ['org', 'org_id'], plan_id: ['count_plan', 'plan_id'] },
  },
)

/**
 * A run at one facility: where its count stands there. Window: facility-local intent beside computed UTC. `round` 1 is the first count, 2 the first recount. `reconciled_scans` says which
 * scans the last reconciliation saw.
 */
export const runFacility = table(
  'run_facility',
  {
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    status: text<RunStatus>(),
    round: integer(),
    start_local: nullable(text()),
    start_at_utc: nullable(integer()),
    due_local: nullable(text()),
    due_at_utc: nullable(integer()),
    reconciled_at: nullable(integer()),
    reconciled_scans: nullable(text()),
    /** What HQ said last of a run that a store proposed. */
    approval_note: nullable(text()),
    approval_by: nullable(uuid<PersonId>()),
    approval_at: nullable(integer()),
  },
  {
    primaryKey: ['run_id', 'facility_id'],
    indexes: [['facility_id']],
    references: { run_id: ['count_run', 'run_id'], facility_id: ['facility', 'facility_id'] },
  },
)

/** The items of a directed run. A hard count has none: it counts everything. */
export const runItem = table(
  'run_item',
  { run_id: uuid<RunId>(), product_id: uuid<ProductId>(), org_id: uuid<OrgId>() },
  {
    primaryKey: ['run_id', 'product_id'],
    references: { run_id: ['count_run', 'run_id'], product_id: ['product', 'product_id'] },
  },
)

/**
 * One person on one area in one round of a run; the database refuses a second one unless both count it together
 * (one-mode-per-area.ts).
 */
export const countAssignment = table(
  'count_assignment',
  {
    assignment_id: uuid<AssignmentId>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    round: integer(),
    area_id: uuid<AreaId>(),
    person_id: uuid<PersonId>(),
    together: flag(),
    assigned_by: uuid<PersonId>(),
    assigned_at: integer(),
    released_at: nullable(integer()),
    /** Of a recount: the session that it counts again. */
    parent_count_id: nullable(uuid<SessionId>()),
  },
  {
    primaryKey: ['assignment_id'],
    unique: [
      {
        name: 'one_person_per_area',
        on: ['run_id', 'round', 'area_id'],
        where: 'together = 0 and released_at is null',
      },
      {
        name: 'one_assignment_per_person',
        on: ['run_id', 'round', 'area_id', 'person_id'],
        where: 'released_at is null',
      },
    ],
    indexes: [
      ['person_id', 'released_at'],
      ['run_id', 'facility_id'],
    ],
    references: {
      run_id: ['count_run', 'run_id'],
      area_id: ['area', 'area_id'],
      person_id: ['person', 'person_id'],
    },
  },
)

/** A session: one person counting one area in one round. The id is made on the device. */
export const inventoryCountImport = table(
  'inventory_count_import',
  {
    inventory_count_import_id: uuid<SessionId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    run_id: uuid<RunId>(),
    round: integer(),
    area_id: uuid<AreaId>(),
    assignment_id: uuid<AssignmentId>(),
    count_import_name: text(),
    count_type_enum_id: text<CountType>(),
    uploaded_by_user_login: uuid<PersonId>(),
    parent_count_id: nullable(uuid<SessionId>()),
    status_id: text<SessionState>(),
    created_date: integer(),
    due_date: nullable(integer()),
    submitted_at: nullable(integer()),
    submit_seqs: nullable(text()),
    last_change_seq: integer(),
    /** The chain of the session's log up to and with `last_change_seq`. */
    last_chain: text(),
    area_empty: flag(),
    /** The session whose log took over what this one counted. Its status is then `voided`. */
    joined_into: nullable(uuid<SessionId>()),
  },
  {
    primaryKey: ['inventory_count_import_id'],
    unique: [
      {
        name: 'one_active_session_per_user',
        on: ['org_id', 'uploaded_by_user_login'],
        where: "status_id = 'counting'",
      },
    ],
    indexes: [['run_id', 'facility_id', 'round'], ['assignment_id']],
    references: {
      facility_id: ['facility', 'facility_id'],
      run_id: ['count_run', 'run_id'],
      area_id: ['area', 'area_id'],
      assignment_id: ['count_assignment', 'assignment_id'],
      uploaded_by_user_login: ['person', 'person_id'],
    },
  },
)

/** What the server holds of each device's log: `acked_through` is contiguous and was answered after a durable commit. */
export const sessionDevice = table(
  'session_device',
  {
    session_id: uuid<SessionId>(),
    device_id: uuid<DeviceId>(),
    org_id: uuid<OrgId>(),
    acked_through: integer(),
    /** The chain of what is held of the device up to and with `acked_through`. */
    acked_chain: text(),
    /** Pauses, resumes and submits up to here have moved the session; none does twice, whatever is sent again. */
    moved_through: integer(),
    highest_seq: integer(),
  },
  {
    primaryKey: ['session_id', 'device_id'],
    references: {
      session_id: ['inventory_count_import', 'inventory_count_import_id'],
      device_id: ['device', 'device_id'],
    },
  },
)

/** The log. Rows are never updated except `late_state`, which a manager decides. `body` is JSON of what only its kind has. */
export const scan = table(
  'scan',
  {
    scan_id: uuid<ScanId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    session_id: uuid<SessionId>(),
    device_id: uuid<DeviceId>(),
    device_seq: integer(),
    /** Order of arrival on the server, per session; what a reader resumes from. */
    change_seq: integer(),
    /** Of the session's log up to and with this row. */
    chain: text(),
    kind: text<EventKind>(),
    user_id: uuid<PersonId>(),
    code: nullable(text()),
    code_key: nullable(text()),
    product_id: nullable(uuid<ProductId>()),
    pack_units: integer(),
    quantity_milli: integer(),
    location_id: nullable(uuid<LocationId>()),
    lot: nullable(text()),
    serial: nullable(text()),
    stock_state: text(),
    owner: text(),
    unit: text(),
    expiry: nullable(text()),
    target_scan_id: nullable(uuid<ScanId>()),
    body: text(),
    captured_at: integer(),
    clock_offset_ms: nullable(integer()),
    received_at: integer(),
    app_version: text(),
    protocol: integer(),
    /** Arrived after submission: `waiting` for the manager, or decided. Null: in time. */
    late_state: nullable(text<'waiting' | 'accepted' | 'dismissed'>()),
  },
  {
    primaryKey: ['scan_id'],
    unique: [{ name: 'scan_device_seq', on: ['session_id', 'device_id', 'device_seq'] }],
    indexes: [
      ['session_id', 'change_seq'],
      ['session_id', 'product_id'],
      // Few rows have these, so a scan of a known product pays for none of them.
      { on: ['session_id', 'code_key'], where: "product_id is null or kind = 'match'" },
      { on: ['session_id', 'target_scan_id'], where: "kind = 'void'" },
      { on: ['session_id', 'kind'], where: "kind not in ('scan', 'hand', 'set', 'void')" },
      { on: ['session_id', 'late_state'], where: 'late_state is not null' },
      { on: ['facility_id', 'expiry'], where: 'expiry is not null' },
    ],
    // No reference to the session: who writes holds it locked and sessions never go, but PostgreSQL looks it up for each row anew, which
    // costs as much as the row.
  },
)

/**
 * A sequence or id that came again with other content: the first such record of its kind is kept as it came, shown, never
 * overwritten. Further ones are not, so that a broken client cannot fill the table. `resolution`: what became of it, by whom.
 */
export const scanConflict = table(
  'scan_conflict',
  {
    conflict_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    session_id: uuid<SessionId>(),
    device_id: uuid<DeviceId>(),
    device_seq: integer(),
    scan_id: uuid<ScanId>(),
    kind: text<'same-id-other-content' | 'same-sequence-other-id'>(),
    raw: text(),
    received_at: integer(),
    resolved_at: nullable(integer()),
    resolved_by: nullable(uuid<PersonId>()),
    resolution: nullable(text()),
  },
  {
    primaryKey: ['conflict_id'],
    unique: [{ name: 'scan_conflict_once', on: ['session_id', 'device_id', 'device_seq', 'kind'] }],
  },
)

/** A record that could not be understood: safe, acknowledged, shown to a manager, replayable. `resolved_by` null: by itself. */
export const scanQuarantine = table(
  'scan_quarantine',
  {
    quarantine_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    session_id: uuid<SessionId>(),
    device_id: uuid<DeviceId>(),
    device_seq: integer(),
    raw: text(),
    problems: text(),
    received_at: integer(),
    resolved_at: nullable(integer()),
    resolved_by: nullable(uuid<PersonId>()),
    resolution: nullable(text()),
  },
  {
    primaryKey: ['quarantine_id'],
    unique: [{ name: 'scan_quarantine_once', on: ['session_id', 'device_id', 'device_seq'] }],
  },
)

/** A count item: one line of a session, the fold of its scans. `quantity` in milli-units. */
export const inventoryCountImportItem = table(
  'inventory_count_import_item',
  {
    inventory_count_import_id: uuid<SessionId>(),
    import_item_seq_id: integer(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    item_key: text(),
    location_id: nullable(uuid<LocationId>()),
    location_seq_id: nullable(text()),
    status_id: text<'counted' | 'unknown' | 'conflict' | 'voided'>(),
    product_id: nullable(uuid<ProductId>()),
    product_identifier: nullable(text()),
    code_key: nullable(text()),
    lot: nullable(text()),
    serial: nullable(text()),
    stock_state: text(),
    owner: text(),
    unit: text(),
    quantity: integer(),
    events: integer(),
    first_at: integer(),
    last_at: integer(),
    /** JSON of the set that counts: `base` of the domain's count item. */
    base: nullable(text()),
    counted_by_user_login_id: uuid<PersonId>(),
    created_date: integer(),
    created_by_user_login_id: uuid<PersonId>(),
  },
  {
    primaryKey: ['inventory_count_import_id', 'import_item_seq_id'],
    unique: [{ name: 'count_item_key', on: ['inventory_count_import_id', 'item_key'] }],
    indexes: [['product_id', 'inventory_count_import_id']],
    references: { inventory_count_import_id: ['inventory_count_import', 'inventory_count_import_id'] },
  },
)

/** Bins that were reached. A bin without a row was not: blank is not zero. */
export const sessionLocation = table(
  'session_location',
  {
    session_id: uuid<SessionId>(),
    location_id: uuid<LocationId>(),
    org_id: uuid<OrgId>(),
    state: text<LocationState>(),
  },
  {
    primaryKey: ['session_id', 'location_id'],
    references: {
      session_id: ['inventory_count_import', 'inventory_count_import_id'],
      location_id: ['location', 'location_id'],
    },
  },
)

/** Status history of sessions (`import_item_seq_id` null) and of their items. */
export const invCountImportStatus = table(
  'inv_count_import_status',
  {
    inv_count_imp_status_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    status_id: text(),
    inventory_count_import_id: uuid<SessionId>(),
    import_item_seq_id: nullable(integer()),
    status_date: integer(),
    change_by_user_login_id: nullable(uuid<PersonId>()),
    device_id: nullable(uuid<DeviceId>()),
    reason: nullable(text()),
  },
  {
    primaryKey: ['inv_count_imp_status_id'],
    indexes: [['inventory_count_import_id', 'status_date']],
    references: { inventory_count_import_id: ['inventory_count_import', 'inventory_count_import_id'] },
  },
)
