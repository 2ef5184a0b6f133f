import type { Adjustment } from './adapter.ts'
import type { AskedBefore, EventPost, FinalAnswer } from './event-post.ts'

/** Both ends of the line to a backend that works by events: the adapter's, and the one at which the backend hears and answers. */
export interface EventLine {
  readonly post: EventPost
  /** What was asked and has no answer yet, in order. */
  readonly unanswered: () => Promise<readonly Adjustment[]>
  readonly answer: (idempotencyKey: string, answer: FinalAnswer) => Promise<void>
}

/** A line in memory, on which everything goes by events. */
export function memoryLine(): EventLine {
  const asked = new Map<string, AskedBefore>()
  const answerBy = Number.MAX_SAFE_INTEGER
  return {
    post: {
      isByEvent: async () => true,
      ask: async (adjustment) => {
        const before = asked.get(adjustment.idempotencyKey)
        if (before !== undefined && textOf(before.adjustment) !== textOf(adjustment)) return { kind: 'other' }
        if (before === undefined) asked.set(adjustment.idempotencyKey, { adjustment, answerBy, answer: null })
        return { kind: 'asked', answerBy }
      },
      find: async (_facility, key) => asked.get(key) ?? null,
    },
    unanswered: async () =>
      [...asked.values()].flatMap(({ adjustment, answer }) => (answer === null ? [adjustment] : [])),
    answer: async (key, answer) => {
      const before = asked.get(key)
      if (before !== undefined) asked.set(key, { ...before, answer })
    },
  }
}

/** What stands in it, to compare it by. */
function textOf(adjustment: Adjustment): string {
  return JSON.stringify(adjustment, (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}
