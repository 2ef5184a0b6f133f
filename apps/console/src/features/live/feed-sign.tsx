import { Badge } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { isOver, useFeedState, useRun } from '../run/run-context.ts'

const tones = { connecting: 'neutral', live: 'ok', polling: 'warn', lost: 'bad' } as const

/** Whether the figures are live, and how old they are. */
export function FeedSign({ updatedAt }: { readonly updatedAt: number }) {
  const t = useT()
  const run = useRun()
  const state = useFeedState()
  return (
    <p className="c-feed">
      {isOver(run) ? (
        <Badge>{t('console.feed.over')}</Badge>
      ) : (
        <Badge tone={tones[state]}>{t(`console.feed.${state}`)}</Badge>
      )}
      {updatedAt === 0 ? null : (
        <span className="cc-muted">
          {t('console.feed.updated')} <Ago at={updatedAt} />
        </span>
      )}
    </p>
  )
}
