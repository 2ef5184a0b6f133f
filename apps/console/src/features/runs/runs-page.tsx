import type { RunSummary } from '@cyclecount/contract'
import { runStatuses, type FacilityId } from '@cyclecount/domain'
import {
  Button,
  Card,
  Cell,
  CountBadge,
  DataTable,
  EmptyState,
  HeaderCell,
  PlusIcon,
  Row,
  RowHeader,
  RunsIcon,
  Select,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { RunsSearch } from '../../app/searches.ts'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { RunStatusBadge } from '../../parts/statuses.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { runsQuery } from '../../server/queries.ts'
import { Due } from './due.tsx'

const route = getRouteApi('/runs')

/** Every run of the facilities the person may see. */
export function RunsPage() {
  const t = useT()
  const may = useMay()
  const search = route.useSearch()
  const query = useQuery({
    ...runsQuery(useCall(), {
      ...(search.status ? { status: search.status } : {}),
      ...(search.facility ? { facilityId: search.facility as FacilityId } : {}),
    }),
    refetchInterval: 30_000,
  })
  return (
    <Page
      title={t('console.runs.title')}
      note={t('console.runs.note')}
      actions={
        may('plan-runs', null) ? (
          <>
            <Link to="/runs/count-file" search={{ facility: search.facility }} className="cc-button">
              {t('console.countFile.open')}
            </Link>
            <Link
              to="/runs/new"
              search={{ facility: search.facility }}
              className="cc-button"
              data-variant="primary"
            >
              <PlusIcon />
              {t('console.runs.plan')}
            </Link>
          </>
        ) : null
      }
    >
      <Filters search={search} />
      <Loaded query={query}>
        {({ runs }) => (runs.length === 0 ? <NoRuns search={search} /> : <Runs runs={runs} />)}
      </Loaded>
    </Page>
  )
}

function Filters({ search }: { readonly search: RunsSearch }) {
  const t = useT()
  const navigate = route.useNavigate()
  return (
    <search className="cc-toolbar" aria-label={t('console.filters')}>
      <FacilitySelect
        needs="see-runs"
        all
        value={search.facility}
        onChange={(facility) => void navigate({ search: { ...search, facility }, replace: true })}
      />
      <Select
        label={t('console.runs.status')}
        value={search.status ?? ''}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          const status = runStatuses.find((one) => one === chosen)
          void navigate({ search: { ...search, status }, replace: true })
        }}
        options={[
          { value: '', label: t('console.runs.status.all') },
          ...runStatuses.map((status) => ({ value: status, label: t(`console.run.status.${status}`) })),
        ]}
      />
    </search>
  )
}

function NoRuns({ search }: { readonly search: RunsSearch }) {
  const t = useT()
  const navigate = route.useNavigate()
  const filtered = search.facility !== undefined || search.status !== undefined
  return (
    <Card>
      <EmptyState
        icon={RunsIcon}
        title={t(filtered ? 'console.runs.noneMatch' : 'console.runs.none')}
        actions={
          filtered ? (
            <Button onClick={() => void navigate({ search: {}, replace: true })}>
              {t('console.filters.clear')}
            </Button>
          ) : null
        }
      >
        {t(filtered ? 'console.runs.noneMatch.words' : 'console.runs.none.words')}
      </EmptyState>
    </Card>
  )
}

function Runs({ runs }: { readonly runs: readonly RunSummary[] }) {
  const t = useT()
  return (
    <Card flush>
      <DataTable caption={t('console.runs.title')} className="c-fold">
        <thead>
          <tr>
            <HeaderCell>{t('console.runs.name')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.facility')}</HeaderCell>
            <HeaderCell>{t('console.runs.status')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.runs.due')}</HeaderCell>
            <HeaderCell align="end" className="c-wide">
              {t('console.runs.assigned')}
            </HeaderCell>
            <HeaderCell align="end" className="c-wide">
              {t('console.runs.submitted')}
            </HeaderCell>
            <HeaderCell align="end" className="c-wide">
              {t('console.runs.open')}
            </HeaderCell>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.runId} run={run} />
          ))}
        </tbody>
      </DataTable>
    </Card>
  )
}

function RunRow({ run }: { readonly run: RunSummary }) {
  const t = useT()
  return (
    <Row>
      <RowHeader>
        <Link to="/runs/$runId" params={{ runId: run.runId }} className="c-name">
          {run.name}
        </Link>
        <span className="c-under">{t(`console.run.type.${run.countType}`)}</span>
        <span className="c-under c-narrow">
          {run.facilityName} · <Due run={run} />
        </span>
        <span className="c-under c-narrow">
          {t('console.runs.submittedOf', { done: run.areasSubmitted, total: run.areas })}
        </span>
        {run.openVariances > 0 ? (
          <span className="c-under c-narrow">{t('console.runs.openCount', { n: run.openVariances })}</span>
        ) : null}
      </RowHeader>
      <Cell className="c-wide">{run.facilityName}</Cell>
      <Cell shrink>
        <RunStatusBadge status={run.status} />
      </Cell>
      <Cell className="c-wide">
        <Due run={run} />
      </Cell>
      <Cell align="end" className="c-wide">
        {t('console.ofTotal', { done: run.areasAssigned, total: run.areas })}
      </Cell>
      <Cell align="end" className="c-wide">
        {t('console.ofTotal', { done: run.areasSubmitted, total: run.areas })}
      </Cell>
      <Cell align="end" className="c-wide">
        {run.openVariances > 0 ? <CountBadge tone="warn">{run.openVariances}</CountBadge> : 0}
      </Cell>
    </Row>
  )
}
