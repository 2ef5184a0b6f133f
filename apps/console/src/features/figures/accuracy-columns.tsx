import type { AccuracyFigures, AccuracyRow } from '@cyclecount/contract'
import { formatCount, formatPercent, formatQuantity, Percent, useLocale } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import type { Column } from './chart-card.tsx'
import { Share } from './share.tsx'
import { Moneys, Shrink, Units } from './sums.tsx'

/** The columns of every table of record accuracy, cost where it was sent. */
export function useAccuracyColumns(
  figures: AccuracyFigures,
  name: string,
  nameOf: (row: AccuracyRow) => ReactNode,
): readonly Column<AccuracyRow>[] {
  const t = useT()
  const locale = useLocale()
  const { percent, units } = useTolerance(figures)
  const showsCost = figures.total.money !== undefined
  return [
    { name, text: true, cell: nameOf },
    { name: t('console.figures.col.records'), cell: (row) => formatCount(row.records, locale) },
    { name: t('console.figures.col.exact'), cell: (row) => <Share share={row.exact} /> },
    {
      name: t('console.figures.col.withinPercent', { percent }),
      cell: (row) => <Share share={row.withinPercent} />,
    },
    {
      name: t('console.figures.col.withinUnits', { units }),
      cell: (row) => <Share share={row.withinUnits} />,
    },
    {
      name: t('console.figures.col.bias'),
      cell: (row) => <Percent percentMilli={row.meanPercentMilli} sign="exceptZero" />,
    },
    {
      name: t('console.figures.col.mape'),
      cell: (row) => <Percent percentMilli={row.meanAbsolutePercentMilli} />,
    },
    { name: t('console.figures.col.net'), cell: (row) => <Units units={row.units} of="net" /> },
    { name: t('console.figures.col.absolute'), cell: (row) => <Units units={row.units} of="absolute" /> },
    ...(showsCost
      ? [
          {
            name: t('console.figures.col.netCost'),
            cell: (row: AccuracyRow) => <Moneys money={row.money ?? []} of="net" records={row.records} />,
          },
          {
            name: t('console.figures.col.absoluteCost'),
            cell: (row: AccuracyRow) => (
              <Moneys money={row.money ?? []} of="absolute" records={row.records} />
            ),
          },
          {
            name: t('console.figures.col.shrink'),
            cell: (row: AccuracyRow) => <Shrink money={row.money ?? []} />,
          },
        ]
      : []),
    { name: t('console.figures.col.recounted'), cell: (row) => formatCount(row.recounted, locale) },
  ]
}

/** The tolerances in words: “5%”, “1”. */
export function useTolerance({ tolerance }: AccuracyFigures): {
  readonly percent: string
  readonly units: string
} {
  const locale = useLocale()
  return {
    percent: formatPercent(tolerance.percentMilli, locale),
    units: formatQuantity(tolerance.unitsMilli, locale),
  }
}
