import type { ReasonFigures } from '@cyclecount/contract'
import { microsOf } from '../../../parts/micros.ts'

/** A bar of a waterfall, in millionths of the currency. */
export interface Step {
  readonly key: string
  readonly label: string
  readonly from: bigint
  readonly to: bigint
  readonly isSum: boolean
}

/** Each reason from where the one before it ended; the sum from nothing. Reasons without an amount are no step. */
export function waterfallSteps(
  rows: ReasonFigures['rows'],
  nameOf: (row: ReasonFigures['rows'][number]) => string,
  sum: string,
): readonly Step[] {
  let at = 0n
  const steps = rows.flatMap((row): Step[] => {
    const net = microsOf(row.netMicros) ?? 0n
    if (net === 0n) return []
    const from = at
    at += net
    return [{ key: row.key, label: nameOf(row), from, to: at, isSum: false }]
  })
  return [...steps, { key: 'sum', label: sum, from: 0n, to: at, isSum: true }]
}
