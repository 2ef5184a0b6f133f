import type { Rules } from '@cyclecount/contract'
import { judge, type DecisionId, type ReasonId, type Verdict } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { WITHIN_TOLERANCE } from '../company/reasons.ts'
import type { EngineContext, Tx } from '../context.ts'
import { insertDecisions, type Decided } from '../deciding/decision-rows.ts'
import type { GivenReason } from '../deciding/given-reason.ts'
import { adjustedElsewhere } from '../deciding/other-runs.ts'
import { insertProposals } from '../deciding/propose.ts'
import { eachChunk } from '../reconcile/chunks.ts'
import { lockUnmoved, systemCause, type Writing } from '../reconcile/write-variances.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { linesToJudge, type LineToJudge } from './read-lines.ts'
import { guardrailsOf, ruleName, rulesInForce } from './rule-versions.ts'
import { keepVerdicts } from './verdicts.ts'

const LINES_AT_ONCE = 200

/**
 * Judges the open lines of a run by the newest version of the rules, after they were compared. Once everybody is done with counting,
 * what is within the limits is decided and proposed like a person's approval, with the version of the rules that did; a decided line
 * is never looked at again. Lines whose position another run adjusts wait for a person. Answers how many were decided.
 */
export async function applyRules(
  ctx: EngineContext,
  writing: Writing,
  wasRecounted: boolean,
): Promise<number> {
  const { count, facts } = writing
  const { version, rules } = await rulesInForce(ctx.db.read, count.orgId)
  const saysSomething = wasRecounted || isSaying(rules)
  const { open, taken } = saysSomething ? await linesToJudge(ctx.db.read, count) : NO_LINES
  const verdicts = judge(
    guardrailsOf(rules),
    open.map(({ guarded }) => guarded),
    taken,
  )
  const verdictOf = ({ guarded }: LineToJudge): Verdict =>
    verdicts.get(guarded.key) ?? { kind: 'person', because: [] }
  await keepVerdicts(
    ctx,
    writing,
    ruleName(version),
    open
      .map((line) => ({ varianceId: line.row.variance_id, verdict: verdictOf(line) }))
      // That a person decides needs no saying where nothing else ever does.
      .filter(({ verdict }) => rules.isAutomatic || verdict.kind === 'recount'),
  )
  if (!facts.isComplete) return 0
  const automatic = open.filter((line) => verdictOf(line).kind === 'automatic')
  if (automatic.length === 0) return 0
  const reason = await withinTolerance(ctx, writing)
  let decided = 0
  await eachChunk(automatic, LINES_AT_ONCE, async (lines) => {
    decided += await transact(ctx, (tx) => decideByRules(ctx, tx, { writing, version, reason, lines }))
  })
  return decided
}

const NO_LINES = { open: [], taken: [] }

/** Whether the rules leave anything but “a person decides”. */
function isSaying({ isAutomatic, layers }: Rules): boolean {
  return isAutomatic || layers.some(({ recount, zeroBook }) => recount !== null || zeroBook === 'recount')
}

interface Deciding {
  readonly writing: Writing
  readonly version: number
  readonly reason: GivenReason
  readonly lines: readonly LineToJudge[]
}

async function decideByRules(
  ctx: EngineContext,
  tx: Tx,
  { writing, version, reason, lines }: Deciding,
): Promise<number> {
  await lockUnmoved(tx, writing)
  const { count } = writing
  const still = await stillOpen(tx, lines)
  const elsewhere = new Set(await adjustedElsewhere(tx, count, still))
  const decided = still
    .filter((line) => !elsewhere.has(line))
    .map((line): Decided => ({ ...line, decisionId: ctx.newId<DecisionId>() }))
  if (decided.length === 0) return 0
  const at = ctx.now()
  const by = { personId: null, ruleVersion: ruleName(version) }
  const note = say('rules.decided', { version })
  const made = { by, count, reason, note, precedence: 'difference-wins', moveId: null, at } as const
  await insertDecisions(ctx, tx, { ...made, outcome: 'approved' }, decided)
  await insertProposals(ctx, tx, made, decided)
  const ids = decided.map(({ row }) => row.variance_id)
  await tx.deleteFrom('line_verdict').where('variance_id', 'in', ids).execute()
  await appendAudit(
    tx,
    systemCause(count),
    decided.map(({ row, decisionId }) => ({
      facilityId: count.facilityId,
      at,
      tag: 'variance.approved',
      subjectKind: 'variance',
      subjectId: row.variance_id,
      before: { version: row.version, variance: row.variance_quantity_on_hand },
      after: { decisionId, reason: reason.code, rule: by.ruleVersion },
      reason: note,
    })),
    ctx.db.rows,
  )
  return decided.length
}

/** Those that nobody decided, and no comparison replaced, since they were judged. */
async function stillOpen(tx: Tx, lines: readonly LineToJudge[]): Promise<readonly LineToJudge[]> {
  const rows = await tx
    .selectFrom('inv_count_import_variance as v')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .select('v.variance_id')
    .where(
      'v.variance_id',
      'in',
      lines.map(({ row }) => row.variance_id),
    )
    .where('v.current', '=', 1)
    .where('d.decision_id', 'is', null)
    .execute()
  const open = new Set(rows.map((row) => row.variance_id))
  return lines.filter(({ row }) => open.has(row.variance_id))
}

async function withinTolerance(ctx: EngineContext, { count }: Writing): Promise<GivenReason> {
  const row = await ctx.db.read
    .selectFrom('decision_reason')
    .select(['reason_id', 'code', 'label'])
    .where('org_id', '=', count.orgId)
    .where('code', '=', WITHIN_TOLERANCE)
    .executeTakeFirst()
  if (!row) throw new Error(`the reason ${WITHIN_TOLERANCE} is missing`)
  return { reasonId: row.reason_id satisfies ReasonId, code: row.code, label: row.label }
}
