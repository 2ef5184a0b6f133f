import { routes, urlOf, type CountClosing } from '@cyclecount/contract'
import { Card, formatCount, Reading, useLocale } from '@cyclecount/ui'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { ExportButton } from '../../parts/export-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'
import { Certificate } from './certificate.tsx'
import { CutOff } from './cut-off.tsx'
import { TestCounts } from './test-counts.tsx'

/** What finance and auditors need of the count, and all of it in one archive. */
export function ClosingTab() {
  const t = useT()
  const run = useRun()
  const call = useCall()
  const seesLog = useMay()('see-audit', run.facilityId)
  const query = useQuery(
    queryOptions({
      queryKey: [...keys.run(run.runId), 'closing'],
      queryFn: () => call(routes.closing, { params: { runId: run.runId } }),
    }),
  )
  return (
    <Loaded query={query} lines={10}>
      {(closing) => (
        <div className="c-figures">
          <Card
            title={t('console.closing.coverage')}
            aside={
              seesLog ? (
                <ExportButton
                  url={urlOf(routes.auditPack, { params: { runId: run.runId } })}
                  name={t('console.closing.file', { run: run.name })}
                  ending="zip"
                />
              ) : null
            }
          >
            <Coverage closing={closing} />
          </Card>
          <CutOff key={closing.notedAt} closing={closing} />
          <TestCounts closing={closing} />
          <Certificate closing={closing} />
        </div>
      )}
    </Loaded>
  )
}

function Coverage({ closing: { coverage } }: { readonly closing: CountClosing }) {
  const t = useT()
  const locale = useLocale()
  return (
    <>
      <p className="c-figure-note">{t('console.closing.coverage.note')}</p>
      <div className="c-readings">
        <Reading label={t('console.closing.counted')} value={formatCount(coverage.counted, locale)} />
        <Reading label={t('console.closing.empty')} value={formatCount(coverage.confirmedEmpty, locale)} />
        <Reading
          label={t('console.closing.notReached')}
          value={formatCount(coverage.notReached, locale)}
          tone={coverage.notReached > 0 ? 'warn' : undefined}
        />
      </div>
    </>
  )
}
