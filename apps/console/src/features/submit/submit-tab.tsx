import { routes, type ReplyOf } from '@cyclecount/contract'
import {
  Banner,
  Button,
  Card,
  CheckCircleIcon,
  CountBadge,
  EmptyState,
  TextAreaField,
  useLive,
} from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { checklistQuery, keys, runSubmissionsQuery } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { UncountedAreas } from './uncounted-areas.tsx'
import { AnswerCard } from '../submissions/answer-card.tsx'
import { SubmissionHistory } from '../submissions/submission-history.tsx'

type Item = ReplyOf<typeof routes.checklist>['items'][number]

const placeOf: Readonly<Record<Item['kind'], NonNullable<LinkProps['to']>>> = {
  'areas-not-submitted': '/runs/$runId/live',
  'counted-twice': '/runs/$runId/live',
  'unknown-codes': '/runs/$runId/codes',
  'late-scans': '/runs/$runId/late',
  undecided: '/runs/$runId/review',
  'set-aside': '/runs/$runId/set-aside',
}

/** Handing the facility's count to HQ: what stands in the way, the submitting, HQ's answer, and how often it went to and fro. */
export function SubmitTab() {
  const t = useT()
  const run = useRun()
  const history = useQuery(runSubmissionsQuery(useCall(), run.runId)).data?.submissions ?? []
  return (
    <>
      {run.status === 'cancelled' ? <Banner tone="info" title={t('console.submit.cancelled')} /> : null}
      {isOver(run) ? <Handed /> : <Open />}
      <SubmissionHistory submissions={history} />
    </>
  )
}

/** A count that lies with HQ, or that HQ accepted. */
function Handed() {
  const t = useT()
  const run = useRun()
  const answers = useMay()('accept-counts', run.facilityId)
  const uncounted = useQuery(checklistQuery(useCall(), run.runId)).data?.uncounted ?? []
  if (run.submission === null) return null
  return (
    <>
      <Banner
        tone={run.status === 'accepted' ? 'ok' : 'info'}
        title={t(run.status === 'accepted' ? 'console.submission.accepted' : 'console.submission.waits')}
        actions={
          <Link
            to="/runs/$runId/review"
            params={{ runId: run.runId }}
            search={{ status: 'all' }}
            className="cc-button"
            data-size="s"
          >
            {t('console.submission.look')}
          </Link>
        }
      />
      <UncountedAreas areas={uncounted} />
      {run.status === 'submitted' && answers ? <AnswerCard number={run.submission.number} /> : null}
    </>
  )
}

/** What stands in the way, and the submitting. */
function Open() {
  const t = useT()
  const run = useRun()
  const query = useQuery(checklistQuery(useCall(), run.runId))
  return (
    <Loaded query={query}>
      {({ items, uncounted }) => (
        <>
          <Card flush title={t('console.submit.checklist')}>
            {items.length === 0 ? (
              <EmptyState icon={CheckCircleIcon} title={t('console.submit.ready')}>
                {t('console.submit.ready.words')}
              </EmptyState>
            ) : (
              <ul className="cc-list">
                {items.map((item) => (
                  <li key={item.kind}>
                    <CountBadge tone="warn">{item.count}</CountBadge>
                    <span className="c-grow">{item.message}</span>
                    <Link
                      to={placeOf[item.kind]}
                      params={{ runId: run.runId }}
                      className="cc-button"
                      data-size="s"
                      aria-label={t('console.submit.goTo', { item: item.message })}
                    >
                      {t('console.submit.go')}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <UncountedAreas areas={uncounted} />
          <SubmitForm waiting={items.length} />
        </>
      )}
    </Loaded>
  )
}

function SubmitForm({ waiting }: { readonly waiting: number }) {
  const t = useT()
  const call = useCall()
  const run = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [note, setNote] = useState('')
  const submitting = useMutation({
    mutationFn: () =>
      call(routes.submitFacility, { params: { runId: run.runId }, body: { note: note.trim() } }),
    onSuccess: () => toast({ text: t('console.submit.done', { facility: run.facilityName }) }),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.run(run.runId) }),
        queries.invalidateQueries({ queryKey: keys.runs }),
        queries.invalidateQueries({ queryKey: keys.submissions }),
      ]),
  })
  if (!useMay()('decide', run.facilityId)) {
    return <p className="cc-muted">{t('console.submit.notYou')}</p>
  }
  return (
    <Card className="c-form-card">
      <form
        className="c-stack"
        onSubmit={(event) => {
          event.preventDefault()
          submitting.mutate()
        }}
      >
        <TextAreaField
          label={t('console.submit.note')}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {submitting.error ? <Failure error={submitting.error} /> : null}
        {waiting > 0 ? <p className="cc-muted">{t('console.submit.waiting', { n: waiting })}</p> : null}
        <div className="cc-actions">
          <Button type="submit" variant="primary" busy={submitting.isPending} disabled={waiting > 0}>
            {t('console.submit.action')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
