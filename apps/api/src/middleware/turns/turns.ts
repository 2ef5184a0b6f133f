import { fail } from '@cyclecount/contract'
import { say } from '../../words/say.ts'

/** Lets one request of each caller in at a time. */
export interface Turns {
  /** Resolves when it is the caller's turn, with what ends it. Fails with `too-many` where others of theirs wait already. */
  readonly take: (caller: string) => Promise<() => void>
}

/** One under way and one behind it: a page that closes and the worker that goes on. More is a client gone wrong. */
const MOST_IN_LINE = 2

interface Line {
  last: Promise<void>
  length: number
}

export function createTurns(): Turns {
  const lines = new Map<string, Line>()
  return {
    async take(caller) {
      const line = lines.get(caller) ?? { last: Promise.resolve(), length: 0 }
      if (line.length >= MOST_IN_LINE) fail('too-many', say('server.tooMany'))
      lines.set(caller, line)
      const before = line.last
      const turn = Promise.withResolvers<void>()
      line.last = turn.promise
      line.length += 1
      await before
      return () => {
        line.length -= 1
        if (line.length === 0) lines.delete(caller)
        turn.resolve()
      }
    },
  }
}
