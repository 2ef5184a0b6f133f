import * as z from 'zod/mini'
import {
  AttachmentIdSchema,
  CommentIdSchema,
  FacilityIdSchema,
  Instant,
  PersonIdSchema,
  RunIdSchema,
  UuidText,
  nameText,
} from './ids.ts'
import { Sha256 } from './photo.ts'

/** Bytes that are whatever they are: what they hold is looked at, not what they are called. They are always a download. */
export const FILE_TYPE = 'application/octet-stream'
export const MAX_ATTACHMENT_BYTES = 5_242_880
export const MIN_ATTACHMENT_BYTES = 20
/** Of one comment. */
const MOST_ATTACHMENTS = 10

/** What can be commented on. */
export const ThreadSubject = z.enum(['session', 'variance', 'proposal'])
export type ThreadSubject = z.infer<typeof ThreadSubject>
export const threadParams = z.object({ subject: ThreadSubject, subjectId: UuidText })

/** People are named as `<@id>`. */
const said = z.string().check(z.regex(/\S/, 'is empty'), z.maxLength(4000))
/** A file that was sent before, under the name that people see. */
const file = { name: nameText(160), sha256: Sha256 }

/** `commentId` is made by who comments: the same one again is the same comment. */
export const AddCommentBody = z.object({
  commentId: CommentIdSchema,
  text: said,
  attachments: z
    .array(z.object({ attachmentId: AttachmentIdSchema, ...file }))
    .check(z.maxLength(MOST_ATTACHMENTS)),
})
/** `revision`: the one that was read; another one meanwhile is told. */
export const ReviseCommentBody = z.object({ revision: z.int(), text: said })
export const ReviseAttachmentBody = z.object({ revision: z.int(), ...file })

const FileRevision = z.object({
  revision: z.int(),
  name: z.string(),
  sha256: Sha256,
  mediaType: z.string(),
  bytes: z.int(),
  at: Instant,
})
const Person = z.object({ personId: PersonIdSchema, name: z.string() })

/** What is said of one thing, oldest first; of each comment and file every revision, the newest last. */
export const Thread = z.object({
  facilityId: FacilityIdSchema,
  runId: RunIdSchema,
  /** What the thread is called in the inbox of whom it names. */
  inboxKey: z.string(),
  comments: z.array(
    z.object({
      commentId: CommentIdSchema,
      by: z.string(),
      /** Only who said it says it better. */
      own: z.boolean(),
      at: Instant,
      revisions: z.array(z.object({ revision: z.int(), text: z.string(), at: Instant })),
      attachments: z.array(z.object({ attachmentId: AttachmentIdSchema, revisions: z.array(FileRevision) })),
    }),
  ),
  /** Everybody whom a text names. */
  named: z.array(Person),
  /** Who may read the thread, and so may be named. */
  people: z.array(Person),
})
export type Thread = z.infer<typeof Thread>

export const StoreAttachmentReply = z.object({ sha256: Sha256, mediaType: z.string(), bytes: z.int() })
