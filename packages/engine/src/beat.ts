import type { EngineContext } from './context.ts'

/** Work that is looked for in the background, again and again. */
export interface Beat {
  /** Looks at once instead of at the next beat: for who has just made work. */
  readonly wake: () => void
  /** Begins nothing more and resolves when what is under way is done. */
  readonly stop: () => Promise<void>
}

const BEAT_MS = 1_000

/** Looks for work at once and a second after each look, never twice at a time. What is thrown is logged as `stoppedShort`. */
export function startBeat(ctx: EngineContext, work: () => Promise<unknown>, stoppedShort: string): Beat {
  const state = { isStopped: false, isWanted: false }
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | null = null

  const beat = async (): Promise<void> => {
    do {
      state.isWanted = false
      try {
        await work()
      } catch (error) {
        ctx.log.error({ error: String(error) }, stoppedShort)
      }
    } while (state.isWanted && !state.isStopped)
  }
  const look = (): void => {
    if (state.isStopped) return
    clearTimeout(timer)
    if (underWay) {
      state.isWanted = true
      return
    }
    underWay = beat().finally(() => {
      underWay = null
      if (!state.isStopped) timer = setTimeout(look, BEAT_MS)
    })
  }
  look()
  return {
    wake: look,
    stop: async () => {
      state.isStopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
