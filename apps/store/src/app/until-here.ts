const AGAIN_AFTER_MS = 2_000

/**
 * Asks for a part of the app until it is here. The network may go in the middle, before the worker has stored the app: then the part comes
 * later, and the screen that wanted it, on which somebody counts, stays.
 */
export async function untilHere<T>(load: () => Promise<T>, pause = wait): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      await pause()
    }
  }
}

function wait(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, AGAIN_AFTER_MS)
  })
}
