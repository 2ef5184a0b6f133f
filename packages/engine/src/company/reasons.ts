import type { OrgId, ReasonId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext } from '../context.ts'

/** Given by the rule for lines that differ by nothing. */
export const COUNTED_AS_EXPECTED = 'counted-as-expected'

/** Given by the rules for lines within their limits. */
export const WITHIN_TOLERANCE = 'within-tolerance'

const peopleReasons = [
  ['damaged', 'Damaged or broken'],
  ['theft-or-loss', 'Theft or unexplained loss'],
  ['miscounted-before', 'An earlier count was wrong'],
  ['receiving-error', 'Received wrongly'],
  ['found-stock', 'Found: was never booked'],
  ['misplaced', 'Lies elsewhere'],
  ['sold-not-booked', 'Sold, but not booked'],
  ['expired', 'Past its date, taken off'],
  ['used-in-store', 'Used in the store'],
  ['returned-not-booked', 'Returned, but not booked'],
  ['other', 'Other (say why in the note)'],
] as const

const systemReasons = [
  [COUNTED_AS_EXPECTED, 'Counted as expected'],
  [WITHIN_TOLERANCE, 'Within tolerance'],
] as const

/** The reasons a new org starts with. What exists keeps its label and order. */
export async function ensureReasons(ctx: EngineContext, orgId: OrgId): Promise<void> {
  const rows = [
    ...peopleReasons.map(([code, label]) => ({ code, label, system: 0 as const })),
    ...systemReasons.map(([code, label]) => ({ code, label, system: 1 as const })),
  ]
  await ctx.db.write(async (tx) => {
    const added = await tx
      .insertInto('decision_reason')
      .values(
        rows.map((row, index) => ({
          reason_id: ctx.newId<ReasonId>(),
          org_id: orgId,
          ...row,
          active: 1 as const,
          sort_order: index + 1,
        })),
      )
      .onConflict((conflict) => conflict.columns(['org_id', 'code']).doNothing())
      .returning('code')
      .execute()
    if (added.length === 0) return
    const facilities = await tx
      .selectFrom('facility')
      .select('facility_id')
      .where('org_id', '=', orgId)
      .execute()
    const entries = facilities.map(({ facility_id: facilityId }) => ({
      facilityId,
      at: ctx.now(),
      tag: 'reasons.added',
      subjectKind: 'reason',
      subjectId: orgId,
      after: added.map(({ code }) => code),
    }))
    await appendAudit(tx, { orgId, personId: null, deviceId: null }, entries)
  })
}
