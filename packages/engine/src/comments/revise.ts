import { fail, type Thread } from '@cyclecount/contract'
import { parseId, type CommentId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import type { Body, Params } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { keepRevision, refuseStrangers, tellAuditor } from './add-comment.ts'
import { refuseMissing } from './attachments.ts'
import type { Subject } from './subject.ts'
import { threadOf } from './thread.ts'

/** Says a comment of one's own better. Fails with `changed-meanwhile` where another revision than the one that was read is the newest. */
export async function reviseComment(
  ctx: EngineContext,
  actor: Actor,
  { commentId }: Params<'reviseComment'>,
  { revision, text }: Body<'reviseComment'>,
): Promise<Thread> {
  const subject = await ownComment(ctx, actor, commentId)
  await refuseStrangers(ctx, subject, text)
  const at = ctx.now()
  await transact(ctx, async (tx) => {
    await lock(tx, commentId)
    const newest = await tx
      .selectFrom('comment_revision')
      .select(['revision', 'body'])
      .where('comment_id', '=', commentId)
      .orderBy('revision', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    if (newest.revision !== revision) fail('changed-meanwhile', say('comment.revised'))
    if (newest.body === text) return
    await keepRevision(tx, subject, { commentId, revision: revision + 1, text, at })
    const before = { commentId, text: newest.body }
    await tellAuditor(tx, actor, subject, { tag: 'comment.revised', at, before, after: { commentId, text } })
  })
  ctx.changed({ facilityId: subject.facilityId })
  return threadOf(ctx, actor, subject)
}

/** Puts another revision of a file of one's own comment in its place; the one before stays. */
export async function reviseAttachment(
  ctx: EngineContext,
  actor: Actor,
  { commentId, attachmentId }: Params<'reviseAttachment'>,
  { revision, name, sha256 }: Body<'reviseAttachment'>,
): Promise<Thread> {
  const subject = await ownComment(ctx, actor, commentId)
  const at = ctx.now()
  await transact(ctx, async (tx) => {
    await lock(tx, commentId)
    await refuseMissing(tx, subject.facilityId, [{ sha256 }])
    const newest = await tx
      .selectFrom('comment_attachment')
      .selectAll()
      .where('attachment_id', '=', attachmentId)
      .where('comment_id', '=', commentId)
      .orderBy('revision', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!newest) return fail('not-found', say('attachment.none'))
    if (newest.revision !== revision) fail('changed-meanwhile', say('comment.revised'))
    const next = { ...newest, revision: revision + 1, name, sha256, attached_at: at }
    await tx.insertInto('comment_attachment').values(next).execute()
    await tellAuditor(tx, actor, subject, {
      tag: 'attachment.revised',
      at,
      before: { attachmentId, name: newest.name, sha256: newest.sha256 },
      after: { attachmentId, name, sha256 },
    })
  })
  ctx.changed({ facilityId: subject.facilityId })
  return threadOf(ctx, actor, subject)
}

/** What a comment is of that the actor made, at a facility where they still review. */
async function ownComment(ctx: EngineContext, actor: Actor, commentId: CommentId): Promise<Subject> {
  const row = await ctx.db.read
    .selectFrom('comment')
    .selectAll()
    .where('comment_id', '=', parseId<CommentId>(commentId))
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  const scope = scopeOf(actor, 'review')
  const isOwn = row?.said_by === actor.personId
  if (!row || !isOwn || (scope !== 'all' && !scope.includes(row.facility_id)))
    return fail('not-found', say('comment.none'))
  return {
    kind: row.subject_kind,
    id: row.subject_id,
    orgId: row.org_id,
    facilityId: row.facility_id,
    runId: row.run_id,
    key: row.subject_key,
  }
}

/** Two revisions at once come one after the other, and the second is told. */
async function lock(tx: Tx, commentId: CommentId): Promise<void> {
  await tx
    .updateTable('comment')
    .set((eb) => ({ said_at: eb.ref('said_at') }))
    .where('comment_id', '=', commentId)
    .execute()
}
