import type { Actor, EngineContext } from '../context.ts'
import type { Reply } from './reply.ts'

/** Reasons a person may give: those in use that are not given by rules only. */
export async function reasonList(ctx: EngineContext, actor: Actor): Promise<Reply<'reasons'>> {
  const rows = await ctx.db.read
    .selectFrom('decision_reason')
    .select(['reason_id', 'code', 'label'])
    .where('org_id', '=', actor.orgId)
    .where('active', '=', 1)
    .where('system', '=', 0)
    .orderBy('sort_order')
    .orderBy('code')
    .execute()
  return { reasons: rows.map((row) => ({ reasonId: row.reason_id, code: row.code, label: row.label })) }
}
