import type {
  BackendId,
  DecisionId,
  FacilityId,
  OrgId,
  PersonId,
  ProposalId,
  ProposalStatus,
  RunId,
  VarianceId,
} from '@cyclecount/domain'
import { sql, type Kysely } from 'kysely'
import type { Dialect } from '../plumbing/index.ts'
import { integer, micros, nullable, text, uuid, type Column } from '../plumbing/table.ts'

/**
 * The decision chain as views, by the names of the source documents, each scoped by `work_effort_id`, which is the run. From a decision they
 * join by `decision_id`, and among each other by item and batch:
 *
 *     chain_inventory_var_dcsn_rsn → chain_inventory_item_variance (inventory_item_id + physical_inventory_id)
 *       → chain_physical_inventory → chain_inventory_item_detail → chain_inventory_item
 *
 * In code they are looked for by columns that tables have too: those are the ones of which the codec knows that they hold uuids.
 */
interface View<C extends Record<string, Column<unknown>>, N extends string> {
  readonly name: N
  readonly columns: C
  readonly as: (dialect: Dialect) => string
}

function view<const N extends string, const C extends Record<string, Column<unknown>>>(
  name: N,
  columns: C,
  as: (dialect: Dialect) => string,
): View<C, N> {
  return { name, columns, as }
}

const scope = { org_id: uuid<OrgId>(), facility_id: uuid<FacilityId>(), work_effort_id: uuid<RunId>() }
const item = { ...scope, decision_id: uuid<DecisionId>(), inventory_item_id: uuid<string>() }
const applied = { ...item, proposal_id: uuid<ProposalId>(), physical_inventory_id: uuid<ProposalId>() }

const decisions = view(
  'chain_inventory_var_dcsn_rsn',
  {
    ...item,
    variance_id: uuid<VarianceId>(),
    outcome: text<'approved' | 'rejected' | 'no-variance'>(),
    variance_reason_id: text(),
    comments: text(),
    decided_by_user_login_id: nullable(uuid<PersonId>()),
    rule_version: nullable(text()),
    decided_date: integer(),
  },
  () => `select d.org_id, d.facility_id, d.run_id as work_effort_id, d.decision_id, v.inventory_item_id, d.variance_id,
    d.outcome, r.code as variance_reason_id, d.note as comments, d.decided_by as decided_by_user_login_id, d.rule_version,
    d.decided_at as decided_date
  from inventory_var_dcsn_rsn d
  join inv_count_import_variance v on v.variance_id = d.variance_id
  join decision_reason r on r.reason_id = d.reason_id`,
)

/** Scope and keys of what followed from a decision, of the proposal `a` and the variance `v`. */
const APPLIED = `a.org_id, a.facility_id, a.run_id as work_effort_id, a.decision_id, v.inventory_item_id, a.proposal_id,
    a.physical_inventory_id`
const OF_VARIANCE = 'join inv_count_import_variance v on v.variance_id = a.variance_id'

const variances = view(
  'chain_inventory_item_variance',
  {
    ...applied,
    variance_reason_id: text(),
    quantity_on_hand_var: integer(),
    status_id: text<ProposalStatus>(),
    comments: text(),
    currency_uom_id: text(),
    unit_cost_micros: nullable(micros()),
  },
  () => `select ${APPLIED}, coalesce(b.code, r.code) as variance_reason_id, a.delta_milli as quantity_on_hand_var, a.status_id,
    a.reason_note as comments, v.currency as currency_uom_id, v.unit_cost_micros
  from proposed_actions a
  ${OF_VARIANCE}
  join inventory_var_dcsn_rsn d on d.decision_id = a.decision_id
  join decision_reason r on r.reason_id = d.reason_id
  left join decision_reason b on b.reason_id = a.reversal_reason_id`,
)

/** A batch bears the id of its first proposal. */
const batches = view(
  'chain_physical_inventory',
  {
    ...scope,
    physical_inventory_id: uuid<ProposalId>(),
    physical_inventory_date: integer(),
    party_id: nullable(uuid<PersonId>()),
    general_comments: text(),
    reversed_physical_inventory_id: nullable(uuid<ProposalId>()),
    backend_id: uuid<BackendId>(),
  },
  () => `select a.org_id, a.facility_id, a.run_id as work_effort_id, a.proposal_id as physical_inventory_id,
    a.approved_at as physical_inventory_date, a.approved_by as party_id, a.reason_note as general_comments,
    b.physical_inventory_id as reversed_physical_inventory_id, a.backend_id
  from proposed_actions a
  left join proposed_actions b on b.proposal_id = a.reverses
  where a.physical_inventory_id = a.proposal_id`,
)

