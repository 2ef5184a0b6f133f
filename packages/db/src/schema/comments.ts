import type { AttachmentId, CommentId, FacilityId, OrgId, PersonId, RunId } from '@cyclecount/domain'
import { integer, table, text, uuid } from '../plumbing/table.ts'

/**
 * What people say of a session, a variance or a proposal. Comments of the same run, kind and `subject_key` are one thread: a line keeps its
 * thread through its versions and rounds. `subject_id` is what was looked at when it was said. What it says stands in its revisions.
 */
export const comment = table(
  'comment',
  {
    comment_id: uuid<CommentId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    run_id: uuid<RunId>(),
    subject_kind: text<'session' | 'variance' | 'proposal'>(),
    subject_key: text(),
    subject_id: text(),
    said_by: uuid<PersonId>(),
    said_at: integer(),
  },
  {
    primaryKey: ['comment_id'],
    indexes: [['run_id', 'subject_kind', 'subject_key']],
    references: { run_id: ['count_run', 'run_id'], facility_id: ['facility', 'facility_id'] },
  },
)

/** A comment as it was said (1) and as it was said better; the newest stands. People are named by `<@id>`, so that a name can be erased. */
export const commentRevision = table(
  'comment_revision',
  {
    comment_id: uuid<CommentId>(),
    revision: integer(),
    org_id: uuid<OrgId>(),
    body: text(),
    revised_at: integer(),
  },
  { primaryKey: ['comment_id', 'revision'], references: { comment_id: ['comment', 'comment_id'] } },
)

/** Whom the newest revision of a comment names. */
export const commentMention = table(
  'comment_mention',
  {
    comment_id: uuid<CommentId>(),
    person_id: uuid<PersonId>(),
    org_id: uuid<OrgId>(),
    mentioned_at: integer(),
  },
  {
    primaryKey: ['comment_id', 'person_id'],
    indexes: [['person_id', 'mentioned_at']],
    references: { comment_id: ['comment', 'comment_id'] },
  },
)

/** A file of a comment, each revision of it; what it holds is in `blob` by its SHA-256. */
export const commentAttachment = table(
  'comment_attachment',
  {
    attachment_id: uuid<AttachmentId>(),
    revision: integer(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    comment_id: uuid<CommentId>(),
    name: text(),
    sha256: text(),
    attached_at: integer(),
  },
  {
    primaryKey: ['attachment_id', 'revision'],
    indexes: [['comment_id'], ['facility_id', 'sha256']],
    references: { comment_id: ['comment', 'comment_id'] },
  },
)

/** Through when a person has seen a thing of their inbox. What came about later is unread. */
export const inboxSeen = table(
  'inbox_seen',
  { person_id: uuid<PersonId>(), item: text(), org_id: uuid<OrgId>(), seen_at: integer() },
  { primaryKey: ['person_id', 'item'], references: { person_id: ['person', 'person_id'] } },
)
