import { fail } from '@cyclecount/contract'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Query, Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'

const PAGE = 100

/** The audit log of a facility, newest first; of one subject where it is named. */
export async function auditPage(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'audit'>,
): Promise<Reply<'audit'>> {
  const { facilityId, subjectId, cursor } = query
  requireAt(actor, 'see-audit', facilityId)
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) fail('bad-request', say('query.cursor'))
  const rows = await ctx.db.read
    .selectFrom('reflexion_log as e')
    .leftJoin('device', 'device.device_id', 'e.device_id')
    .select(['e.seq', 'e.at', 'e.tag', 'e.actor_id', 'device.label', 'e.subject_kind', 'e.subject_id'])
    .select(['e.before', 'e.after', 'e.reason', 'e.hash'])
    .where('e.org_id', '=', actor.orgId)
    .where('e.facility_id', '=', facilityId)
    .$if(subjectId !== undefined, (found) => found.where('e.subject_id', '=', subjectId ?? ''))
    .$if(cursor !== undefined, (found) => found.where('e.seq', '<', Number(cursor ?? 0)))
    .orderBy('e.seq', 'desc')
    .limit(PAGE + 1)
    .execute()
  const page = rows.slice(0, PAGE)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    page.flatMap((row) => row.actor_id ?? []),
  )
  return {
    next: rows.length > PAGE ? String(page.at(-1)?.seq ?? 0) : null,
    rows: page.map((row) => ({
      seq: row.seq,
      at: row.at,
      tag: row.tag,
      actor: row.actor_id === null ? null : nameOf(row.actor_id),
      device: row.label,
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      before: row.before,
      after: row.after,
      reason: row.reason,
      hash: Buffer.from(row.hash).toString('hex'),
    })),
  }
}
