import type { AccuracyFigures, AccuracyRow } from '@cyclecount/contract'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useAccuracyColumns } from './accuracy-columns.tsx'
import { ChartCard } from './chart-card.tsx'
import { SharesChart } from './charts/shares-chart.tsx'
import { Exports } from './exports.tsx'
import type { FigureTableQuery } from './queries.ts'

export interface AccuracyTableProps {
  readonly figures: AccuracyFigures
  readonly query: FigureTableQuery
  readonly tools: ReactNode
}

/** A bar for each group, with its interval, and all its measures behind it. */
export function AccuracyTable({ figures, query, tools }: AccuracyTableProps) {
  const t = useT()
  const nameOf = (row: AccuracyRow) => (row.label === '' ? t('console.figures.nowhere') : row.label)
  const columns = useAccuracyColumns(figures, t('console.figures.col.name'), nameOf)
  return (
    <ChartCard
      title={t('console.figures.accuracyBy')}
      note={t('console.figures.accuracyBy.note')}
      lines={figures.rows}
      keyOf={({ key }) => key}
      columns={columns}
      empty={t('console.figures.none')}
      tools={tools}
      exports={<Exports query={query} name={t('console.figures.accuracyBy')} />}
    >
      <SharesChart rows={figures.rows} label={t('console.figures.accuracyBy.chart')} nameOf={nameOf} />
    </ChartCard>
  )
}
