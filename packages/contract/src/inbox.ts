import * as z from 'zod/mini'
import { ThreadSubject } from './comments.ts'
import { FacilityIdSchema, Instant, RunIdSchema, UuidText } from './ids.ts'

/**
 * Something that waits for the person. `mention`: somebody named them. `returned`: HQ returned a count that they may submit again.
 * `recount`: they are asked to count again. `approval`: a count waits for their acceptance. `second-approval`: lines that somebody approved
 * and that are worth so much that they approve them too. `reversal`: somebody asks to take adjustments back. `delivery`: adjustments that the backend did not
 * take, which they may try again. `set-aside`: records that do not count until somebody decides.
 */
export const InboxItem = z.object({
  /** The same as long as it is the same thing. */
  key: z.string(),
  kind: z.enum([
    'mention',
    'returned',
    'recount',
    'approval',
    'second-approval',
    'reversal',
    'delivery',
    'set-aside',
  ]),
  /** When it came about, or last became more. */
  at: Instant,
  /** It came about since the person last saw it. */
  unread: z.boolean(),
  runId: RunIdSchema,
  runName: z.string(),
  facilityId: FacilityIdSchema,
  facilityName: z.string(),
  timeZone: z.string(),
  /** How many proposals or records. */
  n: z.int(),
  /** Who said it, asked for it or handed it in. */
  person: z.nullable(z.string()),
  /** What they said. */
  text: z.nullable(z.string()),
  /** The thread of a mention. */
  subject: z.nullable(z.object({ kind: ThreadSubject, id: UuidText, title: z.string() })),
})
export type InboxItem = z.infer<typeof InboxItem>

/** What needs the person, newest first. Only the first hundred of each kind are listed; `more` says that there are others. */
export const Inbox = z.object({ items: z.array(InboxItem), unread: z.int(), more: z.boolean() })
export type Inbox = z.infer<typeof Inbox>

/** Seen as of `at`; what came about later stays unread. */
export const InboxSeenBody = z.object({
  items: z.array(z.object({ key: z.string().check(z.maxLength(120)), at: Instant })).check(z.maxLength(600)),
})
