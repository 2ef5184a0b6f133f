import type { InboxItem } from '@cyclecount/contract'
import type { PersonId } from '@cyclecount/domain'

/** Things of each kind that are listed. */
export const MOST = 100

/** Something that waits for the person, before it is told whether they have seen it. */
export interface Waiting extends Omit<InboxItem, 'unread' | 'person'> {
  readonly personId: PersonId | null
}
