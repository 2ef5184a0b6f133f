import { routes, type PlanDetail } from '@cyclecount/contract'
import { parseId, type PlanId } from '@cyclecount/domain'
import { Badge, Banner, Button, Card, Reading, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { NotFound } from '../../app/not-found.tsx'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { keys, planQuery, runsQuery } from '../../server/queries.ts'
import { PlanPreview } from './plan-preview.tsx'
import { PlanRuns } from './plan-runs.tsx'
import { PlanStatusBadge } from './plans-page.tsx'

const route = getRouteApi('/plans/$planId')

/** One plan: what it says, how many runs stand where, and its runs by facility. */
export function PlanPage() {
  const planId = parseId<PlanId>(route.useParams().planId)
  return planId === null ? <NotFound /> : <OnePlan planId={planId} />
}

function OnePlan({ planId }: { readonly planId: PlanId }) {
  const t = useT()
  const query = useQuery({ ...planQuery(useCall(), planId), refetchInterval: 30_000 })
  const plan = query.data
  return (
    <Page
      title={plan?.name ?? t('console.plans.plan')}
      over={<Link to="/plans">{t('console.plans.title')}</Link>}
      note={plan ? <Note plan={plan} /> : undefined}
      actions={plan?.mayEdit ? <Actions plan={plan} /> : undefined}
    >
      <Loaded query={query}>{(loaded) => <Content plan={loaded} />}</Loaded>
    </Page>
  )
}

function Note({ plan }: { readonly plan: PlanDetail }) {
  const t = useT()
  return (
    <span className="c-run-note">
      <PlanStatusBadge status={plan.status} />
      <Badge icon={null}>{t(`console.plans.purpose.${plan.purpose}`)}</Badge>
      <span>{t(`console.run.type.${plan.countType}`)}</span>
      <span>{t('console.plans.facilityCount', { n: plan.facilities })}</span>
      {plan.startLocal === null && plan.dueLocal === null ? null : (
        <span>
          {t('console.plans.window', {
            start: wall(plan.startLocal) ?? '–',
            due: wall(plan.dueLocal) ?? '–',
          })}
        </span>
      )}
      <span>{t('console.run.by', { person: plan.createdBy })}</span>
    </span>
  )
}

/** A wall time is the same text everywhere: it is no instant before it stands in a zone. */
function wall(local: string | null): string | null {
  return local === null ? null : local.replace('T', ' ')
}

function Actions({ plan }: { readonly plan: PlanDetail }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { toast } = useLive()
  const [cancelling, setCancelling] = useState(false)
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.plans }),
      queries.invalidateQueries({ queryKey: keys.runs }),
    ])
  const params = { planId: plan.planId }
  const copying = useMutation({
    mutationFn: () =>
      call(routes.copyPlan, {
        params,
        body: { name: t('console.plans.copyOf', { name: plan.name }).slice(0, 120), isTemplate: false },
      }),
    onSuccess: async (copy) => {
      await refresh()
      await navigate({ to: '/plans/$planId/edit', params: { planId: copy.planId } })
    },
  })
  return (
    <>
      {copying.error ? <Failure error={copying.error} /> : null}
      <Button busy={copying.isPending} onClick={() => copying.mutate()}>
        {t('console.plans.copy')}
      </Button>
      {plan.status === 'cancelled' ? null : (
        <>
          <Link to="/plans/$planId/edit" params={params} className="cc-button">
            {t('console.plans.edit')}
          </Link>
          {plan.status === 'template' ? null : (
            <Link to="/schedules" search={{ plan: plan.planId }} className="cc-button">
              {t('console.plans.repeat')}
            </Link>
          )}
          {plan.status === 'published' ? (
            <Link to="/board" search={{ plan: plan.planId }} className="cc-button">
              {t('console.plans.assign')}
            </Link>
          ) : null}
          <Button onClick={() => setCancelling(true)}>{t('console.plans.cancel')}</Button>
        </>
      )}
      <ReasonDialog
        open={cancelling}
        danger
        title={t('console.plans.cancel.title', { name: plan.name })}
        words={t('console.plans.cancel.words')}
        action={t('console.plans.cancel.action')}
        onClose={() => setCancelling(false)}
        onConfirm={async (reason) => {
          const { cancelled, left } = await call(routes.cancelPlan, {
            params,
            body: { reason, facilityIds: null },
          })
          await refresh()
          toast({ text: t('console.plans.cancelled', { cancelled, left }) })
        }}
      />
    </>
  )
}

function Content({ plan }: { readonly plan: PlanDetail }) {
  const t = useT()
  const call = useCall()
  const runs = useQuery({
    ...runsQuery(call, { planId: plan.planId }),
    enabled: plan.publishedAt !== null,
    refetchInterval: 30_000,
  })
  return (
    <>
      {plan.status === 'draft' && plan.facilities > 0 ? <Publish plan={plan} /> : null}
      {plan.status === 'template' ? (
        <Banner tone="info" title={t('console.plans.template.title')}>
          {t('console.plans.template.words')}
        </Banner>
      ) : null}
      {plan.runs.length === 0 ? null : (
        <Card>
          <div className="c-readings">
            {plan.runs.map(({ status, runs: n }) => (
              <Reading key={status} label={t(`console.run.status.${status}`)} value={String(n)} />
            ))}
          </div>
        </Card>
      )}
      {plan.publishedAt === null ? <Places plan={plan} /> : null}
      {plan.publishedAt === null ? null : (
        <Loaded query={runs}>{(list) => <PlanRuns plan={plan} runs={list.runs} />}</Loaded>
      )}
    </>
  )
}

function Publish({ plan }: { readonly plan: PlanDetail }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const publishing = useMutation({
    mutationFn: () =>
      call(routes.publishPlan, { params: { planId: plan.planId }, body: { edits: plan.edits } }),
    onSuccess: async ({ runs, withoutItems }) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.plans }),
        queries.invalidateQueries({ queryKey: keys.runs }),
      ])
      toast({ text: t('console.plans.published', { n: runs.length, without: withoutItems.length }) })
    },
  })
  if (!plan.mayEdit) return null
  return (
    <Card>
      <div className="c-stack">
        <PlanPreview itemSet={plan.itemSet} facilities={plan.places} />
        {publishing.error ? <Failure error={publishing.error} /> : null}
        <div className="cc-actions">
          <Button variant="primary" busy={publishing.isPending} onClick={() => publishing.mutate()}>
            {t('console.plans.publish', { n: plan.facilities })}
          </Button>
        </div>
      </div>
    </Card>
  )
}

function Places({ plan }: { readonly plan: PlanDetail }) {
  const t = useT()
  if (plan.places.length === 0) return null
  return (
    <Card>
      <h2>{t('console.plans.facilities')}</h2>
      <p className="c-place-list">{plan.places.map(({ name }) => name).join(' · ')}</p>
    </Card>
  )
}
