import type { ReasonFigures } from '@cyclecount/contract'
import { formatCount, Money, useLocale } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { microsOf } from '../../parts/micros.ts'
import { useCall } from '../../server/context.tsx'
import { ChartCard, type Column } from './chart-card.tsx'
import { WaterfallChart } from './charts/waterfall-chart.tsx'
import { CurrencySelect } from './currency-select.tsx'
import { Exports } from './exports.tsx'
import { reasonsQuery, type FiguresFilter } from './queries.ts'

type Row = ReasonFigures['rows'][number]

/** Why counted and book differ, as a waterfall. */
export function ReasonsCard({ filter }: { readonly filter: FiguresFilter }) {
  const t = useT()
  const [asked, setAsked] = useState<string>()
  const query = useQuery(reasonsQuery(useCall(), filter, asked))
  const nameOf = useReasonName()
  return (
    <Loaded query={query}>
      {(figures) => (
        <ChartCard
          title={t('console.figures.reasons')}
          note={t('console.figures.reasons.note')}
          lines={figures.rows}
          keyOf={({ key }) => key}
          columns={columnsOf(figures, t, nameOf)}
          empty={t('console.figures.reasons.none')}
          tools={<CurrencySelect told={figures} onChange={setAsked} />}
          exports={
            <Exports
              query={{ ...filter, table: 'reasons', currency: asked }}
              name={t('console.figures.reasons')}
            />
          }
        >
          {figures.currency === null ? null : (
            <WaterfallChart figures={figures} currency={figures.currency} nameOf={nameOf} />
          )}
        </ChartCard>
      )}
    </Loaded>
  )
}

function useReasonName(): (row: Row) => string {
  const t = useT()
  return ({ key, label }) => {
    if (key === 'open') return t('console.figures.reasons.open')
    return key === 'rejected' ? t('console.figures.reasons.rejected') : label
  }
}

function columnsOf(
  { currency }: ReasonFigures,
  t: ReturnType<typeof useT>,
  nameOf: (row: Row) => string,
): readonly Column<Row>[] {
  const money = (micros: string | null) => (
    <Money micros={microsOf(micros)} currency={currency} sign="exceptZero" />
  )
  return [
    { name: t('console.reason'), text: true, cell: nameOf },
    { name: t('console.figures.col.differing'), cell: (row) => <Count n={row.records} /> },
    ...(currency === null
      ? []
      : [
          { name: t('console.figures.col.short'), cell: (row: Row) => money(row.shortMicros) },
          { name: t('console.figures.col.over'), cell: (row: Row) => money(row.overMicros) },
          { name: t('console.figures.col.net'), cell: (row: Row) => money(row.netMicros) },
          { name: t('console.figures.col.withoutCost'), cell: (row: Row) => <Count n={row.withoutCost} /> },
        ]),
  ]
}

function Count({ n }: { readonly n: number }) {
  return <>{formatCount(n, useLocale())}</>
}
