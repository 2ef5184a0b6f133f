import type { Clock, DrainCall, DrainOutcome } from '@cyclecount/sync'

/** A browser ends a sync event after three minutes; after one that failed it waits five before the next. */
const EVENT_MS = 150_000
/** As long as there is a page in view that sends by itself, it is left to it, but not for longer than this. */
const LEFT_TO_PAGE_MS = 60_000
/** The page may have been killed since. */
const LOOK_EVERY_MS = 3_000

/**
 * Sends in one sync event of the browser, under the same lock as the page. A radio that is on does not mean that the server can be
 * reached: it tries again as long as the browser lets the event last, or until it is told to give way. Rejects where something still
 * waits then, so that the browser comes back. Whoever scans in a page should not share the processor with two senders: first it is
 * left to a page that is in view.
 */
export async function sendPatiently(
  send: (call: DrainCall) => Promise<DrainOutcome>,
  isPageInView: () => Promise<boolean>,
  clock: Clock,
  giveWay: AbortSignal,
): Promise<void> {
  const [giveUpAt, leftUntil] = [clock.now() + EVENT_MS, clock.now() + LEFT_TO_PAGE_MS]
  while (clock.now() < leftUntil && !giveWay.aborted && (await isPageInView()))
    await worthTrying(LOOK_EVERY_MS, giveWay)
  let cause: DrainCall['cause'] = 'poke'
  for (;;) {
    const outcome = await send({ lock: 'wait', cause })
    if (outcome.kind !== 'waiting') return
    if (outcome.until > giveUpAt || giveWay.aborted) throw new Error('Something still waits on this device.')
    cause = await worthTrying(outcome.until - clock.now(), giveWay)
  }
}

/** When the wait is over, or before that when the network is said to be back or there is no time left. */
function worthTrying(waitMs: number, giveWay: AbortSignal): Promise<'due' | 'poke'> {
  return new Promise((resolve) => {
    const over = setTimeout(() => tell('due'), Math.max(0, waitMs))
    const back = (): void => tell('poke')
    const leave = (): void => tell('due')
    addEventListener('online', back)
    giveWay.addEventListener('abort', leave)
    function tell(cause: 'due' | 'poke'): void {
      clearTimeout(over)
      removeEventListener('online', back)
      giveWay.removeEventListener('abort', leave)
      resolve(cause)
    }
  })
}
