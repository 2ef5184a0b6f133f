import { fail } from '@cyclecount/contract'
import type { ReasonId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { say } from '../words/say.ts'

export interface GivenReason {
  readonly reasonId: ReasonId
  readonly code: string
  readonly label: string
}

/** A reason a person may give: of their org, in use, and not one that only rules give. */
export async function givenReason(
  ctx: EngineContext,
  actor: Actor,
  reasonId: ReasonId,
): Promise<GivenReason> {
  const row = await ctx.db.read
    .selectFrom('decision_reason')
    .select(['reason_id', 'code', 'label', 'system', 'active'])
    .where('reason_id', '=', reasonId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!row) return fail('not-found', say('reason.none'))
  if (row.system === 1) return fail('bad-request', say('reason.byRule', { label: row.label }))
  if (row.active === 0) return fail('bad-request', say('reason.unused', { label: row.label }))
  return { reasonId: row.reason_id, code: row.code, label: row.label }
}
