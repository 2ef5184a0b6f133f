import { useEffect, useReducer, type ComponentType, type ReactNode } from 'react'
import { untilHere } from './until-here.ts'

/** A part of the app with a file of its own. */
export interface LaterPart<Props extends object> {
  /** Shows the part; `waiting` stands for it until it is here. */
  readonly Part: ComponentType<Props>
  /** Asks for it ahead, so that it is shown at once; fails where it cannot be had now. */
  readonly ask: () => Promise<void>
}

/**
 * A part of the app that counting does not wait for: it comes when it is first shown, or before. Not React's lazy, which holds a part back
 * for 300 ms once it has shown what stands for it, however fast the part came, and gives up for good on one that could not be had.
 */
export function laterPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): LaterPart<Props> {
  let loaded: ComponentType<Props> | null = null
  const ask = async (): Promise<void> => {
    loaded ??= await load()
  }
  function Part(props: Props) {
    const [, drawAgain] = useReducer((times: number) => times + 1, 0)
    const isHere = loaded !== null
    useEffect(() => {
      if (isHere) return undefined
      const gone = new AbortController()
      void untilHere(ask).then(() => {
        if (!gone.signal.aborted) drawAgain()
      })
      return () => gone.abort()
    }, [isHere])
    const Loaded = loaded
    return Loaded ? <Loaded {...props} /> : waiting
  }
  return { Part, ask }
}
