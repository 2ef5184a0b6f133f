import { AxisBottom, AxisLeft } from '@visx/axis'
import { Group } from '@visx/group'
import { scaleBand, scaleLinear } from '@visx/scale'
import { Chart } from './chart.tsx'

const HEIGHT = 220
const MARGIN = { top: 22, right: 8, bottom: 30, left: 48 }

export interface BarsChartProps {
  readonly label: string
  readonly bars: readonly {
    readonly key: string
    readonly name: string
    readonly value: number
    readonly shown: string
  }[]
  readonly tick: (value: number) => string
}

/** A bar each, its figure above it. */
export function BarsChart({ label, bars, tick }: BarsChartProps) {
  return (
    <Chart label={label} height={HEIGHT}>
      {(width) => {
        const inner = {
          width: width - MARGIN.left - MARGIN.right,
          height: HEIGHT - MARGIN.top - MARGIN.bottom,
        }
        const x = scaleBand({ domain: bars.map(({ key }) => key), range: [0, inner.width], padding: 0.3 })
        const y = scaleLinear<number>({
          domain: [0, Math.max(1, ...bars.map(({ value }) => value))],
          range: [inner.height, 0],
          nice: true,
        })
        const names = new Map(bars.map(({ key, name }) => [key, name]))
        const step = Math.max(1, Math.ceil(64 / Math.max(1, x.step())))
        return (
          <Group left={MARGIN.left} top={MARGIN.top}>
            {y.ticks(4).map((value) => (
              <line key={value} className="c-grid" x1={0} x2={inner.width} y1={y(value)} y2={y(value)} />
            ))}
            {bars.map(({ key, value, shown }) => (
              <g key={key}>
                <rect
                  className="c-bar"
                  x={x(key)}
                  y={y(value)}
                  width={x.bandwidth()}
                  height={inner.height - y(value)}
                />
                {x.bandwidth() >= 22 ? (
                  <text
                    className="c-value"
                    x={(x(key) ?? 0) + x.bandwidth() / 2}
                    y={y(value) - 5}
                    textAnchor="middle"
                  >
                    {shown}
                  </text>
                ) : null}
              </g>
            ))}
            <AxisLeft
              scale={y}
              numTicks={4}
              hideTicks
              axisClassName="c-axis"
              tickFormat={(value) => tick(Number(value))}
            />
            <AxisBottom
              scale={x}
              top={inner.height}
              hideTicks
              axisClassName="c-axis"
              tickValues={bars.flatMap(({ key }, index) =>
                (bars.length - 1 - index) % step === 0 ? [key] : [],
              )}
              tickFormat={(key) => names.get(key) ?? key}
            />
          </Group>
        )
      }}
    </Chart>
  )
}