const details = view(
  'chain_inventory_item_detail',
  {
    ...applied,
    effective_date: integer(),
    quantity_on_hand_diff: integer(),
    document_id: nullable(text()),
    description: nullable(text()),
    unit_cost_micros: nullable(micros()),
  },
  () => `select ${APPLIED}, coalesce(a.settled_at, a.approved_at) as effective_date, a.delta_milli as quantity_on_hand_diff,
    a.document_id, a.message as description, v.unit_cost_micros
  from proposed_actions a
  ${OF_VARIANCE}
  where a.status_id = 'accepted'`,
)

const UUID_PARTS = [
  [1, 8],
  [9, 4],
  [13, 4],
  [17, 4],
  [21, 12],
] as const

/**
 * What our mirror of the book calls the position `h` if it is that of the item `p`: a JSON list. A line that was counted whatever its state
 * (`on-hand`) has a position in every state that lies there.
 */
function positionOf(dialect: Dialect): string {
  const isPostgres = dialect === 'postgres'
  const uuidText = (column: string) =>
    isPostgres
      ? `${column}::text`
      : `lower(${UUID_PARTS.map(([from, long]) => `substr(hex(${column}), ${from}, ${long})`).join(" || '-' || ")})`
  const id = (column: string) =>
    `case when ${column} is null then 'null' else '"' || ${uuidText(column)} || '"' end`
  const words = (column: string) =>
    isPostgres ? `coalesce(to_json(${column})::text, 'null')` : `json_quote(${column})`
  const parts = [
    id('p.product_id'),
    id('p.location_id'),
    words('p.lot'),
    words('p.serial'),
    words('p.owner'),
    words("case when p.stock_state = 'on-hand' then h.stock_state else p.stock_state end"),
    words('p.unit'),
  ]
  return `'[' || ${parts.join(" || ',' || ")} || ']'`
}

function heldOf(dialect: Dialect, column: string): string {
  return `(select cast(sum(h.${column}) as bigint) from inventory_balance h
    where h.facility_id = p.facility_id and h.product_id = p.product_id and h.stock_state <> 'in-transit'
      and h.position_key = ${positionOf(dialect)})`
}

const ofProposal = (name: string) =>
  `case when a.proposal_id is null then v.${name} else a.${name} end as ${name}`

/** Where the difference lies: where it was proposed, else where it was counted. None for a code that means no product. */
const items = view(
  'chain_inventory_item',
  {
    ...item,
    proposal_id: nullable(uuid<ProposalId>()),
    product_id: text(),
    location_seq_id: nullable(text()),
    lot_id: nullable(text()),
    serial_number: nullable(text()),
    status_id: text(),
    owner_party_id: text(),
    uom_id: text(),
    quantity_on_hand_total: nullable(integer()),
    available_to_promise_total: nullable(integer()),
    unit_cost_micros: nullable(micros()),
  },
  (
    dialect,
  ) => `select p.org_id, p.facility_id, p.work_effort_id, p.decision_id, p.inventory_item_id, p.proposal_id,
    s.sku as product_id, coalesce(l.location_seq_id, p.location_seq_id) as location_seq_id, p.lot as lot_id,
    p.serial as serial_number, p.stock_state as status_id, p.owner as owner_party_id, p.unit as uom_id,
    ${heldOf(dialect, 'quantity_on_hand_milli')} as quantity_on_hand_total,
    ${heldOf(dialect, 'quantity_available_milli')} as available_to_promise_total,
    p.unit_cost_micros
  from (
    select d.org_id, d.facility_id, d.run_id as work_effort_id, d.decision_id, v.inventory_item_id, a.proposal_id,
      v.product_id, v.unit, v.unit_cost_micros, case when a.proposal_id is null then v.location_seq_id end as location_seq_id,
      ${['location_id', 'lot', 'serial', 'stock_state', 'owner'].map(ofProposal).join(', ')}
    from inventory_var_dcsn_rsn d
    join inv_count_import_variance v on v.variance_id = d.variance_id
    left join proposed_actions a on a.decision_id = d.decision_id
  ) p
  join product s on s.product_id = p.product_id
  left join location l on l.location_id = p.location_id`,
)

export const chainViews = [decisions, variances, batches, details, items] as const

/** For migration 0001. */
export async function createChainViews(db: Kysely<never>, dialect: Dialect): Promise<void> {
  for (const { name, as } of chainViews) await sql.raw(`create view ${name} as ${as(dialect)}`).execute(db)
}
