import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { appendAudit, lockHead, type AuditEntry } from './chain.ts'

/**
 * Tells the auditor, once, of a change that was made outside of the count engine by somebody who came through it. The change was
 * committed elsewhere, so this may come again for the same one, or not at all before a crash: it is told unless a row of the same
 * subject and tag is already there whose `after` is that change's, by `isSame`.
 */
export async function noteAuditOnce(
  ctx: EngineContext,
  actor: Actor,
  entry: AuditEntry,
  isSame: (after: unknown) => boolean,
): Promise<void> {
  await ctx.db.write(async (tx) => {
    const cause = causeOf(actor)
    // Under the chain's lock nobody else tells of it between our look and our row.
    await lockHead(tx, cause, entry.facilityId)
    const told = await tx
      .selectFrom('reflexion_log')
      .select('after')
      .where('subject_kind', '=', entry.subjectKind)
      .where('subject_id', '=', entry.subjectId)
      .where('facility_id', '=', entry.facilityId)
      .where('tag', '=', entry.tag)
      .execute()
    if (told.some(({ after }) => after !== null && isSame(JSON.parse(after)))) return
    await appendAudit(tx, cause, [entry])
  })
}
