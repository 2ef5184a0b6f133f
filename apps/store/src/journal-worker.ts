/// <reference lib="webworker" />
import { openSlot, type JournalFile, type Slot } from '@cyclecount/device-db/journal'
import {
  MOVING_LOCK,
  slotFiles,
  slotLock,
  slots,
  type JournalAsk,
  type JournalWord,
} from './adapters/journal-files.ts'

declare const self: DedicatedWorkerGlobalScope

/** A tab that was just closed lets go of its files within this time. */
const TRIES = 20
const WAIT_MS = 100

function say(word: JournalWord): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no target: it is its page's own
  self.postMessage(word)
}

/** Holds a slot's lock for as long as this worker lives, unless `work` gives it back. Null where another tab has it. */
function holdSlot<T>(slot: number, work: (release: () => void) => Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(slotLock(slot), { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null)
        return new Promise<void>((release) => {
          work(release).then(resolve, (error: unknown) => {
            release()
            reject(error instanceof Error ? error : new Error(String(error)))
          })
        })
      })
      .catch(reject)
  })
}

async function handlesOf(slot: number): Promise<readonly [JournalFile, JournalFile]> {
  const [first, second] = await slotFiles(slot, true)
  if (!first || !second) throw new Error('a slot has two files')
  return [await handleOf(first), await handleOf(second)]
}

async function handleOf(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await file.createSyncAccessHandle()
    } catch (error) {
      if (tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
    }
  }
}

async function openOwn(): Promise<{ readonly own: number; readonly slot: Slot } | null> {
  for (const own of slots) {
    const slot = await holdSlot(own, async (release) => {
      const opened = openSlot(await handlesOf(own))
      if (!opened) release()
      return opened
    })
    if (slot) return { own, slot }
  }
  return null
}

/** What tabs left behind that are gone: taken over, and then removed there. */
async function absorb(own: number, into: Slot): Promise<void> {
  for (const other of slots.filter((slot) => slot !== own)) {
    // Where there is no such file nothing was left.
    const files = await slotFiles(other, false).catch(() => [])
    if (files.length === 0) continue
    await holdSlot(other, async (release) => {
      const left = openSlot(await handlesOf(other))
      if (left) {
        into.put(left.records())
        left.clear()
        left.close()
      }
      release()
    })
  }
}

async function open(): Promise<Slot> {
  const opened = await openOwn()
  if (!opened) throw new Error('all slots are taken')
  // Only tidiness: what cannot be taken over now stays where it is.
  await navigator.locks.request(MOVING_LOCK, () => absorb(opened.own, opened.slot)).catch(() => undefined)
  return opened.slot
}

const opening = open()
opening.then(
  () => say({ kind: 'opened' }),
  (error: unknown) => say({ kind: 'impossible', why: String(error) }),
)

self.addEventListener('message', ({ data }: MessageEvent<JournalAsk>) => {
  void opening.then(
    (slot) => {
      try {
        slot.put(data.records)
        say({ kind: 'kept', id: data.id })
      } catch (error) {
        say({ kind: 'failed', id: data.id, name: error instanceof Error ? error.name : 'Error' })
      }
    },
    () => say({ kind: 'failed', id: data.id, name: 'NotSupportedError' }),
  )
})
