import type { OverdueFigures } from '@cyclecount/contract'
import { formatCount, Percent, SegmentedControl, useLocale } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { ChartCard, type Column } from './chart-card.tsx'
import { OverdueChart } from './charts/overdue-chart.tsx'
import { Exports } from './exports.tsx'
import { overdueQuery, type FiguresFilter } from './queries.ts'

type Row = OverdueFigures['rows'][number]

/** How long ago products were counted, and what is overdue by its class. */
export function OverdueCard({ filter }: { readonly filter: FiguresFilter }) {
  const t = useT()
  const locale = useLocale()
  const [by, setBy] = useState<'class' | 'zone' | 'facility'>('class')
  const query = useQuery(overdueQuery(useCall(), filter, by))
  const ageName = useAgeName()
  const columns = ({ rows }: OverdueFigures): readonly Column<Row>[] => [
    { name: t('console.figures.col.name'), text: true, cell: (row) => row.label },
    { name: t('console.figures.col.of'), cell: (row) => formatCount(row.of, locale) },
    { name: t('console.figures.col.overdue'), cell: (row) => formatCount(row.overdue, locale) },
    { name: t('console.figures.col.inTime'), cell: inTime },
    ...(rows[0]?.ages ?? []).map(({ upToDays }, at) => ({
      name: ageName(upToDays),
      cell: (row: Row) => formatCount(row.ages[at]?.products ?? 0, locale),
    })),
    { name: t('console.figures.overdue.never'), cell: (row) => formatCount(row.never, locale) },
  ]
  return (
    <Loaded query={query}>
      {(figures) => (
        <ChartCard
          title={t('console.figures.overdue')}
          note={t('console.figures.overdue.note', {
            classes: figures.classes
              .map(({ name, everyDays }) =>
                t('console.figures.overdue.class', { name, days: formatCount(everyDays, locale) }),
              )
              .join(', '),
          })}
          lines={figures.rows}
          keyOf={({ key }) => key}
          columns={columns(figures)}
          empty={t('console.figures.overdue.none')}
          tools={
            <SegmentedControl
              label={t('console.figures.overdue.by')}
              value={by}
              onChange={setBy}
              options={(['class', 'zone', 'facility'] as const).map((value) => ({
                value,
                label: t(`console.figures.by.${value}`),
              }))}
            />
          }
          exports={
            <Exports query={{ ...filter, table: 'overdue', by }} name={t('console.figures.overdue')} />
          }
        >
          <OverdueChart figures={figures} label={t('console.figures.overdue.chart')} ageName={ageName} />
        </ChartCard>
      )}
    </Loaded>
  )
}

function inTime({ inTimeMilli }: Row): ReactNode {
  return <Percent percentMilli={inTimeMilli} />
}

function useAgeName(): (upToDays: number | null) => string {
  const t = useT()
  const locale = useLocale()
  return (upToDays) =>
    upToDays === null
      ? t('console.figures.overdue.older')
      : t('console.figures.overdue.upTo', { days: formatCount(upToDays, locale) })
}
