import { once } from 'node:events'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import type { SessionId } from '@cyclecount/domain'
import type { Counter } from './company.ts'
import { encodeLog, sendEncoded } from './push.ts'
import { capturedLog } from './scans.ts'

interface Work {
  readonly origin: string
  readonly counter: Counter
  readonly sessionId: SessionId
  readonly shelf: Parameters<typeof capturedLog>[3]
  readonly everyMs: number
}

interface Sent {
  readonly ms: number
  readonly through: number
}

/** Somebody who goes on counting. */
export interface Hand {
  /** How long each push took since this was last asked, ms. */
  readonly taken: () => readonly number[]
  /** Ends it; answers how many events were sent. Rejects with what went wrong. */
  readonly stop: () => Promise<number>
}

/** Sends one scan at a time, each by itself, on a thread of its own: what the other devices of the bench do is not in its times. */
export function startHand(work: Work): Hand {
  const thread = new Worker(new URL(import.meta.url), { workerData: work })
  let took: number[] = []
  let last = 0
  thread.on('message', ({ ms, through }: Sent) => {
    took.push(ms)
    last = through
  })
  const ended = once(thread, 'exit')
  // Until somebody asks: what went wrong in the thread is told by `stop`.
  ended.catch(() => undefined)
  return {
    taken: () => {
      const taken = took
      took = []
      return taken
    },
    stop: async () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage('stop')
      await ended
      return last
    },
  }
}

async function count(
  { origin, counter, sessionId, shelf, everyMs }: Work,
  goesOn: () => boolean,
  tell: (sent: Sent) => void,
): Promise<void> {
  for (let seq = 1; goesOn();) {
    const pause = new Promise((resolve) => {
      setTimeout(resolve, everyMs)
    })
    const log = capturedLog(counter, sessionId, 1, shelf, seq)
    const through = log.at(-1)?.deviceSeq ?? seq
    await sendEncoded(origin, counter, encodeLog(counter, log, false), (ms) => tell({ ms, through }))
    seq = through + 1
    await pause
  }
}

if (parentPort) {
  const port = parentPort
  let going = true
  port.once('message', () => {
    going = false
  })
  await count(
    workerData as Work,
    () => going,
    (sent) => port.postMessage(sent),
  )
}
