import type { Variance } from '@cyclecount/contract'
import type { VarianceId } from '@cyclecount/domain'
import { useLive } from '@cyclecount/ui'
import { useRef } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { allShownToggled, coverage, extended, toggled } from '../../parts/selection.ts'
import { chosenAs, whyNot, type ChosenLines } from './chosen-lines.ts'
import type { LinesAt } from './lines-at.ts'

export interface Choosing {
  /** The line at this place; with `range` all from the one switched before to it, also those that nobody has looked at. */
  readonly toggle: (index: number, range: boolean) => void
  /** All that are near. */
  readonly toggleNear: () => void
  /** How much of what is near is chosen. */
  readonly covered: 'none' | 'some' | 'all'
}

export interface ChoosingIn {
  readonly lines: LinesAt
  readonly chosen: ChosenLines
  /** Null for who may not decide. */
  readonly onChoose: ((change: (before: ChosenLines) => ChosenLines) => void) | null
}

/** Choosing lines of the table. Which may not be chosen is left out, and said where one asks for just that one. */
export function useChoosing({ lines, chosen, onChoose }: ChoosingIn): Choosing {
  const t = useT()
  const { toast } = useLive()
  const anchor = useRef<number | null>(null)
  const near = choosable(lines.near)

  function choose(
    among: readonly Variance[],
    change: (before: ChosenLines['selection'], ids: readonly VarianceId[]) => ChosenLines['selection'],
  ): void {
    const known = choosable(among)
    onChoose?.((before) => chosenAs(before, change(before.selection, [...known.keys()]), known))
  }
  function toggle(index: number, range: boolean): void {
    const line = lines.line(index)
    if (!line) return
    const reason = whyNot(line)
    if (reason !== null) return toast({ text: t(`console.review.whyNot.${reason}`) })
    if (!range || anchor.current === null || chosen.selection.anchor === null) {
      anchor.current = index
      return choose([line], (before) => toggled(before, line.varianceId))
    }
    lines.between(anchor.current, index).then(
      (between) => choose(between, (before, ids) => extended(before, ids, line.varianceId)),
      () => toast({ text: t('console.review.rangeFailed') }),
    )
  }
  return {
    toggle,
    toggleNear: () => choose([...near.values()], allShownToggled),
    covered: coverage(chosen.selection, [...near.keys()]),
  }
}

function choosable(lines: readonly Variance[]): ReadonlyMap<VarianceId, Variance> {
  return new Map(lines.flatMap((line) => (whyNot(line) === null ? [[line.varianceId, line] as const] : [])))
}
