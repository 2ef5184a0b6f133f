import type { DeviceDatabase, UnsentFile } from '@cyclecount/device-db'
import {
  emptyJournal,
  readJournal,
  readSentinel,
  restore,
  unsentInJournal,
  type JournalContents,
} from '@cyclecount/device-db/journal'
import type { ScanId } from '@cyclecount/domain'
import { APP_VERSION } from '../version.ts'
import { newId } from './ids.ts'
import { MOVING_LOCK, slotFiles, slots } from './journal-files.ts'
import { notedSentinel } from './sentinel-note.ts'

/** The app does not open before; another tab that tidies up needs a moment. */
const PATIENCE_MS = 3_000
const TRIES = 40
const AGAIN_AFTER_MS = 50

/** Puts back what the second copy of this device has, before the database is used. */
export async function restoreFromSecondCopy(opened: DeviceDatabase): Promise<void> {
  const journal = await readSecondCopy()
  const sentinel = readSentinel(notedSentinel())
  if (journal === emptyJournal && sentinel === null) return
  await restore(opened, {
    journal,
    sentinel,
    now: Date.now(),
    appVersion: APP_VERSION,
    newScanId: newId<ScanId>,
  })
}

/** What waits on this device, from the second copy alone: for when the database cannot be opened. */
export async function unsentInSecondCopy(): Promise<readonly UnsentFile[]> {
  return unsentInJournal(await readSecondCopy(), Date.now())
}

async function readSecondCopy(): Promise<JournalContents> {
  // Nothing to read where the browser has no such files.
  if (!('storage' in navigator) || !('getDirectory' in navigator.storage)) return emptyJournal
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const files = await navigator.locks.request(MOVING_LOCK, { mode: 'shared', signal: patience }, readFiles)
  return files.length === 0 ? emptyJournal : readJournal(files)
}

async function readFiles(): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const contents: Uint8Array<ArrayBuffer>[] = []
  for (const slot of slots) {
    const [first, second] = await slotFiles(slot, false).catch(() => [])
    if (!first || !second) continue
    // The tab that has the slot may copy one file into the other meanwhile, either way: each is read before and after.
    for (const file of [first, second, first]) contents.push(await bytesOf(file))
  }
  return contents.filter(({ length }) => length > 0)
}

async function bytesOf(file: FileSystemFileHandle): Promise<Uint8Array<ArrayBuffer>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return new Uint8Array(await (await file.getFile()).arrayBuffer())
    } catch (error) {
      // A browser reads no file that is written meanwhile; without it too little would be put back.
      if (tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
    }
  }
}
