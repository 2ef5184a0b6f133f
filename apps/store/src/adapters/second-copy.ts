import type { DeviceStore } from '@cyclecount/device-db'
import { createFeeder, type JournalRecord } from '@cyclecount/device-db/journal'
import type { JournalAsk, JournalWord } from './journal-files.ts'
import { noteSentinel } from './sentinel-note.ts'

/** `impossible`: the browser has no such files, or too many tabs are open; nothing is pretended. */
export type SecondCopyState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'failing'; readonly name: string }
  | { readonly kind: 'impossible' }

/** Writes of this tab are followed at once, everything else within this time. */
const LOOK_AFTER_MS = 1_000
/** What could not be kept is tried again after this time, even where nothing more is captured. */
const TRY_AGAIN_MS = 5_000

/** Starts the journal's worker and feeds it for as long as the page lives. */
export function keepSecondCopy(store: DeviceStore, onState: (state: SecondCopyState) => void): void {
  const worker = startJournal((state) => {
    // Only a journal that works is worth waiting for.
    store.writeAhead(state.kind === 'kept' ? feeder.ahead : null)
    onState(state)
  })
  const feeder = createFeeder({ store, put: worker.put, note: noteSentinel, now: () => Date.now() })
  let timer: ReturnType<typeof setTimeout> | undefined
  let looking = false

  async function look(): Promise<void> {
    timer = undefined
    looking = true
    const failed = await feeder.look().then(
      () => false,
      () => true,
    )
    looking = false
    if (failed) lookIn(TRY_AGAIN_MS)
  }
  function lookIn(ms: number): void {
    timer ??= setTimeout(() => void (looking ? lookIn(LOOK_AFTER_MS) : look()), ms)
  }

  store.onCaptured(feeder.captured)
  store.onChange(() => lookIn(LOOK_AFTER_MS))
  lookIn(0)
}

interface JournalWorker {
  readonly put: (records: readonly JournalRecord[]) => Promise<void>
}

function startJournal(onState: (state: SecondCopyState) => void): JournalWorker {
  const waiting = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>()
  let asked = 0
  let impossible = false

  const worker = new Worker(new URL('../journal-worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<JournalWord>) => {
    switch (data.kind) {
      case 'opened':
        onState({ kind: 'kept' })
        return
      case 'impossible':
        impossible = true
        onState({ kind: 'impossible' })
        return
      case 'kept':
        onState({ kind: 'kept' })
        waiting.get(data.id)?.resolve()
        break
      case 'failed':
        if (!impossible) onState({ kind: 'failing', name: data.name })
        waiting.get(data.id)?.reject(new Error(data.name))
    }
    waiting.delete(data.id)
  })
  worker.addEventListener('error', () => {
    impossible = true
    onState({ kind: 'impossible' })
    for (const { reject } of waiting.values()) reject(new Error('the journal’s worker failed'))
    waiting.clear()
  })
  return {
    put: (records) =>
      new Promise((resolve, reject) => {
        if (impossible) {
          reject(new Error('there is no journal'))
          return
        }
        asked += 1
        waiting.set(asked, { resolve, reject })
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no target: it is the page's own
        worker.postMessage({ id: asked, records } satisfies JournalAsk)
      }),
  }
}
