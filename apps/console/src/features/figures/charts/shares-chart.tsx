import type { AccuracyRow } from '@cyclecount/contract'
import { formatPercent, useLocale } from '@cyclecount/ui'
import { Group } from '@visx/group'
import { scaleBand, scaleLinear } from '@visx/scale'
import { Chart } from './chart.tsx'
import { shortened } from './shortened.ts'

const LINE = 28
const MARGIN = { top: 4, right: 58, bottom: 4 }
const MOST = 24

/** The share of exact records of each group as a bar, its interval as a line across its end. */
export function SharesChart({
  rows,
  label,
  nameOf,
}: {
  readonly rows: readonly AccuracyRow[]
  readonly label: string
  readonly nameOf: (row: AccuracyRow) => string
}) {
  const locale = useLocale()
  const shown = rows.slice(0, MOST)
  const height = shown.length * LINE + MARGIN.top + MARGIN.bottom
  return (
    <Chart label={label} height={height}>
      {(width) => {
        const left = Math.min(220, Math.max(96, width * 0.3))
        const x = scaleLinear<number>({ domain: [0, 100_000], range: [0, width - left - MARGIN.right] })
        const y = scaleBand({
          domain: shown.map(({ key }) => key),
          range: [0, shown.length * LINE],
          padding: 0.3,
        })
        return (
          <Group left={left} top={MARGIN.top}>
            {shown.map((row) => {
              const middle = (y(row.key) ?? 0) + y.bandwidth() / 2
              const { percentMilli, lowMilli, highMilli } = row.exact
              return (
                <g key={row.key}>
                  <text x={-8} y={middle} dy="0.35em" textAnchor="end">
                    {shortened(nameOf(row), Math.floor((left - 8) / 6.6))}
                  </text>
                  <rect className="c-track" x={0} y={y(row.key)} width={x(100_000)} height={y.bandwidth()} />
                  <rect
                    className="c-bar"
                    x={0}
                    y={y(row.key)}
                    width={x(percentMilli ?? 0)}
                    height={y.bandwidth()}
                  />
                  <line
                    className="c-interval"
                    x1={x(lowMilli ?? 0)}
                    x2={x(highMilli ?? 0)}
                    y1={middle}
                    y2={middle}
                  />
                  <text className="c-value" x={x(100_000) + 8} y={middle} dy="0.35em">
                    {percentMilli === null ? '–' : formatPercent(percentMilli, locale)}
                  </text>
                </g>
              )
            })}
          </Group>
        )
      }}
    </Chart>
  )
}
