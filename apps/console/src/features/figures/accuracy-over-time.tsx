import type { AccuracyFigures } from '@cyclecount/contract'
import { useLocale } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { useAccuracyColumns, useTolerance } from './accuracy-columns.tsx'
import { ChartCard } from './chart-card.tsx'
import { AccuracyChart } from './charts/accuracy-chart.tsx'
import { monthShown } from './charts/month-shown.ts'
import { Exports } from './exports.tsx'
import type { FigureTableQuery } from './queries.ts'

/** How right the book was, month by month. */
export function AccuracyOverTime({
  figures,
  query,
}: {
  readonly figures: AccuracyFigures
  readonly query: FigureTableQuery
}) {
  const t = useT()
  const locale = useLocale()
  const columns = useAccuracyColumns(figures, t('console.figures.col.month'), ({ key }) =>
    monthShown(key, locale),
  )
  return (
    <ChartCard
      title={t('console.figures.accuracy')}
      note={t('console.figures.accuracy.note', useTolerance(figures))}
      lines={figures.rows}
      keyOf={({ key }) => key}
      columns={columns}
      empty={t('console.figures.none')}
      exports={<Exports query={query} name={t('console.figures.accuracy')} />}
    >
      <AccuracyChart months={figures.rows} />
    </ChartCard>
  )
}
