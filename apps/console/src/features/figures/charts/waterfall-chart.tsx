import type { ReasonFigures } from '@cyclecount/contract'
import { formatMoney, useLocale } from '@cyclecount/ui'
import { AxisLeft } from '@visx/axis'
import { Group } from '@visx/group'
import { scaleBand, scaleLinear } from '@visx/scale'
import { useId } from 'react'
import { useT } from '../../../i18n/use-t.ts'
import { Chart, Hatch } from './chart.tsx'
import { drawn } from './drawn.ts'
import { shortened } from './shortened.ts'
import { waterfallSteps, type Step } from './waterfall-steps.ts'

const HEIGHT = 320
const MARGIN = { top: 22, right: 8, bottom: 78, left: 92 }

/** The variance reason by reason: each bar begins where the one before it ended, and the last is the sum. */
export function WaterfallChart({
  figures,
  currency,
  nameOf,
}: {
  readonly figures: ReasonFigures
  readonly currency: string
  readonly nameOf: (row: ReasonFigures['rows'][number]) => string
}) {
  const t = useT()
  const locale = useLocale()
  const hatch = useId()
  const steps = waterfallSteps(figures.rows, nameOf, t('console.figures.sum'))
  const amount = (micros: bigint) => formatMoney(micros, currency, locale, 'exceptZero')
  return (
    <Chart label={t('console.figures.reasons.chart')} height={HEIGHT}>
      {(width) => {
        const inner = {
          width: width - MARGIN.left - MARGIN.right,
          height: HEIGHT - MARGIN.top - MARGIN.bottom,
        }
        const ends = steps.flatMap(({ from, to }) => [drawn(from), drawn(to)])
        const x = scaleBand({ domain: steps.map(({ key }) => key), range: [0, inner.width], padding: 0.3 })
        const y = scaleLinear<number>({
          domain: [Math.min(0, ...ends), Math.max(0, ...ends)],
          range: [inner.height, 0],
          nice: true,
        })
        return (
          <Group left={MARGIN.left} top={MARGIN.top}>
            <Hatch id={hatch} />
            {y.ticks(5).map((tick) => (
              <line
                key={tick}
                className={tick === 0 ? 'c-zero' : 'c-grid'}
                x1={0}
                x2={inner.width}
                y1={y(tick)}
                y2={y(tick)}
              />
            ))}
            {steps.map((step) => (
              <Bar
                key={step.key}
                step={step}
                x={x(step.key) ?? 0}
                width={x.bandwidth()}
                y={y}
                hatch={hatch}
                amount={amount}
              />
            ))}
            {steps.map(({ key, label }) => (
              <text
                key={key}
                transform={`translate(${(x(key) ?? 0) + x.bandwidth() / 2 + 4} ${inner.height + 12}) rotate(-32)`}
                textAnchor="end"
              >
                {shortened(label, 22)}
              </text>
            ))}
            <AxisLeft
              scale={y}
              numTicks={5}
              hideTicks
              axisClassName="c-axis"
              tickFormat={(tick) =>
                formatMoney(BigInt(Math.round(Number(tick))) * 1_000_000n, currency, locale)
              }
            />
          </Group>
        )
      }}
    </Chart>
  )
}

interface BarProps {
  readonly step: Step
  readonly x: number
  readonly width: number
  readonly y: (value: number) => number
  readonly hatch: string
  readonly amount: (micros: bigint) => string
}

function Bar({ step, x, width, y, hatch, amount }: BarProps) {
  const [from, to] = [y(drawn(step.from)), y(drawn(step.to))]
  const top = Math.min(from, to)
  const net = step.to - step.from
  return (
    <>
      <rect
        className={net < 0n ? 'c-short' : 'c-over'}
        data-sum={step.isSum || undefined}
        x={x}
        y={top}
        width={width}
        height={Math.max(1, Math.abs(from - to))}
        fill={net < 0n && !step.isSum ? `url(#${hatch})` : undefined}
      />
      {width >= 34 ? (
        <text className="c-value" x={x + width / 2} y={top - 5} textAnchor="middle">
          {amount(net)}
        </text>
      ) : null}
    </>
  )
}
