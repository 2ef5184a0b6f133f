import type { ProposalFigures } from '@cyclecount/contract'
import { DateTime, formatCount, Reading, useLocale } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { browserZone, useCall } from '../../server/context.tsx'
import { ChartCard, type Column } from './chart-card.tsx'
import { BarsChart } from './charts/bars-chart.tsx'
import { Exports } from './exports.tsx'
import { proposalFiguresQuery, type FiguresFilter } from './queries.ts'
import { Share } from './share.tsx'

type Row = ProposalFigures['ages'][number]

/** What became of proposals, and how long what waits has waited. */
export function WaitingCard({ filter }: { readonly filter: FiguresFilter }) {
  const t = useT()
  const locale = useLocale()
  const query = useQuery(proposalFiguresQuery(useCall(), filter))
  const nameOf = ({ upToHours }: Row) => {
    if (upToHours === null) return t('console.figures.age.older')
    return upToHours < 24
      ? t('console.figures.age.hours', { n: upToHours })
      : t('console.figures.age.days', { n: upToHours / 24 })
  }
  const columns: readonly Column<Row>[] = [
    { name: t('console.figures.col.age'), text: true, cell: nameOf },
    { name: t('console.figures.col.proposals'), cell: (row) => formatCount(row.proposals, locale) },
    { name: t('console.figures.col.variances'), cell: (row) => formatCount(row.variances, locale) },
  ]
  return (
    <Loaded query={query}>
      {(figures) => (
        <ChartCard
          title={t('console.figures.waiting')}
          note={t('console.figures.waiting.note')}
          lines={figures.pending + figures.openVariances + figures.acceptance.of === 0 ? [] : figures.ages}
          keyOf={({ upToHours }) => String(upToHours)}
          columns={columns}
          empty={t('console.figures.waiting.none')}
          exports={<Exports query={{ ...filter, table: 'proposals' }} name={t('console.figures.waiting')} />}
        >
          <div className="c-readings">
            <Reading label={t('console.figures.accepted')} value={<Share share={figures.acceptance} />} />
            <Reading
              label={t('console.figures.pending')}
              value={formatCount(figures.pending, locale)}
              note={
                <>
                  {t('console.figures.oldest')}{' '}
                  <DateTime at={figures.oldestPendingAt} timeZone={browserZone()} />
                </>
              }
            />
            <Reading
              label={t('console.figures.openVariances')}
              value={formatCount(figures.openVariances, locale)}
              note={
                <>
                  {t('console.figures.oldest')}{' '}
                  <DateTime at={figures.oldestOpenAt} timeZone={browserZone()} />
                </>
              }
            />
          </div>
          <BarsChart
            label={t('console.figures.waiting.chart')}
            bars={figures.ages.map((row) => ({
              key: String(row.upToHours),
              name: nameOf(row),
              value: row.proposals + row.variances,
              shown: formatCount(row.proposals + row.variances, locale),
            }))}
            tick={(value) => formatCount(value, locale)}
          />
        </ChartCard>
      )}
    </Loaded>
  )
}
