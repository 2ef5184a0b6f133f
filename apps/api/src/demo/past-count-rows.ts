import type { Schema } from '@cyclecount/db'
import type { PastCount } from '@cyclecount/demo'
import {
  itemKey,
  NO_CHAIN,
  plainStock,
  varianceFigures,
  type AssignmentId,
  type DecisionId,
  type OrgId,
  type RunId,
  type SessionId,
  type VarianceId,
} from '@cyclecount/domain'
import { inventoryItemId } from '@cyclecount/engine'
import type { ApiContext } from '../context.ts'
import type { KnownThings } from './seed-past-counts.ts'

/** How long a piece and the way to the next bin take. */
const PIECE_MS = 5000
const BIN_MS = 25_000
const HOUR_MS = 60 * 60 * 1000
const UNSCANNED = 0

type NewId = ApiContext['engine']['newId']

/** One count as the rows it would have left; its times run on from line to line. */
export function pastCountRows(newId: NewId, orgId: OrgId, count: PastCount, known: KnownThings) {
  const named = namesOf(newId, orgId, count, known)
  const lines = timed(count)
  const submittedAt = (lines.at(-1)?.lastAt ?? count.startedAt) + PIECE_MS
  const decidedAt = submittedAt + 3 * HOUR_MS
  const parts = lines.map((line) => ({
    line,
    product: existing(known.product, line.sku),
    location: existing(known.location, `${named.facility.facility_id}/${line.bin}`),
  }))
  return {
    ...runRows(named, count, parts, submittedAt, decidedAt),
    inventory_count_import_item: parts.map((part) => itemRow(named, part)),
    session_location: [...new Set(parts.map(({ location }) => location.location_id))].map((locationId) => ({
      session_id: named.sessionId,
      location_id: locationId,
      org_id: orgId,
      state: 'counted' as const,
    })),
    ...decidedRows(newId, named, parts, { known, submittedAt, decidedAt }),
  }
}

type Named = ReturnType<typeof namesOf>
type Part = {
  readonly line: ReturnType<typeof timed>[number]
  readonly product: Schema['product']
  readonly location: Schema['location']
}

function namesOf(newId: NewId, orgId: OrgId, count: PastCount, known: KnownThings) {
  const facility = existing(known.facility, count.facility)
  return {
    orgId,
    facility,
    area: existing(known.area, `${facility.facility_id}/${count.area.code}`),
    counter: existing(known.person, count.countedBy).person_id,
    manager: existing(known.person, count.decidedBy).person_id,
    planner: existing(known.person, count.acceptedBy).person_id,
    runId: newId<RunId>(),
    sessionId: newId<SessionId>(),
    assignmentId: newId<AssignmentId>(),
  }
}

function timed({ lines, startedAt }: PastCount) {
  let at = startedAt
  let bin = ''
  return lines.map((line, index) => {
    if (line.bin !== bin) at += BIN_MS
    bin = line.bin
    const firstAt = at
    const events = Math.max(1, Math.min(12, Math.trunc(line.countedMilli / 1000)))
    at += events * PIECE_MS
    return { ...line, seq: index + 1, firstAt, lastAt: at, events }
  })
}

function runRows(
  named: Named,
  count: PastCount,
  parts: readonly Part[],
  submittedAt: number,
  decidedAt: number,
) {
  const { orgId, facility, area, counter, manager, runId, sessionId, assignmentId } = named
  const here = { org_id: orgId, run_id: runId, facility_id: facility.facility_id }
  const plannedAt = count.startedAt - HOUR_MS
  const run: Schema['count_run'] = {
    run_id: runId,
    org_id: orgId,
    plan_id: null,
    name: `Cycle count, ${count.area.name}`,
    count_type_enum_id: 'DIRECTED_COUNT',
    blind: 1,
    may_count: null,
    cancelled_at: null,
    created_by: manager,
    created_at: plannedAt,
  }
  const atFacility: Schema['run_facility'] = {
    ...here,
    status: 'accepted',
    round: 1,
    start_local: null,
    start_at_utc: null,
    due_local: null,
    due_at_utc: null,
    reconciled_at: submittedAt,
    reconciled_scans: null,
    approval_note: null,
    approval_by: null,
    approval_at: null,
  }
  const submission: Schema['facility_submission'] = {
    ...here,
    number: 1,
    submitted_at: decidedAt,
    submitted_by: manager,
    note: '',
    outcome: 'accepted',
    answered_at: decidedAt + HOUR_MS,
    answered_by: named.planner,
    answer: '',
  }
  const assignment: Schema['count_assignment'] = {
    ...here,
    assignment_id: assignmentId,
    round: 1,
    area_id: area.area_id,
    person_id: counter,
    together: 0,
    assigned_by: manager,
    assigned_at: plannedAt,
    released_at: null,
    parent_count_id: null,
  }
  const session: Schema['inventory_count_import'] = {
    ...here,
    inventory_count_import_id: sessionId,
    round: 1,
    area_id: area.area_id,
    assignment_id: assignmentId,
    count_import_name: area.name,
    count_type_enum_id: 'DIRECTED_COUNT',
    uploaded_by_user_login: counter,
    parent_count_id: null,
    status_id: 'submitted',
    created_date: count.startedAt,
    due_date: null,
    submitted_at: submittedAt,
    submit_seqs: null,
    last_change_seq: UNSCANNED,
    last_chain: NO_CHAIN,
    area_empty: 0,
    joined_into: null,
  }
  const products = [...new Set(parts.map(({ product }) => product.product_id))]
  return {
    count_run: [run],
    run_facility: [atFacility],
    facility_submission: [submission],
    run_item: products.map((productId) => ({ run_id: runId, product_id: productId, org_id: orgId })),
    count_assignment: [assignment],
    inventory_count_import: [session],
  }
}

