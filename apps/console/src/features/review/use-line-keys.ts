import { useEffect, useEffectEvent, type RefObject } from 'react'
import { isForPage } from '../keyboard/page-keys.ts'
import { shortcutsKept } from '../keyboard/shortcuts.ts'
import { lineAction } from './line-action.ts'

export interface LineKeys {
  readonly frame: RefObject<HTMLElement | null>
  /** Of the row the keyboard is on; −1 for none. */
  readonly index: number
  readonly goTo: (index: number) => void
  readonly onToggle: () => void
  readonly onOpen: () => void
  /** Null where no line is open. */
  readonly onClose: (() => void) | null
}

/**
 * The keyboard of the review: arrows and Enter while the focus is in the table; j, k, x from anywhere on the page but text
 * fields and dialogs, unless single keys are switched off.
 */
export function useLineKeys(keys: LineKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isForPage(event)) return
    const inTable = event.target instanceof Node && (keys.frame.current?.contains(event.target) ?? false)
    const act = actOf(event.key, inTable, keys)
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

function actOf(key: string, inTable: boolean, keys: LineKeys): (() => void) | null {
  const onControl = !isRowOrNothing(document.activeElement)
  const action = lineAction(key, { inTable, onControl, singleKeys: shortcutsKept.read() === 'on' })
  switch (action) {
    case 'next':
      return () => keys.goTo(keys.index + 1)
    case 'previous':
      return () => keys.goTo(Math.max(0, keys.index - 1))
    case 'toggle':
      return keys.onToggle
    case 'open':
      return keys.onOpen
    case 'close':
      return keys.onClose
    case null:
      return null
  }
}

/** Enter on a button or link is that control's own. */
function isRowOrNothing(element: Element | null): boolean {
  return element === null || element === document.body || element instanceof HTMLTableRowElement
}
