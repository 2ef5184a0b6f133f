import type { ProductivityFigures } from '@cyclecount/contract'
import { formatCount, formatQuantity, SegmentedControl, useLocale } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { ChartCard, type Column } from './chart-card.tsx'
import { BarsChart } from './charts/bars-chart.tsx'
import { monthShown } from './charts/month-shown.ts'
import { Exports } from './exports.tsx'
import { productivityQuery, type FiguresFilter } from './queries.ts'

type Row = ProductivityFigures['rows'][number]
const MOST_BARS = 24
const HOUR_MS = 60 * 60 * 1000

/** How fast counting goes. Nobody is named. */
export function ProductivityCard({ filter }: { readonly filter: FiguresFilter }) {
  const t = useT()
  const locale = useLocale()
  const [by, setBy] = useState<'month' | 'facility' | 'area'>('month')
  const query = useQuery(productivityQuery(useCall(), filter, by))
  const nameOf = ({ label }: Row) => monthShown(label, locale)
  const columns: readonly Column<Row>[] = [
    { name: t('console.figures.col.name'), text: true, cell: nameOf },
    { name: t('console.figures.col.sessions'), cell: (row) => formatCount(row.sessions, locale) },
    { name: t('console.figures.col.scans'), cell: (row) => formatCount(row.scans, locale) },
    { name: t('console.figures.col.bins'), cell: (row) => formatCount(row.bins, locale) },
    {
      name: t('console.figures.col.hours'),
      cell: (row) => formatQuantity(Math.round((row.activeMs * 100) / HOUR_MS) * 10, locale),
    },
    {
      name: t('console.figures.col.scansPerHour'),
      cell: ({ scansPerHourMilli }) =>
        scansPerHourMilli === null ? '–' : formatQuantity(rounded(scansPerHourMilli), locale),
    },
  ]
  return (
    <Loaded query={query}>
      {({ rows }) => (
        <ChartCard
          title={t('console.figures.productivity')}
          note={t('console.figures.productivity.note')}
          lines={rows}
          keyOf={({ key }) => key}
          columns={columns}
          empty={t('console.figures.none')}
          tools={
            <SegmentedControl
              label={t('console.figures.productivity.by')}
              value={by}
              onChange={setBy}
              options={(['month', 'facility', 'area'] as const).map((value) => ({
                value,
                label: t(`console.figures.by.${value}`),
              }))}
            />
          }
          exports={
            <Exports
              query={{ ...filter, table: 'productivity', by }}
              name={t('console.figures.productivity')}
            />
          }
        >
          <BarsChart
            label={t('console.figures.productivity.chart')}
            bars={rows.slice(-MOST_BARS).map((row) => ({
              key: row.key,
              name: nameOf(row),
              value: row.scansPerHourMilli ?? 0,
              shown: formatQuantity(rounded(row.scansPerHourMilli ?? 0), locale),
            }))}
            tick={(value) => formatQuantity(value, locale)}
          />
        </ChartCard>
      )}
    </Loaded>
  )
}

/** To whole scans. */
function rounded(milli: number): number {
  return Math.round(milli / 1000) * 1000
}
