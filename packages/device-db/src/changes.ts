/** Tells every tab and worker of this device that something was written, so that screens can look again. */
export interface Changes {
  readonly tell: () => void
  readonly onChange: (listener: () => void) => () => void
  readonly close: () => void
}

export function createChanges(name: string): Changes {
  const listeners = new Set<() => void>()
  const channel = new BroadcastChannel(`${name}-changes`)
  const hear = (): void => {
    for (const listener of listeners) listener()
  }
  channel.addEventListener('message', hear)
  return {
    tell() {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target: it is the origin's own
      channel.postMessage(null)
      hear()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => channel.close(),
  }
}
