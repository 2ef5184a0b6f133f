import type { PlanList } from '@cyclecount/contract'
import { planStatuses } from '@cyclecount/domain'
import {
  Badge,
  Button,
  Card,
  Cell,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  PlusIcon,
  Row,
  RowHeader,
  RunsIcon,
  Select,
  TextField,
  type Tone,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { browserZone, useCall, useMay } from '../../server/context.tsx'
import { plansQuery } from '../../server/queries.ts'

type Plan = PlanList['plans'][number]
const route = getRouteApi('/plans')

/** Every plan of the facilities the person may see. */
export function PlansPage() {
  const t = useT()
  const mayPlan = useMay()('plan-runs', null)
  const { status, q = '' } = route.useSearch()
  const query = useQuery(plansQuery(useCall(), status))
  return (
    <Page
      title={t('console.plans.title')}
      note={t('console.plans.note')}
      actions={
        mayPlan ? (
          <>
            <Link to="/item-sets" className="cc-button">
              {t('console.sets.title')}
            </Link>
            <Link to="/plans/new" className="cc-button" data-variant="primary">
              <PlusIcon />
              {t('console.plans.new')}
            </Link>
          </>
        ) : null
      }
    >
      <Filters />
      <Loaded query={query}>
        {({ plans }) => {
          const shown = plans.filter(({ name }) => name.toLowerCase().includes(q.trim().toLowerCase()))
          return shown.length === 0 ? (
            <NoPlans isFiltered={plans.length > 0 || status !== undefined} />
          ) : (
            <Plans plans={shown} />
          )
        }}
      </Loaded>
    </Page>
  )
}

function Filters() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <search className="cc-toolbar" aria-label={t('console.filters')}>
      <TextField
        label={t('console.plans.search')}
        type="search"
        value={search.q ?? ''}
        onChange={(event) => {
          const q = event.currentTarget.value
          void navigate({ search: { ...search, q: q === '' ? undefined : q }, replace: true })
        }}
      />
      <Select
        label={t('console.runs.status')}
        value={search.status ?? ''}
        onChange={(event) => {
          const status = planStatuses.find((one) => one === event.currentTarget.value)
          void navigate({ search: { ...search, status }, replace: true })
        }}
        options={[
          { value: '', label: t('console.runs.status.all') },
          ...planStatuses.map((one) => ({ value: one, label: t(`console.plans.status.${one}`) })),
        ]}
      />
    </search>
  )
}

function NoPlans({ isFiltered }: { readonly isFiltered: boolean }) {
  const t = useT()
  const navigate = route.useNavigate()
  return (
    <Card>
      <EmptyState
        icon={RunsIcon}
        title={t(isFiltered ? 'console.plans.noneMatch' : 'console.plans.none')}
        actions={
          isFiltered ? (
            <Button onClick={() => void navigate({ search: {}, replace: true })}>
              {t('console.filters.clear')}
            </Button>
          ) : null
        }
      >
        {t(isFiltered ? 'console.plans.noneMatch.words' : 'console.plans.none.words')}
      </EmptyState>
    </Card>
  )
}

const tones: Readonly<Record<Plan['status'], Tone>> = {
  draft: 'warn',
  template: 'neutral',
  published: 'ok',
  cancelled: 'neutral',
}

export function PlanStatusBadge({ status }: { readonly status: Plan['status'] }) {
  const t = useT()
  return <Badge tone={tones[status]}>{t(`console.plans.status.${status}`)}</Badge>
}

function Plans({ plans }: { readonly plans: readonly Plan[] }) {
  const t = useT()
  return (
    <Card flush>
      <DataTable caption={t('console.plans.title')} className="c-fold">
        <thead>
          <tr>
            <HeaderCell>{t('console.plans.plan')}</HeaderCell>
            <HeaderCell>{t('console.runs.status')}</HeaderCell>
            <HeaderCell align="end">{t('console.plans.facilities')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.plans.done')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.plans.made')}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => (
            <Row key={plan.planId}>
              <RowHeader>
                <Link to="/plans/$planId" params={{ planId: plan.planId }} className="c-name">
                  {plan.name}
                </Link>
                <span className="c-under">
                  {t(`console.plans.purpose.${plan.purpose}`)} · {t(`console.run.type.${plan.countType}`)}
                </span>
                <span className="c-under c-narrow">
                  <RunsDone plan={plan} />
                </span>
              </RowHeader>
              <Cell shrink>
                <PlanStatusBadge status={plan.status} />
              </Cell>
              <Cell align="end">{plan.facilities}</Cell>
              <Cell className="c-wide">
                <RunsDone plan={plan} />
              </Cell>
              <Cell className="c-wide">
                {plan.createdBy} · <DateTime at={plan.createdAt} timeZone={browserZone()} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </DataTable>
    </Card>
  )
}

/** How many of its runs HQ accepted. */
function RunsDone({ plan }: { readonly plan: Plan }) {
  const t = useT()
  const sum = (runs: Plan['runs']) => runs.reduce((total, one) => total + one.runs, 0)
  const wanted = plan.runs.filter(({ status }) => status !== 'cancelled')
  if (wanted.length === 0) return null
  const done = sum(wanted.filter(({ status }) => status === 'accepted'))
  return t('console.plans.doneOf', { done, total: sum(wanted) })
}
