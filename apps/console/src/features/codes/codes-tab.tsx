import { Card, CheckCircleIcon, EmptyState } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { unknownCodesQuery } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'
import { CodeCard } from './code-card.tsx'

/** Codes that were scanned and mean no product yet, or more than one. */
export function CodesTab() {
  const t = useT()
  const run = useRun()
  const query = useQuery(unknownCodesQuery(useCall(), run.runId))
  return (
    <Loaded query={query}>
      {({ codes }) =>
        codes.length === 0 ? (
          <Card>
            <EmptyState icon={CheckCircleIcon} title={t('console.codes.none')}>
              {t('console.codes.none.words')}
            </EmptyState>
          </Card>
        ) : (
          <>
            <p className="cc-muted">{t('console.codes.note', { n: codes.length })}</p>
            {codes.map((code) => (
              <CodeCard key={`${code.sessionId} ${code.codeKey}`} code={code} />
            ))}
          </>
        )
      }
    </Loaded>
  )
}
