import { CUT_OFF, type CountClosing } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { facilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import { binsOf } from './bins.ts'
import { figuresHash } from './figures-hash.ts'
import { testCountsOf } from './test-counts.ts'

/** What finance and auditors need of the facility's count, as it stands. */
export async function countClosing(ctx: EngineContext, actor: Actor, runId: RunId): Promise<CountClosing> {
  return closingOf(ctx, await facilityCount(ctx, actor, 'review', runId))
}

/** The same for who was let in already. */
export async function closingOf(ctx: EngineContext, count: FacilityCount): Promise<CountClosing> {
  const noted = await ctx.db.read
    .selectFrom('count_closing')
    .selectAll()
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .executeTakeFirst()
  const signed = await ctx.db.read
    .selectFrom('count_certificate')
    .selectAll()
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .orderBy('signed_at', 'desc')
    .orderBy('certificate_id', 'desc')
    .execute()
  const bins = await binsOf(ctx, count)
  const hash = await figuresHash(ctx, count)
  const people = [...signed.map((row) => row.signed_by), ...(noted ? [noted.noted_by] : [])]
  const nameOf = await namesOf(ctx, count.orgId, people)
  const answers = noted ? cutOffOf(noted.cut_off) : []
  const inState = (state: (typeof bins)[number]['state']) => bins.filter((bin) => bin.state === state).length
  return {
    postingDate: noted?.posting_date ?? null,
    accountingPeriod: noted?.accounting_period ?? '',
    cutOff: CUT_OFF.map(
      (question) =>
        answers.find((each) => each.question === question) ?? { question, answer: 'open', note: '' },
    ),
    notedBy: noted ? nameOf(noted.noted_by) : null,
    notedAt: noted?.noted_at ?? null,
    coverage: {
      counted: inState('counted'),
      confirmedEmpty: inState('confirmed-empty'),
      notReached: inState('not-reached'),
    },
    testCounts: [...(await testCountsOf(ctx, count))],
    figuresHash: hash,
    canBeSigned: isHandedIn(count),
    certificates: signed.map((row) => ({
      statement: row.statement,
      figuresHash: row.figures_hash,
      signedBy: nameOf(row.signed_by),
      signedAt: row.signed_at,
      stands: row.figures_hash === hash,
    })),
  }
}

/** Whether the count lies with HQ, or was accepted there. */
export function isHandedIn({ status }: Pick<FacilityCount, 'status'>): boolean {
  return status === 'submitted' || status === 'accepted'
}

/** Written by `setClosing` only. */
function cutOffOf(text: string): CountClosing['cutOff'] {
  return JSON.parse(text) as CountClosing['cutOff']
}
