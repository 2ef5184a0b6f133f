import type { FacilityId, OrgId } from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { csvHead, csvRows } from '../reports/csv.ts'
import type { Params } from '../reports/reply.ts'

const ROWS_AT_ONCE = 1000

const COLUMNS = [
  'seq',
  'at',
  'tag',
  'actor',
  'actorId',
  'deviceId',
  'subjectKind',
  'subjectId',
  'before',
  'after',
  'reason',
  'previousHash',
  'hash',
] as const

/**
 * The whole audit log of a facility as CSV, oldest first: every field that is sealed, and the seals.
 */
export async function* exportAudit(
  ctx: EngineContext,
  actor: Actor,
  { facilityId }: Params<'auditExport'>,
): AsyncGenerator<string> {
  requireAt(actor, 'see-audit', facilityId)
  yield* auditRows(ctx, actor.orgId, facilityId, 0)
}

/** Its rows after one of them, a thousand at a time. Who may read them is the caller's to ask. */
export async function* auditRows(
  ctx: EngineContext,
  orgId: OrgId,
  facilityId: FacilityId,
  after: number,
): AsyncGenerator<string> {
  yield csvHead(COLUMNS)
  for (let seq = after; ;) {
    const rows = await ctx.db.read
      .selectFrom('reflexion_log')
      .selectAll()
      .where('org_id', '=', orgId)
      .where('facility_id', '=', facilityId)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(ROWS_AT_ONCE)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    seq = last.seq
    const people = rows.flatMap((row) => row.actor_id ?? [])
    const nameOf = await namesOf(ctx, orgId, people)
    const lines = rows.map((row) => [
      row.seq,
      new Date(row.at).toISOString(),
      row.tag,
      row.actor_id === null ? null : nameOf(row.actor_id),
      row.actor_id,
      row.device_id,
      row.subject_kind,
      row.subject_id,
      row.before,
      row.after,
      row.reason,
      Buffer.from(row.prev_hash).toString('hex'),
      Buffer.from(row.hash).toString('hex'),
    ])
    yield csvRows(lines)
  }
}
