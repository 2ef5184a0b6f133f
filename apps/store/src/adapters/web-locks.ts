import type { Lock } from '@cyclecount/sync'

/** Whoever runs answers a knock within this time; a page that the browser froze does not answer at all. */
const ANSWER_MS = 5_000
/** Who waits in line knocks again this often: the holder may have been frozen since. */
const KNOCK_EVERY_MS = 15_000

/**
 * Web Locks: one holder over all tabs and the service worker of this browser. A holder that is frozen would keep everybody else from
 * working for as long as it sleeps: who finds the lock held knocks, and takes it from one who does not answer. What is done under
 * these locks may be done twice without harm, so that it does none when it wakes up.
 */
export function createWebLocks(answerMs = ANSWER_MS, knockEveryMs = KNOCK_EVERY_MS): Lock {
  return {
    async hold(name, mode, work) {
      let options: LockOptions = { ifAvailable: true }
      for (;;) {
        const got = await request(name, options, work)
        if (got) return got.done
        const awake = await isAwake(name, answerMs)
        if (awake && mode === 'if-free') return null
        options = awake ? { signal: AbortSignal.timeout(knockEveryMs) } : { steal: true }
      }
    },
  }
}

export const webLocks = createWebLocks()

/** What came of the work; null where the lock was not to be had. */
async function request<T>(
  name: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<{ readonly done: T } | null> {
  let began = false
  const held = async (lock: unknown): Promise<{ readonly done: T } | null> => {
    if (!lock) return null
    began = true
    const door = openDoor(name)
    door.addEventListener('message', ({ data }) => {
      if (data === 'knock') say(door, 'here')
    })
    try {
      return { done: await work() }
    } finally {
      door.close()
    }
  }
  try {
    return await navigator.locks.request(name, options, held)
  } catch (error) {
    // The wait ran out; anything else, and a lock that was taken away, is the caller's to know.
    if (!began && options.signal?.aborted) return null
    throw error
  }
}

async function isAwake(name: string, withinMs: number): Promise<boolean> {
  const door = openDoor(name)
  const answered = new Promise<boolean>((resolve) => {
    door.addEventListener('message', ({ data }) => data === 'here' && resolve(true))
    setTimeout(() => resolve(false), withinMs)
  })
  say(door, 'knock')
  try {
    return await answered
  } finally {
    door.close()
  }
}

function openDoor(name: string): BroadcastChannel {
  return new BroadcastChannel(`${name}-knock`)
}

function say(door: BroadcastChannel, word: 'knock' | 'here'): void {
  // A channel reaches this origin alone and has no such argument.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  door.postMessage(word)
}
