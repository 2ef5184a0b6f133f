import type { CountItem, Meaning, ProductId, ScanEvent } from '@cyclecount/domain'
import type { Subject } from './subject.ts'

/** A session's projection inside one transaction of a store. */
export interface SessionView {
  /** `unreadable`: there is a row, but not one that can be understood; it is folded anew. */
  readonly item: (key: string) => Promise<CountItem | 'unreadable' | null>
  readonly meaning: (codeKey: string) => Promise<Meaning | null>
  readonly putMeaning: (codeKey: string, meaning: Meaning | null) => Promise<void>
  /** The codes that a match of this session gave to the product. */
  readonly codesMeaning: (productId: ProductId) => Promise<readonly string[]>
  /** All events about these subjects, of every device, in any order. */
  readonly eventsAbout: (subjects: readonly Subject[]) => Promise<readonly ScanEvent[]>
  /** Null where every event of the session is on this device. */
  readonly base: BaseLines | null
  readonly putItem: (item: CountItem) => Promise<void>
  /** Takes away every line of these subjects and puts these in their place; gives the keys taken away. */
  readonly replaceLines: (
    subjects: readonly Subject[],
    items: readonly CountItem[],
  ) => Promise<readonly string[]>
}

/**
 * What a session began with on this device, while the events behind it are still on the server: `eventsAbout` then gives only what
 * was captured here since (rule RS5).
 */
export interface BaseLines {
  /** The lines of these subjects as they stood then. */
  readonly lines: (subjects: readonly Subject[]) => Promise<readonly CountItem[]>
}

/** A line after a change; `item: null` where nothing is left of it. */
export interface LineChange {
  readonly key: string
  readonly item: CountItem | null
}
