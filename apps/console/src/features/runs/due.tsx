import type { RunSummary } from '@cyclecount/contract'
import { DateTime } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

/** When the count is due, on the facility's clock; said to be late where it is. */
export function Due({ run }: { readonly run: Pick<RunSummary, 'dueAt' | 'timeZone' | 'status'> }) {
  const t = useT()
  if (run.dueAt === null) return <span className="cc-muted">{t('console.due.none')}</span>
  const ended = ['submitted', 'accepted', 'cancelled'].includes(run.status)
  const late = !ended && run.dueAt < Date.now()
  return (
    <span className={late ? 'c-late' : undefined}>
      <DateTime at={run.dueAt} timeZone={run.timeZone} />
      {late ? ` · ${t('console.due.late')}` : null}
    </span>
  )
}
