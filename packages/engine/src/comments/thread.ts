import type { Thread } from '@cyclecount/contract'
import { mentionsIn, type CommentId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Params } from '../reports/reply.ts'
import { reviewersAt } from './reviewers.ts'
import { subjectOf, threadName, type Subject } from './subject.ts'

/** What people say of a session, a variance or a proposal, for who reviews there. */
export async function thread(ctx: EngineContext, actor: Actor, asked: Params<'thread'>): Promise<Thread> {
  return threadOf(ctx, actor, await subjectOf(ctx, actor, asked))
}

/** The thread of a subject that the actor may see. */
export async function threadOf(ctx: EngineContext, actor: Actor, subject: Subject): Promise<Thread> {
  const comments = await ctx.db.read
    .selectFrom('comment')
    .select(['comment_id', 'said_by', 'said_at'])
    .where('run_id', '=', subject.runId)
    .where('subject_kind', '=', subject.kind)
    .where('subject_key', '=', subject.key)
    .where('facility_id', '=', subject.facilityId)
    .orderBy('said_at')
    .orderBy('comment_id')
    .execute()
  const ids = comments.map((row) => row.comment_id)
  const revisions = await revisionsOf(ctx, ids)
  const files = await filesOf(ctx, ids)
  const named = [...new Set(revisions.flatMap((row) => mentionsIn(row.body)))]
  const nameOf = await namesOf(ctx, actor.orgId, [...named, ...comments.map((row) => row.said_by)])
  return {
    facilityId: subject.facilityId,
    runId: subject.runId,
    inboxKey: threadName(subject),
    comments: comments.map((row) => ({
      commentId: row.comment_id,
      by: nameOf(row.said_by),
      own: row.said_by === actor.personId,
      at: row.said_at,
      revisions: revisions
        .filter((one) => one.comment_id === row.comment_id)
        .map(({ revision, body, revised_at }) => ({ revision, text: body, at: revised_at })),
      attachments: [
        ...Map.groupBy(
          files.filter((one) => one.comment_id === row.comment_id),
          (one) => one.attachment_id,
        ),
      ].map(([attachmentId, ofFile]) => ({
        attachmentId,
        revisions: ofFile.map((one) => ({
          revision: one.revision,
          name: one.name,
          sha256: one.sha256,
          mediaType: one.media_type,
          bytes: one.size,
          at: one.attached_at,
        })),
      })),
    })),
    named: named.map((personId) => ({ personId, name: nameOf(personId) })),
    people: [...(await reviewersAt(ctx, subject))],
  }
}

async function revisionsOf({ db }: EngineContext, ids: readonly CommentId[]) {
  if (ids.length === 0) return []
  return db.read
    .selectFrom('comment_revision')
    .select(['comment_id', 'revision', 'body', 'revised_at'])
    .where('comment_id', 'in', ids)
    .orderBy('revision')
    .execute()
}

async function filesOf({ db }: EngineContext, ids: readonly CommentId[]) {
  if (ids.length === 0) return []
  return db.read
    .selectFrom('comment_attachment as a')
    .innerJoin('blob as b', (join) =>
      join.onRef('b.facility_id', '=', 'a.facility_id').onRef('b.sha256', '=', 'a.sha256'),
    )
    .select(['a.attachment_id', 'a.comment_id', 'a.revision', 'a.name', 'a.sha256', 'a.attached_at'])
    .select(['b.media_type', 'b.size'])
    .where('a.comment_id', 'in', ids)
    .orderBy('a.attachment_id')
    .orderBy('a.revision')
    .execute()
}
