import { routes, type RunDetail } from '@cyclecount/contract'
import { parseId, type RunId } from '@cyclecount/domain'
import { Badge, Button, SkeletonLines } from '@cyclecount/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import { NotFound } from '../../app/not-found.tsx'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { RunStatusBadge } from '../../parts/statuses.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys, runQuery } from '../../server/queries.ts'
import { Due } from '../runs/due.tsx'
import { ReturnedBanner } from '../submissions/returned-banner.tsx'
import { ApprovalBanner } from './approval-banner.tsx'
import { RunContext, isOver, useRun } from './run-context.ts'
import { RunTabs } from './run-tabs.tsx'
import { useLiveRun } from './use-live-run.ts'

const route = getRouteApi('/runs/$runId')

/** One run: its head, its tabs, and the tab that the address names. */
export function RunPage() {
  const runId = parseId<RunId>(route.useParams().runId)
  return runId === null ? <NotFound /> : <OneRun runId={runId} />
}

function OneRun({ runId }: { readonly runId: RunId }) {
  const t = useT()
  const { data: run, error, refetch, isFetching } = useQuery(runQuery(useCall(), runId))
  const feed = useLiveRun(runId, run !== undefined && !isOver(run))
  if (!run) {
    return (
      <Page title={t('console.run.title')} over={<Link to="/runs">{t('console.runs.title')}</Link>}>
        {error ? (
          <Failure error={error} busy={isFetching} onRetry={() => void refetch()} />
        ) : (
          <SkeletonLines lines={8} />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={run.name}
      over={
        <>
          <Link to="/runs">{t('console.runs.title')}</Link> · {run.facilityName}
        </>
      }
      note={<RunNote run={run} />}
      actions={<CancelRun run={run} />}
    >
      {error ? <Failure error={error} busy={isFetching} overData onRetry={() => void refetch()} /> : null}
      <ApprovalBanner run={run} />
      <ReturnedBanner run={run} />
      <RunTabs run={run} />
      <RunContext value={{ run, feed }}>
        <Outlet />
      </RunContext>
    </Page>
  )
}

function RunNote({ run }: { readonly run: RunDetail }) {
  const t = useT()
  return (
    <span className="c-run-note">
      <RunStatusBadge status={run.status} />
      <Badge icon={null}>{t(`console.run.type.${run.countType}`)}</Badge>
      {run.countType === 'DIRECTED_COUNT' ? (
        <span>{t('console.run.items', { n: run.itemCount })}</span>
      ) : null}
      {run.round > 1 ? <span>{t('console.run.round', { n: run.round })}</span> : null}
      <span>
        {t('console.runs.due')}: <Due run={run} />
      </span>
      <span>{t('console.run.by', { person: run.createdBy })}</span>
    </span>
  )
}

function CancelRun({ run }: { readonly run: RunDetail }) {
  const t = useT()
  const call = useCall()
  const may = useMay()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  if (isOver(run) || !may('plan-runs', run.facilityId)) return null
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('console.run.cancel')}</Button>
      <ReasonDialog
        open={asking}
        danger
        title={t('console.run.cancel.title', { name: run.name })}
        words={t('console.run.cancel.words')}
        action={t('console.run.cancel.action')}
        onClose={() => setAsking(false)}
        onConfirm={async (reason) => {
          await call(routes.cancelRun, { params: { runId: run.runId }, body: { reason } })
          await Promise.all([
            queries.invalidateQueries({ queryKey: keys.runs }),
            queries.invalidateQueries({ queryKey: keys.run(run.runId) }),
          ])
        }}
      />
    </>
  )
}

/** Goes to the tab that a run of this status is most likely opened for; once, so that it never calls back who has gone on. */
export function RunStart() {
  const run = useRun()
  const may = useMay()
  const navigate = useNavigate()
  const goOn = useEffectEvent(() => {
    void navigate({
      to: startOf(run, may('review', run.facilityId)),
      params: { runId: run.runId },
      replace: true,
    })
  })
  useEffect(() => goOn(), [])
  return <SkeletonLines lines={8} />
}

function startOf(run: RunDetail, reviews: boolean) {
  if (run.status === 'planned') return '/runs/$runId/areas'
  if (!reviews) return '/runs/$runId/live'
  if (run.status === 'reviewing') return '/runs/$runId/review'
  return run.submission === null ? '/runs/$runId/live' : '/runs/$runId/submit'
}
