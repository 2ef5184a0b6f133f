import { routes, type ReplyOf } from '@cyclecount/contract'
import {
  Banner,
  Button,
  Card,
  CheckCircleIcon,
  CountBadge,
  DateTime,
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
import { checklistQuery, keys } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'

type Item = ReplyOf<typeof routes.checklist>['items'][number]

const placeOf: Readonly<Record<Item['kind'], NonNullable<LinkProps['to']>>> = {
  'areas-not-submitted': '/runs/$runId/live',
  'counted-twice': '/runs/$runId/live',
  'unknown-codes': '/runs/$runId/codes',
  'late-scans': '/runs/$runId/late',
  undecided: '/runs/$runId/review',
  'set-aside': '/runs/$runId/set-aside',
}

/** What stands in the way of submitting the facility's count to HQ, and the submitting. */
export function SubmitTab() {
  const t = useT()
  const run = useRun()
  const query = useQuery(checklistQuery(useCall(), run.runId))
  if (run.status === 'submitted') {
    return (
      <Banner tone="ok" title={t('console.submit.submitted')}>
        {t('console.submit.submittedAt')}{' '}
        <DateTime at={run.submittedAt} timeZone={run.timeZone} format="seconds" zone="always" />
      </Banner>
    )
  }
  if (isOver(run)) return <Banner tone="info" title={t('console.submit.cancelled')} />
  return (
    <Loaded query={query}>
      {({ items }) => (
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
