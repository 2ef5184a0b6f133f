import type { RunDetail } from '@cyclecount/contract'
import { Banner, DateTime } from '@cyclecount/ui'
import { Link } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'

/** On every page of a run that HQ returned: why, who and when. */
export function ReturnedBanner({ run }: { readonly run: RunDetail }) {
  const t = useT()
  const { submission } = run
  if (run.status !== 'returned' || submission === null || submission.answeredAt === null) return null
  return (
    <Banner
      tone="warn"
      title={t('console.submission.returned')}
      actions={
        <Link to="/runs/$runId/submit" params={{ runId: run.runId }} className="cc-button" data-size="s">
          {t('console.submission.returned.go')}
        </Link>
      }
    >
      <q>{submission.answer}</q>
      <span className="c-under">
        {t('console.submission.returnedBy', { person: submission.answeredBy ?? '' })} ·{' '}
        <DateTime at={submission.answeredAt} timeZone={run.timeZone} zone="always" />
      </span>
      <p>{t('console.submission.returned.words')}</p>
    </Banner>
  )
}
