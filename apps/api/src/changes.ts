import type { FacilityId } from '@cyclecount/domain'

/** Tells watchers in this process that something of a facility changed. Other processes are noticed by looking again. */
export interface Changes {
  readonly tell: (change: { readonly facilityId: FacilityId }) => void
  /** Answers what stops it. */
  readonly listen: (listener: () => void) => () => void
  /** Ends every stream. */
  readonly close: () => void
  readonly closed: AbortSignal
}

export function createChanges(): Changes {
  const listeners = new Set<() => void>()
  const closing = new AbortController()
  return {
    tell: () => {
      for (const listener of listeners) listener()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => closing.abort(),
    closed: closing.signal,
  }
}
