import type { Failure } from './checks/witness.ts'
import { generate } from './history/generate.ts'
import type { History } from './history/history.ts'
import { realParts, type Parts } from './parts.ts'
import { play, type Stage } from './play.ts'
import { mixed } from './world/chance.ts'

/** A stretch of histories: those of a seed from `from` on, every `step`-th, so that several may share a series. */
export interface Series {
  readonly seed: number
  readonly from: number
  readonly count: number
  readonly step?: number
  /** Which of them to play; the others are passed over. */
  readonly where?: (history: History) => boolean
}

export interface Played {
  readonly index: number
  readonly history: History
  readonly failure: Failure | null
}

/** Plays them one after the other. */
export async function* playSeries(
  stage: Stage,
  { seed, from, count, step = 1, where }: Series,
  parts: Parts = realParts,
): AsyncGenerator<Played> {
  for (let index = from; index < from + count; index += step) {
    const history = generate(mixed(seed, index))
    if (where && !where(history)) continue
    yield { index, history, failure: await play(stage, history, parts) }
  }
}

/** Plays until one breaks a rule, and answers it; null where none does. */
export async function firstFailure(stage: Stage, series: Series, parts?: Parts): Promise<Played | null> {
  for await (const played of playSeries(stage, series, parts)) if (played.failure) return played
  return null
}

/** What a person needs to see a failure again. */
export function story(seed: number, { index, failure }: Played): string {
  return `seed ${seed}, history ${index}: ${failure?.check}\n${failure?.message}`
}
