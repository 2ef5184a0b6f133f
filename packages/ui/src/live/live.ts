import { createAnnouncer, type Politeness } from './announcer.ts'

export interface ToastRequest {
  readonly text: string
  /** One thing to do about it, such as undo. A toast with an action stays 10 s, one without 5 s. */
  readonly action?: { readonly label: string; readonly onAct: () => void } | undefined
}

export interface Toast extends ToastRequest {
  readonly id: number
}

/** What an app says besides what it shows. */
export interface Live {
  /** For readers only; polite by default. */
  readonly announce: (text: string, politeness?: Politeness) => void
  /** For everybody: shown for some seconds, and spoken politely. */
  readonly toast: (request: ToastRequest) => void
  readonly dismiss: (id: number) => void
  readonly toasts: () => readonly Toast[]
  readonly subscribe: (onChange: () => void) => () => void
  /** Hands over the node that is spoken from; null takes it away. */
  readonly mount: (politeness: Politeness, node: HTMLElement | null) => void
}

/** More than this many at once nobody reads. */
const TOASTS_SHOWN = 3

/** The state behind <LiveRegions>: two nodes to speak from and the toasts that are showing. */
export function createLive(later: (run: () => void, ms: number) => void): Live {
  const nodes: Record<Politeness, HTMLElement | null> = { polite: null, assertive: null }
  const listeners = new Set<() => void>()
  let toasts: readonly Toast[] = []
  let lastId = 0

  const { announce } = createAnnouncer({
    write: (text, politeness) => {
      const node = nodes[politeness]
      if (node) node.textContent = text
    },
    later,
  })

  function show(next: readonly Toast[]): void {
    toasts = next
    for (const listener of listeners) listener()
  }

  return {
    announce,
    toast(request) {
      lastId += 1
      show([...toasts.slice(1 - TOASTS_SHOWN), { ...request, id: lastId }])
      announce(request.text)
    },
    dismiss: (id) => show(toasts.filter((toast) => toast.id !== id)),
    toasts: () => toasts,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    mount(politeness, node) {
      nodes[politeness] = node
    },
  }
}
