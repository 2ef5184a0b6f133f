import { fail, type DryRun } from '@cyclecount/contract'
import { judge, type Guardrails } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { findFacilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import type { Body } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { checkRules } from './check-rules.ts'
import { pastLines, type Afterwards, type PastLine } from './past-lines.ts'
import { guardrailsOf } from './rule-versions.ts'
import { requireEverywhere } from './save-rules.ts'

/** The newest counts that were compared with the books. */
const RUNS = 20
const SLIPPED_SHOWN = 200

/**
 * What rules would have done with the lines of past counts as they were first counted, and which of those that they would have
 * decided people rejected or changed. Changes nothing. Only for who may edit the rules and see cost everywhere: limits of value, tried
 * one after the other, tell what a line is worth.
 */
export async function dryRunRules(
  ctx: EngineContext,
  actor: Actor,
  { rules }: Body<'dryRunRules'>,
): Promise<DryRun> {
  requireEverywhere(actor)
  if (scopeOf(actor, 'see-cost') !== 'all') fail('forbidden', say('rules.dryRunCost'))
  await checkRules(ctx, actor, rules)
  const guardrails = guardrailsOf(rules)
  const past: OfRun[] = []
  for (const count of await pastCounts(ctx, actor)) {
    const lines = await pastLines(ctx, count)
    past.push(ofRun(guardrails, count, lines))
  }
  const slipped = past.flatMap((run) => run.slipped).toSorted(dearestFirst)
  return {
    total: totalOf(past),
    runs: past.map(({ count, figures }) => ({
      ...figures,
      runId: count.runId,
      runName: count.runName,
      facilityName: count.facilityName,
      reconciledAt: count.reconciledAt ?? count.createdAt,
    })),
    slipped: slipped.slice(0, SLIPPED_SHOWN).map(({ told }) => told),
  }
}

async function pastCounts(ctx: EngineContext, actor: Actor): Promise<readonly FacilityCount[]> {
  const rows = await ctx.db.read
    .selectFrom('run_facility')
    .select('run_id')
    .where('org_id', '=', actor.orgId)
    .where('reconciled_at', 'is not', null)
    .where('status', 'in', ['reviewing', 'submitted', 'returned', 'accepted'])
    .orderBy('reconciled_at', 'desc')
    .orderBy('run_id')
    .limit(RUNS)
    .execute()
  const counts = await Promise.all(rows.map((row) => findFacilityCount(ctx, row.run_id)))
  return counts.filter((count) => count !== undefined)
}

type Figures = DryRun['total']

interface Slipped {
  readonly micros: bigint
  readonly told: DryRun['slipped'][number]
}

interface OfRun {
  readonly count: FacilityCount
  readonly figures: Figures
  readonly slipped: readonly Slipped[]
}

function ofRun(guardrails: Guardrails, count: FacilityCount, lines: readonly PastLine[]): OfRun {
  const verdicts = judge(
    guardrails,
    lines.map(({ guarded }) => guarded),
    [],
  )
  const ofKind = (kind: string) => lines.filter(({ guarded }) => verdicts.get(guarded.key)?.kind === kind)
  const automatic = ofKind('automatic')
  const slipped = automatic.flatMap(({ row, guarded, afterwards }): Slipped[] =>
    afterwards === null
      ? []
      : [
          {
            micros: absolute(guarded.costVarianceMicros),
            told: slippedLine(count, { row, guarded, afterwards }),
          },
        ],
  )
  const worth = new Map<string, bigint>()
  for (const { guarded } of automatic)
    worth.set(guarded.currency, (worth.get(guarded.currency) ?? 0n) + absolute(guarded.costVarianceMicros))
  const figures = {
    differing: lines.length,
    automatic: automatic.length,
    recount: ofKind('recount').length,
    worth: worthOf(worth),
    slipped: slipped.length,
  }
  return { count, figures, slipped }
}

function slippedLine(
  count: FacilityCount,
  { row, guarded, afterwards }: PastLine & { readonly afterwards: Afterwards },
): Slipped['told'] {
  return {
    varianceId: row.variance_id,
    runId: count.runId,
    runName: count.runName,
    sku: row.sku ?? row.product_identifier,
    title: row.title ?? row.product_identifier,
    locationCode: row.location_seq_id,
    unit: row.unit,
    varianceMilli: guarded.varianceMilli,
    currency: guarded.currency,
    costVarianceMicros: (guarded.costVarianceMicros ?? 0n).toString(),
    what: afterwards,
    reason: row.reason_label,
  }
}

function totalOf(past: readonly OfRun[]): Figures {
  const sum = (of: (figures: Figures) => number) =>
    past.reduce((total, { figures }) => total + of(figures), 0)
  const worth = new Map<string, bigint>()
  for (const each of past.flatMap(({ figures }) => figures.worth))
    worth.set(each.currency, (worth.get(each.currency) ?? 0n) + BigInt(each.valueMicros))
  return {
    differing: sum(({ differing }) => differing),
    automatic: sum(({ automatic }) => automatic),
    recount: sum(({ recount }) => recount),
    worth: worthOf(worth),
    slipped: sum(({ slipped }) => slipped),
  }
}

function worthOf(worth: ReadonlyMap<string, bigint>): Figures['worth'] {
  return [...worth]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, micros]) => ({ currency, valueMicros: micros.toString() }))
}

/** By amount within a currency; two currencies are not compared, they come one after the other. */
function dearestFirst(a: Slipped, b: Slipped): number {
  if (a.told.currency !== b.told.currency) return a.told.currency < b.told.currency ? -1 : 1
  if (a.micros !== b.micros) return a.micros > b.micros ? -1 : 1
  return a.told.varianceId < b.told.varianceId ? -1 : 1
}

function absolute(micros: bigint | null): bigint {
  if (micros === null) return 0n
  return micros < 0n ? -micros : micros
}
