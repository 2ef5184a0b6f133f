import { useEffect, useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from 'react'
import { COLUMN, LEAD } from './measures.ts'
import type { Place } from './places.ts'

/** How far a press moves before it is a drag; less is a click. */
const THRESHOLD = 5
const EDGE = 56
const STEP = 14

export interface Drag {
  readonly places: readonly Place[]
  /** The column under the pointer; null beside all of them. */
  readonly column: number | null
}

export interface DragOptions {
  readonly frame: RefObject<HTMLDivElement | null>
  /** Follows the pointer. */
  readonly ghost: RefObject<HTMLDivElement | null>
  readonly columns: number
  readonly onDrop: (places: readonly Place[], column: number) => void
}

/**
 * Drags places over the columns by mouse, pen or finger. Where the pointer is lies outside of React: only a change of the column is drawn anew.
 * At the edges the board scrolls; Escape lets go without dropping.
 */
export function useDrag({ frame, ghost, columns, onDrop }: DragOptions) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const stop = useRef<(() => void) | null>(null)
  useEffect(() => () => stop.current?.(), [])

  function columnAt(x: number): number | null {
    const box = frame.current?.getBoundingClientRect()
    if (!frame.current || !box) return null
    const isRtl = getComputedStyle(frame.current).direction === 'rtl'
    const across = isRtl ? box.right - x : x - box.left
    if (across < LEAD || across > box.width) return null
    const column = Math.floor((across + Math.abs(frame.current.scrollLeft) - LEAD) / COLUMN)
    return column < columns ? column : null
  }

  function begin(event: ReactPointerEvent, places: readonly Place[]): void {
    if (event.button !== 0 || places.length === 0) return
    const from = { x: event.clientX, y: event.clientY }
    let at = from
    let isDragging = false
    let column: number | null = null
    let scrolling = 0

    const follow = () => {
      ghost.current?.style.setProperty('transform', `translate(${at.x + 14}px, ${at.y + 14}px)`)
      const under = columnAt(at.x)
      if (under === column) return
      column = under
      setDrag({ places, column })
    }
    const scroll = () => {
      scrolling = requestAnimationFrame(scroll)
      const box = frame.current?.getBoundingClientRect()
      if (!frame.current || !box) return
      const across = at.x > box.right - EDGE ? STEP : at.x < box.left + LEAD && at.x > box.left ? -STEP : 0
      const down = at.y > box.bottom - EDGE ? STEP : at.y < box.top + EDGE ? -STEP : 0
      if (across === 0 && down === 0) return
      frame.current.scrollBy(across, down)
      follow()
    }
    const move = (next: PointerEvent) => {
      at = { x: next.clientX, y: next.clientY }
      if (!isDragging) {
        if (Math.hypot(at.x - from.x, at.y - from.y) < THRESHOLD) return
        isDragging = true
        setDrag({ places, column: null })
        scrolling = requestAnimationFrame(scroll)
      }
      follow()
    }
    const end = () => {
      cancelAnimationFrame(scrolling)
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', drop)
      removeEventListener('pointercancel', end)
      removeEventListener('keydown', escape, true)
      stop.current = null
      setDrag(null)
    }
    const drop = () => {
      if (isDragging) swallowClick()
      if (isDragging && column !== null) onDrop(places, column)
      end()
    }
    const escape = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return
      key.preventDefault()
      end()
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', drop)
    addEventListener('pointercancel', end)
    addEventListener('keydown', escape, true)
    stop.current = end
  }

  return { drag, begin }
}

/** The click that ends a drag chooses nothing. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => event.stopPropagation()
  addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => removeEventListener('click', swallow, true), 0)
}
