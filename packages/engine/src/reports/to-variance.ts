import type { Variance } from '@cyclecount/contract'
import { isAllowed, rangeOf, type PersonId } from '@cyclecount/domain'
import type { Actor } from '../context.ts'
import { storedBecause } from '../guardrails/verdicts.ts'
import type { OpenRecounts } from '../recounts/open-recounts.ts'
import { isRange, parseBasis, type Basis } from '../reconcile/basis.ts'
import type { VarianceLine } from './variance-lines.ts'

export interface Reader {
  readonly actor: Actor
  readonly nameOf: (personId: PersonId) => string
  readonly showsCost: boolean
  /** Who is counting a place again. */
  readonly recounting: OpenRecounts
}

/** A line as a person reads it. */
export function toVariance(row: VarianceLine, { actor, nameOf, showsCost, recounting }: Reader): Variance {
  const basis = parseBasis(row.basis)
  const money = (micros: bigint | null) => (showsCost && micros !== null ? micros.toString() : null)
  return {
    varianceId: row.variance_id,
    version: row.version,
    productId: row.product_id,
    sku: row.sku,
    title: row.title ?? row.product_identifier,
    locationId: row.location_id,
    locationCode: row.location_seq_id,
    lot: row.lot,
    serial: row.serial,
    unit: row.unit,
    consignedBy: row.consigned === 1 ? basis.target.owner : null,
    countedState: row.counted_state,
    countedAt: row.counted_at,
    counters: basis.counters.map(nameOf),
    notAsked: row.not_asked === 1,
    expectedMilli: row.system_quantity_on_hand,
    countedMilli: row.actual_quantity_on_hand,
    varianceMilli: row.variance_quantity_on_hand,
    percentMilli: row.percent_milli,
    currency: row.currency,
    unitCostMicros: money(row.unit_cost_micros),
    costVarianceMicros: money(row.cost_variance_micros),
    valueVarianceMicros: money(row.value_variance_micros),
    movedSinceMilli: basis.movedSinceMilli,
    movements: basis.movements,
    asOfCount: basis.asOfCount,
    expectedRange: isRange(basis) && basis.around !== null ? rangeOf(basis.around) : null,
    bookMoved:
      row.moved_expected === null || row.moved_noted === null
        ? null
        : { expectedMilli: row.moved_expected, at: row.moved_noted },
    ownCount: basis.counters.includes(actor.personId),
    firstApproval: firstApprovalOf(row, { actor, nameOf, showsCost }),
    decision: decisionOf(row, nameOf),
    verdict: verdictOf(row, showsCost),
    recount: recountOf(basis, nameOf, recounting(row.product_id, row.location_id)),
  }
}

function recountOf(
  { recount }: Basis,
  nameOf: Reader['nameOf'],
  waitingFor: PersonId | undefined,
): Variance['recount'] {
  if (recount === null && waitingFor === undefined) return null
  return {
    state: recount?.state ?? null,
    waitingFor: waitingFor === undefined ? null : nameOf(waitingFor),
    counts: (recount?.counts ?? []).map(({ by, ...count }, index) => ({
      ...count,
      by: by.map(nameOf),
      stands: index === recount?.stands,
    })),
  }
}

/** Only of open lines: a decided one has its decision. That a limit of value is crossed tells what the line is worth. */
function verdictOf(row: VarianceLine, showsCost: boolean): Variance['verdict'] {
  if (row.decision_id !== null || row.verdict === null || row.judged_by === null) return null
  const because = storedBecause(row.because ?? '[]').filter(({ ground }) => showsCost || ground !== 'value')
  return { kind: row.verdict, because: because.map((why) => ({ ...why })), rule: row.judged_by }
}

function firstApprovalOf(
  row: VarianceLine,
  { actor, nameOf, showsCost }: Pick<Reader, 'actor' | 'nameOf' | 'showsCost'>,
): Variance['firstApproval'] {
  if (row.first_by === null || row.first_at === null) return null
  const isOther = row.first_by !== actor.personId
  return {
    by: nameOf(row.first_by),
    at: row.first_at,
    reasonLabel: row.first_reason ?? '',
    note: row.first_note ?? '',
    layer: showsCost ? row.first_layer : null,
    asMove: row.first_move !== null,
    isMine: isOther && isAllowed(actor.grants, 'accept-counts', row.facility_id),
  }
}

function decisionOf(row: VarianceLine, nameOf: Reader['nameOf']): Variance['decision'] {
  if (row.decision_id === null || row.outcome === null) return null
  return {
    decisionId: row.decision_id,
    outcome: row.outcome,
    reasonCode: row.reason_code ?? '',
    reasonLabel: row.reason_label ?? '',
    note: row.note ?? '',
    precedence: row.precedence,
    decidedBy: row.decided_by === null ? null : nameOf(row.decided_by),
    rule: row.rule_version,
    decidedAt: row.decided_at ?? 0,
  }
}
