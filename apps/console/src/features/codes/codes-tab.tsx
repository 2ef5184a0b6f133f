import { Card, CheckCircleIcon, EmptyState } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { unknownCodesQuery } from '../../server/queries.ts'
import { usePageKeys } from '../keyboard/page-keys.ts'
import { ShortcutHelp } from '../keyboard/shortcut-help.tsx'
import { pressIn, walk } from '../keyboard/walk.ts'
import { useRun } from '../run/run-context.ts'
import { CodeCard } from './code-card.tsx'

/** The keys of what a code may be. */
const CANDIDATES = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** Codes that were scanned and mean no product yet, or more than one. */
export function CodesTab() {
  const t = useT()
  const run = useRun()
  usePageKeys({
    j: () => walk('code', 1),
    k: () => walk('code', -1),
    f: () => pressIn('code', 'f'),
    ...Object.fromEntries(CANDIDATES.map((key) => [key, () => pressIn('code', key)])),
  })
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
            <div className="c-read">
              <p className="cc-muted c-grow">{t('console.codes.note', { n: codes.length })}</p>
              <ShortcutHelp />
            </div>
            {codes.map((code) => (
              <CodeCard key={`${code.sessionId} ${code.codeKey}`} code={code} />
            ))}
          </>
        )
      }
    </Loaded>
  )
}
