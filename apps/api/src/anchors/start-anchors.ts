import type { ApiContext } from '../context.ts'
import { noteAnchors } from './anchors.ts'

const HOUR_MS = 3_600_000

/** Notes the ends of the audit chains at once, every hour, and when the server stops. What cannot be noted is logged and tried again. */
export function startAnchors(ctx: ApiContext): { readonly stop: () => Promise<void> } {
  let last: Promise<void> = Promise.resolve()
  const note = (): Promise<void> => {
    last = last
      .then(() => noteAnchors(ctx))
      .catch((error: unknown) => ctx.log.error({ err: error }, 'the audit log could not be anchored'))
    return last
  }
  void note()
  const timer = setInterval(() => void note(), HOUR_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      await note()
    },
  }
}
