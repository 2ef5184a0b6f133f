import type { AccuracyRow } from '@cyclecount/contract'
import { formatPercent, useLocale } from '@cyclecount/ui'
import { AxisBottom, AxisLeft } from '@visx/axis'
import { Group } from '@visx/group'
import { scaleLinear, scalePoint } from '@visx/scale'
import { LinePath } from '@visx/shape'
import { useT } from '../../../i18n/use-t.ts'
import { Chart } from './chart.tsx'
import { monthShown } from './month-shown.ts'

const HEIGHT = 280
const MARGIN = { top: 12, right: 16, bottom: 30, left: 46 }
const MEASURES = ['withinUnits', 'withinPercent', 'exact'] as const

/** Record accuracy month by month: exact with its interval, and within the tolerances. */
export function AccuracyChart({ months }: { readonly months: readonly AccuracyRow[] }) {
  const t = useT()
  const locale = useLocale()
  return (
    <>
      <Chart label={t('console.figures.accuracy.chart')} height={HEIGHT}>
        {(width) => {
          const inner = {
            width: width - MARGIN.left - MARGIN.right,
            height: HEIGHT - MARGIN.top - MARGIN.bottom,
          }
          const x = scalePoint({
            domain: months.map(({ key }) => key),
            range: [0, inner.width],
            padding: 0.3,
          })
          const y = scaleLinear<number>({ domain: [lowest(months), 100_000], range: [inner.height, 0] })
          const at = (row: AccuracyRow) => x(row.key) ?? 0
          return (
            <Group left={MARGIN.left} top={MARGIN.top}>
              {y.ticks(5).map((tick) => (
                <line key={tick} className="c-grid" x1={0} x2={inner.width} y1={y(tick)} y2={y(tick)} />
              ))}
              {months.map((row) => (
                <line
                  key={row.key}
                  className="c-interval"
                  x1={at(row)}
                  x2={at(row)}
                  y1={y(row.exact.lowMilli ?? 0)}
                  y2={y(row.exact.highMilli ?? 0)}
                />
              ))}
              {MEASURES.map((measure) => (
                <Group key={measure} className="c-measure" data-measure={measure}>
                  <LinePath
                    data={[...months]}
                    x={at}
                    y={(row) => y(row[measure].percentMilli ?? 0)}
                    defined={(row) => row[measure].percentMilli !== null}
                  />
                  {months.map((row) => (
                    <Mark key={row.key} measure={measure} x={at(row)} y={y(row[measure].percentMilli ?? 0)} />
                  ))}
                </Group>
              ))}
              <AxisLeft
                scale={y}
                numTicks={5}
                hideTicks
                axisClassName="c-axis"
                tickFormat={(tick) => formatPercent(Number(tick), locale)}
              />
              <AxisBottom
                scale={x}
                top={inner.height}
                axisClassName="c-axis"
                tickValues={thinned(
                  months.map(({ key }) => key),
                  inner.width,
                )}
                tickFormat={(month) => monthShown(month, locale)}
              />
            </Group>
          )
        }}
      </Chart>
      <ul className="c-legend" aria-hidden="true">
        {MEASURES.toReversed().map((measure) => (
          <li key={measure} data-measure={measure}>
            <svg width="30" height="12">
              <line className="c-legend-line" x1="0" x2="30" y1="6" y2="6" />
              <Mark measure={measure} x={15} y={6} />
            </svg>
            {t(`console.figures.measure.${measure}`)}
          </li>
        ))}
        <li>
          <svg width="12" height="14">
            <line className="c-interval" x1="6" x2="6" y1="0" y2="14" />
          </svg>
          {t('console.figures.interval')}
        </li>
      </ul>
    </>
  )
}

type Measure = (typeof MEASURES)[number]

/** A shape for each measure: they are told apart without colour. */
function Mark({ measure, x, y }: { readonly measure: Measure; readonly x: number; readonly y: number }) {
  switch (measure) {
    case 'exact':
      return <circle className="c-mark" cx={x} cy={y} r={4} />
    case 'withinPercent':
      return <rect className="c-mark" x={x - 3.5} y={y - 3.5} width={7} height={7} />
    case 'withinUnits':
      return <path className="c-mark" d={`M${x} ${y - 4.5}l4.5 8h-9z`} />
  }
}

/** The axis begins at a whole ten percent below the lowest thing drawn. */
function lowest(months: readonly AccuracyRow[]): number {
  const values = months.flatMap((row) => [
    row.exact.lowMilli ?? 100_000,
    ...MEASURES.map((measure) => row[measure].percentMilli ?? 100_000),
  ])
  return Math.max(0, Math.min(90_000, Math.floor(Math.min(...values) / 10_000) * 10_000))
}

/** As many labels as there is room for. */
function thinned(keys: readonly string[], width: number): string[] {
  const step = Math.max(1, Math.ceil((keys.length * 56) / Math.max(1, width)))
  return keys.filter((_, index) => (keys.length - 1 - index) % step === 0)
}
