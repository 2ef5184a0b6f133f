import {
  aboveLevel,
  adjustmentMilli,
  adjustmentWorth,
  isAllowed,
  setsLevels,
  type GuardLayer,
  type Precedence,
  type VarianceId,
} from '@cyclecount/domain'
import type { Schema } from '@cyclecount/db'
import type { Actor, ReadOrTx } from '../context.ts'
import { guardedLine, productClasses } from '../guardrails/guarded-line.ts'
import { guardrailsOf, ruleName, rulesInForce } from '../guardrails/rule-versions.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { refuseLines, type LineToDecide } from './seen-lines.ts'

type FirstApprovalRow = Schema['first_approval']

/** A line that the person approves first, and the layer of the rules because of which they do not approve it alone. */
export interface ApprovedFirst extends LineToDecide {
  readonly layer: string
}

export interface Levelled {
  /** Approved for good. */
  readonly alone: readonly LineToDecide[]
  /** Approved first: they wait for somebody of HQ. */
  readonly first: readonly ApprovedFirst[]
  /** Some of them are worth more than the person approves alone. */
  readonly isAbove: boolean
  readonly ruleVersion: string
}

interface Approving {
  readonly actor: Actor
  readonly count: FacilityCount
  readonly precedence: Precedence
  /** Where they are the two halves of one move. */
  readonly moveId: string | null
}

/**
 * Which of the lines the person approves for good, by the newest version of the rules: those within what they approve alone, and those that somebody
 * else approved first, where the person is of HQ. Both halves of a move stay together. Refuses (`not-ready`) lines that wait for HQ already.
 */
export async function levelLines(
  db: ReadOrTx,
  approving: Approving,
  lines: readonly LineToDecide[],
): Promise<Levelled> {
  const { actor, count, moveId } = approving
  const { version, rules } = await rulesInForce(db, count.orgId)
  const ruleVersion = ruleName(version)
  const { layers } = guardrailsOf(rules)
  if (!setsLevels(layers)) return { alone: lines, first: [], isAbove: false, ruleVersion }
  const above = await linesAbove(db, approving, layers, lines)
  const known = await firstApprovalsOf(
    db,
    above.map(({ row }) => row.variance_id),
  )
  const waits = ({ row }: LineToDecide) => {
    const before = known.get(row.variance_id)
    // What was approved singly is not approved as a move yet, and the other way round.
    return before !== undefined && (before.move_id === null) === (moveId === null) ? before : undefined
  }
  const isOfHq = isAllowed(actor.grants, 'accept-counts', count.facilityId)
  const isSeconded = (line: LineToDecide) => {
    const before = waits(line)
    return before !== undefined && isOfHq && before.approved_by !== actor.personId
  }
  const first = above.filter((line) => !isSeconded(line))
  refuseLines(
    'not-ready',
    'line.waitsForHq',
    first.filter((line) => waits(line) !== undefined),
  )
  if (moveId !== null && first[0]) {
    const { layer } = first[0]
    return { alone: [], first: lines.map((line) => ({ ...line, layer })), isAbove: true, ruleVersion }
  }
  const waiting = new Set(first.map(({ row }) => row.variance_id))
  const alone = lines.filter(({ row }) => !waiting.has(row.variance_id))
  return { alone, first, isAbove: above.length > 0, ruleVersion }
}

async function linesAbove(
  db: ReadOrTx,
  { actor, count, precedence }: Approving,
  layers: readonly GuardLayer[],
  lines: readonly LineToDecide[],
): Promise<readonly ApprovedFirst[]> {
  const roles = rolesAt(actor, count)
  const classes = await productClasses(
    db,
    lines.map(({ row }) => row.product_id),
  )
  return lines.flatMap((line) => {
    const { row, basis } = line
    const deltaMilli = adjustmentMilli(precedence, {
      countedMilli: row.actual_quantity_on_hand,
      expectedMilli: row.system_quantity_on_hand,
      movedSinceMilli: basis.movedSinceMilli,
    })
    const above = aboveLevel(layers, roles, {
      scope: guardedLine(count, classes, row, basis).scope,
      currency: row.currency,
      valueMicros: adjustmentWorth({
        costVarianceMicros: row.cost_variance_micros,
        unitCostMicros: row.unit_cost_micros,
        deltaMilli,
      }),
    })
    return above === null ? [] : [{ ...line, layer: above.layer }]
  })
}

/** The roles that the person has at the facility. */
export function rolesAt({ grants }: Actor, { facilityId }: Pick<FacilityCount, 'facilityId'>) {
  return grants
    .filter((grant) => grant.facilityId === null || grant.facilityId === facilityId)
    .map(({ role }) => role)
}

async function firstApprovalsOf(
  db: ReadOrTx,
  varianceIds: readonly VarianceId[],
): Promise<ReadonlyMap<VarianceId, FirstApprovalRow>> {
  const found = new Map<VarianceId, FirstApprovalRow>()
  for (const ids of chunksOf(varianceIds, 500)) {
    const rows = await db.selectFrom('first_approval').selectAll().where('variance_id', 'in', ids).execute()
    for (const row of rows) found.set(row.variance_id, row)
  }
  return found
}
