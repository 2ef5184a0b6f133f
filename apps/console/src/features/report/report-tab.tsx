import { routes, urlOf } from '@cyclecount/contract'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { ExportButton } from '../../parts/export-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PrintButton } from '../../parts/print-button.tsx'
import { useCall } from '../../server/context.tsx'
import { AccuracyBy } from '../figures/accuracy-by.tsx'
import { ParetoCard } from '../figures/pareto-card.tsx'
import { ProductivityCard } from '../figures/productivity-card.tsx'
import { accuracyQuery, type FiguresFilter } from '../figures/queries.ts'
import { Readings } from '../figures/readings.tsx'
import { ReasonsCard } from '../figures/reasons-card.tsx'
import { WaitingCard } from '../figures/waiting-card.tsx'
import { useRun } from '../run/run-context.ts'

/** The variance report of a run, as it stands. An item leads to its lines in the review, and they to their scans. */
export function ReportTab() {
  const t = useT()
  const { runId, name } = useRun()
  const filter: FiguresFilter = { runId }
  const query = useQuery(accuracyQuery(useCall(), filter, 'zone'))
  const lines = { params: { runId }, query: {} } as const
  const file = t('console.review.file', { run: name })
  return (
    <div className="c-figures">
      <div className="cc-actions">
        <PrintButton />
        <ExportButton url={urlOf(routes.reviewExport, lines)} name={file} />
        <ExportButton url={urlOf(routes.reviewWorkbook, lines)} name={file} ending="xlsx" />
      </div>
      <Loaded query={query} lines={8}>
        {(figures) => <Readings figures={figures} />}
      </Loaded>
      <AccuracyBy filter={filter} />
      <ReasonsCard filter={filter} />
      <div className="c-figures c-two">
        <ParetoCard filter={filter} by="item" />
        <ParetoCard filter={filter} by="area" />
      </div>
      <div className="c-figures c-two">
        <ProductivityCard filter={filter} />
        <WaitingCard filter={filter} />
      </div>
    </div>
  )
}
