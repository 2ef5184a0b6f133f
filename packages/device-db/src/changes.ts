const changes = ['capture', 'catalogue', 'other'] as const
/** What was written: a capture, which the server does not hold yet, part of a catalogue, or anything else. */
export type Change = (typeof changes)[number]

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
  channel.addEventListener('message', ({ data }) =>
    hear(changes.find((change) => change === data) ?? 'other'),
  )
  let closed = false
  const post = (what: Change): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target: it is the origin's own
    if (!closed) channel.postMessage(what)
  }
  return {
    tell(what) {
      hear(what)
      // A scan is shown here before other tabs are woken: that takes time from the same cores.
      if (what === 'capture') setTimeout(() => post(what))
      else post(what)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      channel.close()
    },
  }
}
