import { fail, type Thread } from '@cyclecount/contract'
import { mentionsIn, type CommentId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import type { Body, Params } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { refuseMissing } from './attachments.ts'
import { reviewersAt } from './reviewers.ts'
import { subjectOf, type Subject } from './subject.ts'
import { threadOf } from './thread.ts'

/**
 * Says something of a session, a variance or a proposal. It changes no figure, so that a count which HQ accepted can be talked about too.
 * The same `commentId` again changes nothing. Fails with `unprocessable` where somebody is named who cannot read it, or a file was not sent.
 */
export async function addComment(
  ctx: EngineContext,
  actor: Actor,
  asked: Params<'addComment'>,
  { commentId, text, attachments }: Body<'addComment'>,
): Promise<Thread> {
  const subject = await subjectOf(ctx, actor, asked)
  await refuseStrangers(ctx, subject, text)
  const at = ctx.now()
  await transact(ctx, async (tx) => {
    await refuseMissing(tx, subject.facilityId, attachments)
    const added = await tx
      .insertInto('comment')
      .values({
        comment_id: commentId,
        org_id: subject.orgId,
        facility_id: subject.facilityId,
        run_id: subject.runId,
        subject_kind: subject.kind,
        subject_key: subject.key,
        subject_id: subject.id,
        said_by: actor.personId,
        said_at: at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('comment_id')
      .executeTakeFirst()
    if (!added) return refuseOther(tx, actor, commentId)
    await keepRevision(tx, subject, { commentId, revision: 1, text, at })
    for (const { attachmentId, name, sha256 } of attachments)
      await tx
        .insertInto('comment_attachment')
        .values({
          attachment_id: attachmentId,
          revision: 1,
          org_id: subject.orgId,
          facility_id: subject.facilityId,
          comment_id: commentId,
          name,
          sha256,
          attached_at: at,
        })
        .execute()
    const files = attachments.map(({ name, sha256 }) => ({ name, sha256 }))
    const after = { commentId, text, ...(files.length === 0 ? {} : { files }) }
    await tellAuditor(tx, actor, subject, { tag: 'comment.added', at, before: null, after })
  })
  ctx.changed({ facilityId: subject.facilityId })
  return threadOf(ctx, actor, subject)
}

/** A comment names only people who can read it. */
export async function refuseStrangers(ctx: EngineContext, subject: Subject, text: string): Promise<void> {
  const named = mentionsIn(text)
  if (named.length === 0) return
  const readers = new Set((await reviewersAt(ctx, subject)).map(({ personId }) => personId))
  if (named.every((personId) => readers.has(personId))) return
  const message = say('comment.stranger')
  fail('unprocessable', message, [{ path: 'body.text', message }])
}

/** Keeps a revision, and who the newest of them names: whom the one before did not name is told now. */
export async function keepRevision(
  tx: Tx,
  { orgId }: Pick<Subject, 'orgId'>,
  given: {
    readonly commentId: CommentId
    readonly revision: number
    readonly text: string
    readonly at: number
  },
): Promise<void> {
  const { commentId, revision, text, at } = given
  await tx
    .insertInto('comment_revision')
    .values({ comment_id: commentId, revision, org_id: orgId, body: text, revised_at: at })
    .execute()
  const named = mentionsIn(text)
  await tx
    .deleteFrom('comment_mention')
    .where('comment_id', '=', commentId)
    .$if(named.length > 0, (mention) => mention.where('person_id', 'not in', named))
    .execute()
  if (named.length === 0) return
  await tx
    .insertInto('comment_mention')
    .values(
      named.map((personId) => ({
        comment_id: commentId,
        person_id: personId,
        org_id: orgId,
        mentioned_at: at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function tellAuditor(
  tx: Tx,
  actor: Actor,
  subject: Pick<Subject, 'facilityId' | 'kind' | 'id'>,
  told: { readonly tag: string; readonly at: number; readonly before: unknown; readonly after: unknown },
): Promise<void> {
  const { facilityId, kind: subjectKind, id: subjectId } = subject
  await appendAudit(tx, causeOf(actor), [{ facilityId, subjectKind, subjectId, ...told }])
}

/** An id that is taken is the same comment come again, or somebody else's. */
async function refuseOther(tx: Tx, actor: Actor, commentId: CommentId): Promise<void> {
  const own = await tx
    .selectFrom('comment')
    .select('comment_id')
    .where('comment_id', '=', commentId)
    .where('said_by', '=', actor.personId)
    .executeTakeFirst()
  if (!own) fail('changed-meanwhile', say('comment.taken'))
}
