import type { PlanId } from '@cyclecount/domain'
import { Badge, Banner, Card, EmptyState, RunsIcon, Select, Tabs } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { scheduleTabs } from '../../app/searches.ts'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { plansToRepeatQuery, scheduleQuery } from '../../server/schedule-queries.ts'
import { BlackoutsTab } from './blackouts-tab.tsx'
import { NextStarts } from './next-starts.tsx'
import { OccurrencesTab } from './occurrences-tab.tsx'
import { ScheduleEditor } from './schedule-editor.tsx'
import { TimeZoneTab } from './time-zone-tab.tsx'

const route = getRouteApi('/schedules')

/** How plans repeat, what became of it, the days on which nothing is made, and the clocks of the facilities. */
export function SchedulesPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayPlan = useMay()('plan-runs', null)
  const tab = search.tab ?? 'rule'
  const shown = scheduleTabs.filter((one) => one !== 'zones' || mayPlan)
  return (
    <Page title={t('console.schedules.title')} note={t('console.schedules.note')}>
      <Tabs
        label={t('console.schedules.tabs')}
        value={tab}
        options={shown.map((one) => ({ value: one, label: t(`console.schedules.tab.${one}`) }))}
        onChange={(to) =>
          void navigate({ search: { ...search, tab: to === 'rule' ? undefined : to }, replace: true })
        }
      >
        <div className="c-stack">
          {tab === 'rule' ? <OfPlan>{(planId) => <RuleTab key={planId} planId={planId} />}</OfPlan> : null}
          {tab === 'past' ? (
            <OfPlan>{(planId) => <OccurrencesTab key={planId} planId={planId} />}</OfPlan>
          ) : null}
          {tab === 'blackouts' ? <BlackoutsTab /> : null}
          {tab === 'zones' && mayPlan ? <TimeZoneTab /> : null}
        </div>
      </Tabs>
    </Page>
  )
}

/** The plan that is chosen, the newest one by itself, and what is shown of it. */
function OfPlan({ children }: { readonly children: (planId: PlanId) => ReactNode }) {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(plansToRepeatQuery(useCall()))
  return (
    <Loaded query={query}>
      {(plans) => {
        const chosen = plans.find(({ planId }) => planId === search.plan) ?? plans[0]
        return chosen === undefined ? (
          <Card>
            <EmptyState icon={RunsIcon} title={t('console.schedules.noPlans')}>
              {t('console.schedules.noPlans.words')}
            </EmptyState>
          </Card>
        ) : (
          <>
            <search className="cc-toolbar" aria-label={t('console.filters')}>
              <Select
                label={t('console.schedules.plan')}
                value={chosen.planId}
                options={plans.map(({ planId, name }) => ({ value: planId, label: name }))}
                onChange={(event) =>
                  void navigate({ search: { ...search, plan: event.currentTarget.value }, replace: true })
                }
              />
            </search>
            {children(chosen.planId)}
          </>
        )
      }}
    </Loaded>
  )
}

function RuleTab({ planId }: { readonly planId: PlanId }) {
  const t = useT()
  const query = useQuery(scheduleQuery(useCall(), planId))
  return (
    <Loaded query={query}>
      {(shown) => (
        <>
          {shown.schedule === null ? (
            <p className="cc-muted">{t('console.schedule.none')}</p>
          ) : (
            <p>
              <Badge tone={shown.schedule.isPaused ? 'warn' : 'ok'}>
                {t(shown.schedule.isPaused ? 'console.schedule.paused' : 'console.schedule.running')}
              </Badge>{' '}
              {shown.schedule.inWords}{' '}
              <span className="cc-muted">
                {t('console.schedule.savedBy', { name: shown.schedule.savedBy })}
              </span>
            </p>
          )}
          {shown.planOpen ? null : <Banner tone="info" title={t('console.schedule.closed')} />}
          {shown.planOpen && !shown.mayEdit ? (
            <Banner tone="info" title={t('console.schedule.notYours')} />
          ) : null}
          {shown.planOpen && shown.mayEdit ? (
            <ScheduleEditor key={shown.schedule?.edits ?? 0} shown={shown} />
          ) : shown.schedule === null ? null : (
            <NextStarts preview={shown.schedule} />
          )}
        </>
      )}
    </Loaded>
  )
}
