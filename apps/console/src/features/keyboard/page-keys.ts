import { useEffect, useEffectEvent } from 'react'
import { shortcutsKept } from './shortcuts.ts'

/** What a single letter does; none where what it would do is not possible now. */
export type KeyActs = Readonly<Record<string, (() => void) | undefined>>

/** Single letters that act anywhere on the page but in text fields and dialogs, unless they are switched off. */
export function usePageKeys(acts: KeyActs): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (shortcutsKept.read() === 'off' || !isForPage(event)) return
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

/** Whether a key is meant for the page: not typed into a field, not with Ctrl and the like, not under a dialog. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  if (document.querySelector('dialog[open]')) return false
  const { target } = event
  if (!(target instanceof HTMLElement)) return true
  if (target instanceof HTMLInputElement) return target.type === 'checkbox'
  return !target.matches('textarea, select, [contenteditable]')
}
