import { createContext, use, useState, useSyncExternalStore, type ReactNode } from 'react'
import { createLive, type Live } from './live.ts'
import { Toasts } from './toast.tsx'

const LiveContext = createContext<Live | null>(null)

/** Once per app, round everything: one polite and one assertive node, and the place where toasts appear. */
export function LiveRegions({ children }: { readonly children: ReactNode }) {
  const [live] = useState(() => createLive((run, ms) => void setTimeout(run, ms)))
  const toasts = useSyncExternalStore(live.subscribe, live.toasts)
  return (
    <LiveContext value={live}>
      {children}
      {toasts.length > 0 ? <Toasts toasts={toasts} onDone={live.dismiss} /> : null}
      <div
        ref={(node) => live.mount('polite', node)}
        className="cc-visually-hidden"
        role="status"
        aria-live="polite"
      />
      <div
        ref={(node) => live.mount('assertive', node)}
        className="cc-visually-hidden"
        role="alert"
        aria-live="assertive"
      />
    </LiveContext>
  )
}

/** `announce(text, politeness)` for readers only, `toast({text, action})` for everybody. */
export function useLive(): Pick<Live, 'announce' | 'toast'> {
  const live = use(LiveContext)
  if (!live) throw new Error('There is no <LiveRegions> above this component.')
  return live
}
