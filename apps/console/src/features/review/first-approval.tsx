import type { Variance } from '@cyclecount/contract'
import { DateTime } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

export interface FirstApprovalProps {
  readonly line: Variance
  /** The facility's. */
  readonly timeZone: string
}

/** Who approved a line that is worth more than one person approves alone, why, and for whom it waits. */
export function FirstApproval({ line, timeZone }: FirstApprovalProps) {
  const t = useT()
  const { firstApproval: first, decision } = line
  if (first === null) return null
  return (
    <p>
      {t('console.first.by', { person: first.by })} · {first.reasonLabel}
      {first.asMove ? ` · ${t('console.first.asMove')}` : null} ·{' '}
      <DateTime at={first.at} timeZone={timeZone} />
      {first.note === '' ? null : <q className="c-under">{first.note}</q>}
      {first.layer === null ? null : (
        <span className="c-under">{t('console.first.layer', { layer: first.layer })}</span>
      )}
      {decision === null ? (
        <strong className="c-under">{t(first.isMine ? 'console.first.yours' : 'console.first.waits')}</strong>
      ) : null}
    </p>
  )
}
