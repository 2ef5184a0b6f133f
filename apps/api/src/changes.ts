import type { FacilityId } from '@cyclecount/domain'

/** Tells a facility's watchers in this process that something of it changed. Other processes are noticed by looking again. */
export interface Changes {
  readonly tell: (change: { readonly facilityId: FacilityId }) => void
  /** Called for changes of this facility only, or of all. Answers what stops it. */
  readonly listen: (facilityId: FacilityId | 'all', listener: () => void) => () => void
  /** Ends every stream. */
  readonly close: () => void
  readonly closed: AbortSignal
}

export function createChanges(): Changes {
  const listeners = new Map<FacilityId | 'all', Set<() => void>>()
  const closing = new AbortController()
  return {
    tell: ({ facilityId }) => {
      for (const place of [facilityId, 'all'] as const)
        for (const listener of listeners.get(place) ?? []) listener()
    },
    listen: (facilityId, listener) => {
      const here = listeners.get(facilityId) ?? new Set()
      listeners.set(facilityId, here.add(listener))
      return () => {
        here.delete(listener)
        if (here.size === 0 && listeners.get(facilityId) === here) listeners.delete(facilityId)
      }
    },
    close: () => closing.abort(),
    closed: closing.signal,
  }
}
