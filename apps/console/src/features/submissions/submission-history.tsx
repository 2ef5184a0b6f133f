import type { Submission } from '@cyclecount/contract'
import { Badge, Card, DateTime } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { useRun } from '../run/run-context.ts'

/** Every time the count was handed to HQ and what HQ said, newest first. */
export function SubmissionHistory({ submissions }: { readonly submissions: readonly Submission[] }) {
  const t = useT()
  if (submissions.length === 0) return null
  return (
    <Card flush title={t('console.submission.history')}>
      <ol className="cc-list" reversed>
        {submissions.map((submission) => (
          <li key={submission.number}>
            <Standing outcome={submission.outcome} />
            <span className="c-grow">
              <Told submission={submission} />
            </span>
            <span className="cc-muted">{t('console.submission.number', { n: submission.number })}</span>
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** What HQ said, as a sign with a word. */
export function Standing({ outcome }: { readonly outcome: Submission['outcome'] }) {
  const t = useT()
  if (outcome === null) return <Badge tone="info">{t('console.submissions.waits')}</Badge>
  return (
    <Badge tone={outcome === 'accepted' ? 'ok' : 'warn'}>{t(`console.submission.outcome.${outcome}`)}</Badge>
  )
}

function Told({ submission }: { readonly submission: Submission }) {
  const t = useT()
  const { timeZone } = useRun()
  const { outcome, answeredAt } = submission
  return (
    <>
      {outcome === null || answeredAt === null ? null : (
        <>
          {t(`console.submission.${outcome}By`, { person: submission.answeredBy ?? '' })} ·{' '}
          <DateTime at={answeredAt} timeZone={timeZone} />
          {submission.answer === '' ? null : <q className="c-under">{submission.answer}</q>}
        </>
      )}
      <span className={outcome === null ? undefined : 'c-under'}>
        {t('console.submission.submitted', { person: submission.submittedBy })} ·{' '}
        <DateTime at={submission.submittedAt} timeZone={timeZone} />
      </span>
      {submission.note === '' ? null : <q className="c-under">{submission.note}</q>}
    </>
  )
}
