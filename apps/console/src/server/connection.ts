/** Whether the last request was answered by the server. The browser's own word (navigator.onLine) is not trusted. */
export interface Connection {
  readonly answered: () => void
  readonly failed: () => void
  readonly isLost: () => boolean
  readonly subscribe: (onChange: () => void) => () => void
}

export function createConnection(): Connection {
  const listeners = new Set<() => void>()
  let lost = false

  function become(next: boolean): void {
    if (lost === next) return
    lost = next
    for (const listener of listeners) listener()
  }

  return {
    answered: () => become(false),
    failed: () => become(true),
    isLost: () => lost,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
  }
}

/** One per page: every request of the console goes to one server. */
export const connection = createConnection()
