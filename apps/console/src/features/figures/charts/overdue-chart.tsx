import type { OverdueFigures } from '@cyclecount/contract'
import { formatCount, useLocale } from '@cyclecount/ui'
import { Group } from '@visx/group'
import { scaleBand } from '@visx/scale'
import { useT } from '../../../i18n/use-t.ts'
import { Chart } from './chart.tsx'
import { shortened } from './shortened.ts'

const LINE = 26
const MARGIN = { top: 4, right: 6, bottom: 26 }
const MOST_ROWS = 30
const NEVER = 'never'

export interface OverdueChartProps {
  readonly figures: OverdueFigures
  readonly label: string
  readonly ageName: (upToDays: number | null) => string
}

/** A cell for each age of the last count, the darker the more of the row's products are of it; their number stands in it. */
export function OverdueChart({ figures, label, ageName }: OverdueChartProps) {
  const t = useT()
  const locale = useLocale()
  const rows = figures.rows.slice(0, MOST_ROWS)
  const ages = [...(rows[0]?.ages ?? []).map(({ upToDays }) => ageName(upToDays)), NEVER]
  const height = rows.length * LINE + MARGIN.top + MARGIN.bottom
  return (
    <Chart label={label} height={height}>
      {(width) => {
        const left = Math.min(200, Math.max(72, width * 0.2))
        const x = scaleBand({ domain: ages, range: [0, width - left - MARGIN.right], padding: 0.06 })
        const y = scaleBand({
          domain: rows.map(({ key }) => key),
          range: [0, rows.length * LINE],
          padding: 0.08,
        })
        const room = Math.floor(x.step() / 6.6)
        return (
          <Group left={left} top={MARGIN.top}>
            {rows.map((row) => (
              <g key={row.key}>
                <text x={-8} y={(y(row.key) ?? 0) + y.bandwidth() / 2} dy="0.35em" textAnchor="end">
                  {shortened(row.label, Math.floor((left - 8) / 6.6))}
                </text>
                {ages.map((age, at) => {
                  const products = row.ages[at]?.products ?? row.never
                  return (
                    <g key={age}>
                      <rect
                        className="c-cell"
                        x={x(age)}
                        y={y(row.key)}
                        width={x.bandwidth()}
                        height={y.bandwidth()}
                        style={{ fillOpacity: products === 0 ? 0 : 0.15 + 0.85 * (products / row.of) }}
                      />
                      {products === 0 ? null : (
                        <text
                          className="c-cell-text"
                          data-strong={products * 2 >= row.of || undefined}
                          x={(x(age) ?? 0) + x.bandwidth() / 2}
                          y={(y(row.key) ?? 0) + y.bandwidth() / 2}
                          dy="0.35em"
                          textAnchor="middle"
                        >
                          {formatCount(products, locale)}
                        </text>
                      )}
                    </g>
                  )
                })}
              </g>
            ))}
            {ages.map((age) => (
              <text
                key={age}
                x={(x(age) ?? 0) + x.bandwidth() / 2}
                y={rows.length * LINE + 18}
                textAnchor="middle"
              >
                {shortened(age === NEVER ? t('console.figures.overdue.never') : age, room)}
              </text>
            ))}
          </Group>
        )
      }}
    </Chart>
  )
}
