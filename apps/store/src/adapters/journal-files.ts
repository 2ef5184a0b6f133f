import type { JournalRecord } from '@cyclecount/device-db/journal'

/** Where the second copy lies in the origin's private file system: each tab has a slot of two files, and a lock says whose it is. */
const FOLDER = 'journal'
/** More tabs than this have no second copy of their own. */
const SLOTS = 8

/** Held in `exclusive` mode by who moves records from one slot to another, in `shared` mode by who reads all of them. */
export const MOVING_LOCK = 'cyclecount-journal-moving'

export const slots: readonly number[] = Array.from({ length: SLOTS }, (_, slot) => slot)

export function slotLock(slot: number): string {
  return `cyclecount-journal-${slot}`
}

/** The two files of a slot; with `create`, made where they are not there. */
export async function slotFiles(slot: number, create: boolean): Promise<readonly FileSystemFileHandle[]> {
  const root = await navigator.storage.getDirectory()
  const folder = await root.getDirectoryHandle(FOLDER, { create })
  return Promise.all(['a', 'b'].map((half) => folder.getFileHandle(`slot-${slot}${half}`, { create })))
}

/** What the page asks: keep these, and say so. */
export interface JournalAsk {
  readonly id: number
  readonly records: readonly JournalRecord[]
}

/** `impossible`: once, instead of `opened`; this tab has no second copy. */
export type JournalWord =
  | { readonly kind: 'opened' }
  | { readonly kind: 'impossible'; readonly why: string }
  | { readonly kind: 'kept'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly name: string }
