import { formatAgo, useLocale } from '@cyclecount/ui'
import { useSyncExternalStore } from 'react'

const EVERY_MS = 1_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(onTick: () => void): () => void {
  listeners.add(onTick)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const listener of listeners) listener()
  }, EVERY_MS)
  return () => {
    listeners.delete(onTick)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** How long ago, kept true while it is on the screen. */
export function Ago({ at }: { readonly at: number }) {
  const locale = useLocale()
  const text = useSyncExternalStore(subscribe, () => formatAgo(at, now, locale))
  return <time dateTime={new Date(at).toISOString()}>{text}</time>
}
