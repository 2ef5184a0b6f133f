import type { Variance } from '@cyclecount/contract'
import { Quantity } from '@cyclecount/ui'

/** What was expected of the line: one figure, or from – to where the book changed around the count and cannot say when. */
export function Expected({
  line,
  unit = '',
}: {
  readonly line: Variance
  readonly unit?: string | undefined
}) {
  const { expectedRange: range, expectedMilli } = line
  if (range === null) return <Quantity milli={expectedMilli} unit={unit} />
  return (
    <span className="cc-number">
      <Quantity milli={range.lowMilli} /> – <Quantity milli={range.highMilli} unit={unit} />
    </span>
  )
}