function identityOf({ product, location }: Part) {
  return {
    ...plainStock,
    unit: product.unit,
    productId: product.product_id,
    codeKey: null,
    locationId: location.location_id,
  }
}

function itemRow(named: Named, part: Part): Schema['inventory_count_import_item'] {
  const { line, product, location } = part
  return {
    inventory_count_import_id: named.sessionId,
    import_item_seq_id: line.seq,
    org_id: named.orgId,
    facility_id: named.facility.facility_id,
    item_key: itemKey(identityOf(part)),
    location_id: location.location_id,
    location_seq_id: line.bin,
    status_id: 'counted',
    product_id: product.product_id,
    product_identifier: line.sku,
    code_key: null,
    lot: null,
    serial: null,
    stock_state: plainStock.stockState,
    owner: plainStock.owner,
    unit: product.unit,
    quantity: line.countedMilli,
    events: line.events,
    first_at: line.firstAt,
    last_at: line.lastAt,
    base: null,
    counted_by_user_login_id: named.counter,
    created_date: line.firstAt,
    created_by_user_login_id: named.counter,
  }
}

interface Decided {
  readonly known: KnownThings
  readonly submittedAt: number
  readonly decidedAt: number
}

function decidedRows(newId: NewId, named: Named, parts: readonly Part[], decided: Decided) {
  const variances = parts.map((part) => varianceRow(newId<VarianceId>(), named, part, decided))
  const decisions = parts.map(({ line }, index): Schema['inventory_var_dcsn_rsn'] => ({
    decision_id: newId<DecisionId>(),
    org_id: named.orgId,
    run_id: named.runId,
    facility_id: named.facility.facility_id,
    variance_id: variances[index]?.variance_id ?? newId<VarianceId>(),
    outcome: line.reason === null ? 'no-variance' : 'approved',
    reason_id: existing(decided.known.reason, line.reason ?? 'counted-as-expected').reason_id,
    note: line.reason === null ? '' : 'Posted in the system before this one',
    precedence: null,
    decided_by: line.reason === null ? null : named.manager,
    rule_version: null,
    decided_at: decided.decidedAt,
  }))
  return { inv_count_import_variance: variances, inventory_var_dcsn_rsn: decisions }
}

function varianceRow(
  varianceId: VarianceId,
  named: Named,
  part: Part,
  { known, submittedAt }: Decided,
): Schema['inv_count_import_variance'] {
  const { line, product, location } = part
  const { unitCostMicros = null, priceMicros = null } = known.cost.get(line.sku) ?? {}
  const each = (valueMicros: bigint | null) =>
    valueMicros === null ? null : { valueMicros, perMilli: 1000, currency: known.currency }
  const figures = varianceFigures({
    systemMilli: line.bookMilli,
    actualMilli: line.countedMilli,
    unitCost: each(unitCostMicros),
    price: each(priceMicros),
  })
  const { productId: _, codeKey: __, ...target } = identityOf(part)
  const lineKey = itemKey(identityOf(part))
  return {
    variance_id: varianceId,
    org_id: named.orgId,
    run_id: named.runId,
    facility_id: named.facility.facility_id,
    round: 1,
    line_key: lineKey,
    inventory_item_id: inventoryItemId(named.facility.facility_id, lineKey),
    version: 1,
    current: 1,
    inventory_count_import_id: named.sessionId,
    inv_count_import_item_seq_id: line.seq,
    product_id: product.product_id,
    product_identifier: line.sku,
    location_id: location.location_id,
    location_seq_id: line.bin,
    lot: null,
    serial: null,
    stock_state: plainStock.stockState,
    owner: plainStock.owner,
    consigned: 0,
    unit: product.unit,
    counted_state: 'counted',
    counted_at: line.lastAt,
    system_quantity_on_hand: figures.systemQuantityOnHand,
    actual_quantity_on_hand: figures.actualQuantityOnHand,
    variance_quantity_on_hand: figures.varianceQuantityOnHand,
    percent_milli: figures.percentMilli,
    unit_cost_micros: unitCostMicros,
    total_cost_micros: figures.totalCostMicros,
    actual_cost_micros: figures.actualCostMicros,
    cost_variance_micros: figures.costVarianceMicros,
    total_value_micros: figures.totalValueMicros,
    actual_value_micros: figures.actualValueMicros,
    value_variance_micros: figures.valueVarianceMicros,
    currency: known.currency,
    snapshot_id: null,
    basis: JSON.stringify({
      asOfAt: line.lastAt,
      readAt: submittedAt,
      readMilli: line.bookMilli,
      movedSinceMilli: 0,
      movements: 0,
      asOfCount: true,
      around: null,
      proposedMilli: 0,
      counters: [named.counter],
      items: [{ sessionId: named.sessionId, seq: line.seq, quantityMilli: line.countedMilli }],
      positions: [],
      target: { ...target, isAssumed: false },
      recount: null,
      conflict: false,
      countedIn: varianceId,
      reopened: null,
    }),
    created_at: submittedAt,
  }
}

function existing<Row>(rows: ReadonlyMap<string, Row>, key: string): Row {
  const row = rows.get(key)
  if (row === undefined) throw new Error(`the demo company has no ${key}`)
  return row
}
