import type { CoverageFigures } from '@cyclecount/contract'
import { formatPercent, useLocale } from '@cyclecount/ui'
import { Group } from '@visx/group'
import { scaleBand } from '@visx/scale'
import { Chart } from './chart.tsx'
import { monthShown } from './month-shown.ts'
import { shortened } from './shortened.ts'

const LINE = 26
const MARGIN = { top: 4, right: 6, bottom: 26 }
const MOST_ROWS = 30
const NARROWEST = 34

/** A cell for each month, the darker the more was counted; the figure stands in it where there is room. */
export function CoverageChart({
  figures,
  label,
}: {
  readonly figures: CoverageFigures
  readonly label: string
}) {
  const locale = useLocale()
  const rows = figures.rows.slice(0, MOST_ROWS)
  const height = rows.length * LINE + MARGIN.top + MARGIN.bottom
  return (
    <Chart label={label} height={height}>
      {(width) => {
        const left = Math.min(200, Math.max(96, width * 0.28))
        const inner = width - left - MARGIN.right
        const periods = figures.periods.slice(-Math.max(1, Math.floor(inner / NARROWEST)))
        const x = scaleBand({ domain: periods, range: [0, inner], padding: 0.06 })
        const y = scaleBand({
          domain: rows.map(({ key }) => key),
          range: [0, rows.length * LINE],
          padding: 0.08,
        })
        return (
          <Group left={left} top={MARGIN.top}>
            {rows.map((row) => (
              <g key={row.key}>
                <text x={-8} y={(y(row.key) ?? 0) + y.bandwidth() / 2} dy="0.35em" textAnchor="end">
                  {shortened(row.label, Math.floor((left - 8) / 6.6))}
                </text>
                {row.cells
                  .filter(({ period }) => x(period) !== undefined)
                  .map(({ period, percentMilli }) => (
                    <g key={period}>
                      <rect
                        className="c-cell"
                        x={x(period)}
                        y={y(row.key)}
                        width={x.bandwidth()}
                        height={y.bandwidth()}
                        style={{ fillOpacity: strength(percentMilli) }}
                      />
                      {percentMilli === null || percentMilli === 0 ? null : (
                        <text
                          className="c-cell-text"
                          data-strong={(percentMilli ?? 0) >= 50_000 || undefined}
                          x={(x(period) ?? 0) + x.bandwidth() / 2}
                          y={(y(row.key) ?? 0) + y.bandwidth() / 2}
                          dy="0.35em"
                          textAnchor="middle"
                        >
                          {formatPercent(Math.round(percentMilli / 1000) * 1000, locale)}
                        </text>
                      )}
                    </g>
                  ))}
              </g>
            ))}
            {periods.map((period, index) =>
              (periods.length - 1 - index) % Math.ceil(64 / x.step()) === 0 ? (
                <text
                  key={period}
                  x={(x(period) ?? 0) + x.bandwidth() / 2}
                  y={rows.length * LINE + 18}
                  textAnchor="middle"
                >
                  {monthShown(period, locale)}
                </text>
              ) : null,
            )}
          </Group>
        )
      }}
    </Chart>
  )
}

/** Nothing is the paper; anything at all can be seen. */
function strength(percentMilli: number | null): number {
  if (percentMilli === null || percentMilli === 0) return 0
  return 0.15 + 0.85 * (percentMilli / 100_000)
}
