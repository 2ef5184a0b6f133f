import type { WedgeKey } from '@cyclecount/barcode'

/** A key that went to no scan field, or to one that has not given out its code. */
export interface EarlyKey extends WedgeKey {
  /** The page's path at that moment. */
  readonly screen: string
}

export interface EarlyKeys {
  readonly note: (key: EarlyKey) => void
  /** All that was noted is dealt with: its code was given out, or the person went on to something else. */
  readonly forget: () => void
  /** What a scan field that appears on this screen has to take first, oldest first. Answers each key once. */
  readonly take: (screen: string, now: number) => readonly WedgeKey[]
}

/** Scanners leave less between two characters of one code. */
const WITHIN_A_CODE_MS = 140

/** What was scanned longer ago than an app needs to start, nobody waits for any more. */
const REMEMBERED_MS = 10_000

/** Longer than any code; a key that is held down fills no memory. */
const AT_MOST = 4096

/**
 * Keeps what a keyboard-wedge scanner sends while its screen is still on the way, so that a code is counted whole or not at all:
 * the field would otherwise take the end of a code for a code. Codes that ended on another screen were meant for that one. A code
 * whose beginning may have been typed before `since` is left out. All times as `event.timeStamp` has them, in ms.
 */
export function createEarlyKeys(since: number): EarlyKeys {
  let kept: EarlyKey[] = []

  function take(screen: string, now: number): readonly WedgeKey[] {
    const recent = kept.filter(({ at }) => now - at <= REMEMBERED_MS)
    kept = []
    const here = fromScreen(recent, screen)
    const first = here.at(0)
    if (!first || first.at - since > WITHIN_A_CODE_MS) return here
    const end = here.findIndex(isEnd)
    return end === -1 ? [] : here.slice(end + 1)
  }

  return {
    note: (key) => {
      if (kept.length < AT_MOST) kept.push(key)
    },
    forget: () => {
      kept = []
    },
    take,
  }
}

/** The keys of this screen, and those before it of a code that goes on here. */
function fromScreen(keys: readonly EarlyKey[], screen: string): readonly EarlyKey[] {
  let begin = keys.length
  for (const [at, key] of [...keys.entries()].toReversed()) {
    const next = keys[at + 1]
    const goesOn = next !== undefined && !isEnd(key) && next.at - key.at <= WITHIN_A_CODE_MS
    if (key.screen !== screen && !goesOn) break
    begin = at
  }
  return keys.slice(begin)
}

function isEnd({ key }: WedgeKey): boolean {
  return key === 'Enter' || key === 'Tab'
}
