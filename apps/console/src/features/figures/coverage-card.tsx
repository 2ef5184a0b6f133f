import type { CoverageFigures } from '@cyclecount/contract'
import { formatCount, Percent, SegmentedControl, useLocale } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { ChartCard, type Column } from './chart-card.tsx'
import { CoverageChart } from './charts/coverage-chart.tsx'
import { monthShown } from './charts/month-shown.ts'
import { Exports } from './exports.tsx'
import { coverageQuery, type FiguresFilter } from './queries.ts'

type Row = CoverageFigures['rows'][number]

/** How much of what there is was looked at, month by month. */
export function CoverageCard({ filter }: { readonly filter: FiguresFilter }) {
  const t = useT()
  const [by, setBy] = useState<'facility' | 'zone' | 'category' | 'class'>('zone')
  const query = useQuery(coverageQuery(useCall(), filter, by))
  const columns = useCoverageColumns()
  return (
    <Loaded query={query}>
      {(figures) => (
        <ChartCard
          title={t('console.figures.coverage')}
          note={t(`console.figures.coverage.${figures.of}`)}
          lines={figures.rows}
          keyOf={({ key }) => key}
          columns={columns(figures)}
          empty={t('console.figures.coverage.none')}
          tools={
            <SegmentedControl
              label={t('console.figures.coverage.by')}
              value={by}
              onChange={setBy}
              options={(['facility', 'zone', 'category', 'class'] as const).map((value) => ({
                value,
                label: t(`console.figures.by.${value}`),
              }))}
            />
          }
          exports={
            <Exports query={{ ...filter, table: 'coverage', by }} name={t('console.figures.coverage')} />
          }
        >
          <CoverageChart figures={figures} label={t('console.figures.coverage.chart')} />
        </ChartCard>
      )}
    </Loaded>
  )
}

function useCoverageColumns(): (figures: CoverageFigures) => readonly Column<Row>[] {
  const t = useT()
  const locale = useLocale()
  return ({ periods }) => [
    { name: t('console.figures.col.name'), text: true, cell: (row) => row.label },
    { name: t('console.figures.col.of'), cell: (row) => formatCount(row.of, locale) },
    { name: t('console.figures.col.counted'), cell: (row) => formatCount(row.counted, locale) },
    { name: t('console.figures.col.share'), cell: (row) => <Percent percentMilli={row.percentMilli} /> },
    ...periods.map((period) => ({
      name: monthShown(period, locale),
      cell: (row: Row) => (
        <Percent percentMilli={row.cells.find((cell) => cell.period === period)?.percentMilli ?? null} />
      ),
    })),
  ]
}
