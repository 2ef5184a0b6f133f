/** One value for screens to show, and for somebody else to set. */
export interface Shown<T> {
  readonly now: () => T
  readonly subscribe: (onChange: () => void) => () => void
  readonly set: (next: T) => void
}

export function createShown<T>(first: T): Shown<T> {
  const listeners = new Set<() => void>()
  let value = first
  return {
    now: () => value,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
  }
}
