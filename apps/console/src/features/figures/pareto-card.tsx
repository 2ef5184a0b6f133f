import type { ParetoFigures, ParetoRow } from '@cyclecount/contract'
import { formatCount, Money, Percent, Quantity, useLocale } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { microsOf } from '../../parts/micros.ts'
import { unitShown } from '../../parts/unit.ts'
import { useCall } from '../../server/context.tsx'
import { ChartCard, type Column } from './chart-card.tsx'
import { ParetoChart } from './charts/pareto-chart.tsx'
import { CurrencySelect } from './currency-select.tsx'
import { Exports } from './exports.tsx'
import { paretoQuery, type FiguresFilter } from './queries.ts'

/** Where the variance is: the few items or areas that make most of it. */
export function ParetoCard({ filter, by }: { readonly filter: FiguresFilter; readonly by: 'item' | 'area' }) {
  const t = useT()
  const [asked, setAsked] = useState<string>()
  const query = useQuery(paretoQuery(useCall(), filter, by, asked))
  const nameOf = (row: ParetoRow) => (row.label === '' ? t('console.figures.nowhere') : row.label)
  const columns = useParetoColumns(filter, by, nameOf)
  return (
    <Loaded query={query}>
      {(figures) => (
        <ChartCard
          title={t(`console.figures.pareto.${by}`)}
          note={
            <>
              {t(
                figures.currency === null
                  ? 'console.figures.pareto.byRecords'
                  : 'console.figures.pareto.byCost',
              )}
              {figures.left > 0 ? ` ${t('console.figures.pareto.left', { n: figures.left })}` : null}
            </>
          }
          lines={figures.rows}
          keyOf={({ key }) => key}
          columns={columns(figures)}
          empty={t('console.figures.pareto.none')}
          tools={<CurrencySelect told={figures} onChange={setAsked} />}
          exports={
            <Exports
              query={{ ...filter, table: 'pareto', by, currency: asked }}
              name={t(`console.figures.pareto.${by}`)}
            />
          }
        >
          <ParetoChart
            rows={figures.rows}
            currency={figures.currency}
            label={t('console.figures.pareto.chart')}
            nameOf={nameOf}
          />
        </ChartCard>
      )}
    </Loaded>
  )
}

function useParetoColumns(
  { runId }: FiguresFilter,
  by: 'item' | 'area',
  nameOf: (row: ParetoRow) => string,
): (figures: ParetoFigures) => readonly Column<ParetoRow>[] {
  const t = useT()
  const locale = useLocale()
  return ({ currency }) => [
    {
      name: t(by === 'item' ? 'console.review.item' : 'console.figures.area'),
      text: true,
      cell: (row) =>
        runId !== undefined && by === 'item' ? (
          <Link
            to="/runs/$runId/review"
            params={{ runId }}
            search={{ q: row.label.slice(0, 100), status: 'all' }}
            className="c-link"
          >
            {nameOf(row)}
          </Link>
        ) : (
          nameOf(row)
        ),
    },
    { name: t('console.figures.col.differing'), cell: (row) => formatCount(row.differing, locale) },
    { name: t('console.figures.col.records'), cell: (row) => formatCount(row.records, locale) },
    {
      name: t('console.figures.col.net'),
      cell: (row) => <Quantity milli={row.netMilli} unit={unitShown(row.unit ?? 'each')} sign="exceptZero" />,
    },
    ...(currency === null
      ? []
      : [
          {
            name: t('console.figures.col.netCost'),
            cell: (row: ParetoRow) => (
              <Money micros={microsOf(row.netMicros)} currency={currency} sign="exceptZero" />
            ),
          },
          {
            name: t('console.figures.col.absoluteCost'),
            cell: (row: ParetoRow) => <Money micros={microsOf(row.absoluteMicros)} currency={currency} />,
          },
        ]),
    {
      name: t('console.figures.col.cumulative'),
      cell: (row) => <Percent percentMilli={row.cumulativeMilli} />,
    },
  ]
}
