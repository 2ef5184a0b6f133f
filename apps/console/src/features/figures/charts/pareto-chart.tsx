import type { ParetoRow } from '@cyclecount/contract'
import { formatCount, formatMoney, formatPercent, useLocale } from '@cyclecount/ui'
import { Group } from '@visx/group'
import { scaleBand, scaleLinear } from '@visx/scale'
import { LinePath } from '@visx/shape'
import { microsOf } from '../../../parts/micros.ts'
import { Chart } from './chart.tsx'
import { drawn } from './drawn.ts'
import { shortened } from './shortened.ts'

const LINE = 26
const MARGIN = { top: 8, right: 58, bottom: 8 }
const MOST = 12

/** Largest first as bars, and as a line how much of all of it they are together. */
export function ParetoChart({
  rows,
  currency,
  label,
  nameOf,
}: {
  readonly rows: readonly ParetoRow[]
  readonly currency: string | null
  readonly label: string
  readonly nameOf: (row: ParetoRow) => string
}) {
  const locale = useLocale()
  const shown = rows.slice(0, MOST)
  const height = shown.length * LINE + MARGIN.top + MARGIN.bottom
  const sizeOf = (row: ParetoRow) =>
    currency === null ? row.differing : drawn(microsOf(row.absoluteMicros) ?? 0n)
  const amount = (row: ParetoRow) =>
    currency === null
      ? formatCount(row.differing, locale)
      : formatMoney(microsOf(row.absoluteMicros) ?? 0n, currency, locale)
  return (
    <Chart label={label} height={height}>
      {(width) => {
        const left = Math.min(220, Math.max(110, width * 0.34))
        const inner = width - left - MARGIN.right
        const y = scaleBand({
          domain: shown.map(({ key }) => key),
          range: [0, shown.length * LINE],
          padding: 0.25,
        })
        const x = scaleLinear<number>({ domain: [0, Math.max(1, ...shown.map(sizeOf))], range: [0, inner] })
        const share = scaleLinear<number>({ domain: [0, 100_000], range: [0, inner] })
        const middle = (row: ParetoRow) => (y(row.key) ?? 0) + y.bandwidth() / 2
        return (
          <Group left={left} top={MARGIN.top}>
            {shown.map((row) => (
              <g key={row.key}>
                <text x={-8} y={middle(row)} dy="0.35em" textAnchor="end">
                  {shortened(nameOf(row), Math.floor((left - 8) / 6.6))}
                </text>
                <rect className="c-bar" x={0} y={y(row.key)} width={x(sizeOf(row))} height={y.bandwidth()} />
                <text
                  className="c-value"
                  x={x(sizeOf(row)) - 6}
                  y={middle(row)}
                  dy="0.35em"
                  textAnchor="end"
                  data-inside
                >
                  {x(sizeOf(row)) > 70 ? amount(row) : null}
                </text>
              </g>
            ))}
            <LinePath
              className="c-cumulative"
              data={[...shown]}
              x={(row) => share(row.cumulativeMilli ?? 0)}
              y={middle}
            />
            {shown.map((row) => (
              <g key={row.key}>
                <circle
                  className="c-cumulative-mark"
                  cx={share(row.cumulativeMilli ?? 0)}
                  cy={middle(row)}
                  r={3}
                />
                <text className="c-value" x={inner + 8} y={middle(row)} dy="0.35em">
                  {row.cumulativeMilli === null ? '' : formatPercent(row.cumulativeMilli, locale)}
                </text>
              </g>
            ))}
          </Group>
        )
      }}
    </Chart>
  )
}
