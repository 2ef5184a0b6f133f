/** What was written: a capture, which the server does not hold yet, or anything else. */
export type Change = 'capture' | 'other'

/** Tells every tab and worker of this device that something was written, so that screens can look again. */
export interface Changes {
  readonly tell: (what: Change) => void
  readonly onChange: (listener: (what: Change) => void) => () => void
  readonly close: () => void
}

export function createChanges(name: string): Changes {
  const listeners = new Set<(what: Change) => void>()
  const channel = new BroadcastChannel(`${name}-changes`)
  const hear = (what: Change): void => {
    for (const listener of listeners) listener(what)
  }
  channel.addEventListener('message', ({ data }) => hear(data === 'capture' ? 'capture' : 'other'))
  return {
    tell(what) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target: it is the origin's own
      channel.postMessage(what)
      hear(what)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => channel.close(),
  }
}
