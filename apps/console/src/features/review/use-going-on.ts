import type { VarianceId } from '@cyclecount/domain'
import { useEffect, useEffectEvent, type RefObject } from 'react'
import type { LinesAt } from './lines-at.ts'

export interface GoingOn {
  readonly frame: RefObject<HTMLElement | null>
  readonly lines: LinesAt
  readonly count: number
  /** Of the row the keyboard is on; −1 for none. */
  readonly current: number
  readonly setCurrent: (index: number) => void
  readonly open: string | null
  readonly onOpen: (line: VarianceId | null) => void
  /** Those that were dealt with last. */
  readonly done: ReadonlySet<VarianceId>
}

/**
 * After lines were dealt with: the next one is opened where one of them was open, and the keyboard is on it. Where lines come and
 * go above it, by whomever, the keyboard stays on the line that is open.
 */
export function useGoingOn(on: GoingOn): void {
  const { done, open } = on
  const goOn = useEffectEvent(() => {
    if (done.size === 0) return
    if (open !== null && isIn(done, open)) on.onOpen(nextAfter(on))
    const { activeElement } = document
    if (activeElement !== null && activeElement !== document.body) return
    on.frame.current?.querySelector<HTMLElement>(`[data-index="${on.current}"]`)?.focus()
  })
  useEffect(() => goOn(), [done])

  const place = open === null ? -1 : on.lines.placeOf(open)
  const stay = useEffectEvent(() => {
    if (on.current >= 0 && place >= 0) on.setCurrent(place)
  })
  useEffect(() => stay(), [place])
}

/** The line after the one the keyboard is on that was not dealt with, else the one before it, else none. */
function nextAfter({ lines, count, current, done }: GoingOn): VarianceId | null {
  const isLeft = (index: number): boolean => {
    const line = lines.line(index)
    return line !== undefined && !done.has(line.varianceId)
  }
  for (let index = current + 1; index < count && lines.line(index); index += 1)
    if (isLeft(index)) return lines.line(index)?.varianceId ?? null
  for (let index = current - 1; index >= 0 && lines.line(index); index -= 1)
    if (isLeft(index)) return lines.line(index)?.varianceId ?? null
  return null
}

function isIn(lines: ReadonlySet<VarianceId>, one: string): boolean {
  return [...lines].some((line) => line === one)
}
