import type { SubmissionList } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import {
  Card,
  Cell,
  CheckCircleIcon,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  Money,
  Quantity,
  Row,
  RowHeader,
  SegmentedControl,
} from '@cyclecount/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { SubmissionsSearch } from '../../app/searches.ts'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { microsOf } from '../../parts/micros.ts'
import { MoreButton } from '../../parts/more-button.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { submissionsQuery } from '../../server/queries.ts'
import { Standing } from './submission-history.tsx'

type Submitted = SubmissionList['submissions'][number]

const route = getRouteApi('/submissions')
const REFRESH_MS = 30_000

/** What waits for HQ, the oldest first, and what HQ has answered. */
export function SubmissionsPage() {
  const t = useT()
  const search = route.useSearch()
  const state = search.state ?? 'waiting'
  const query = useInfiniteQuery({
    ...submissionsQuery(useCall(), {
      state,
      ...(search.facility ? { facilityId: search.facility as FacilityId } : {}),
    }),
    refetchInterval: REFRESH_MS,
  })
  return (
    <Page title={t('console.submissions.title')} note={t('console.submissions.note')}>
      <Filters search={search} waiting={query.data?.pages[0]?.waiting} />
      <Loaded query={query}>
        {({ pages }) => {
          const submissions = pages.flatMap((page) => page.submissions)
          return submissions.length === 0 ? (
            <Card>
              <EmptyState icon={CheckCircleIcon} title={t(`console.submissions.none.${state}`)}>
                {t(`console.submissions.none.${state}.words`)}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <Submissions submissions={submissions} />
              <MoreButton query={query} />
            </Card>
          )
        }}
      </Loaded>
    </Page>
  )
}

interface FiltersProps {
  readonly search: SubmissionsSearch
  readonly waiting: number | undefined
}

function Filters({ search, waiting }: FiltersProps) {
  const t = useT()
  const navigate = route.useNavigate()
  return (
    <search className="cc-toolbar" aria-label={t('console.filters')}>
      <SegmentedControl
        label={t('console.submissions.state')}
        value={search.state ?? 'waiting'}
        options={[
          { value: 'waiting', label: t('console.submissions.state.waiting'), count: waiting },
          { value: 'answered', label: t('console.submissions.state.answered') },
        ]}
        onChange={(state) =>
          void navigate({
            search: { ...search, state: state === 'answered' ? 'answered' : undefined },
            replace: true,
          })
        }
      />
      <FacilitySelect
        needs="accept-counts"
        all
        value={search.facility}
        onChange={(facility) => void navigate({ search: { ...search, facility }, replace: true })}
      />
    </search>
  )
}

function Submissions({ submissions }: { readonly submissions: readonly Submitted[] }) {
  const t = useT()
  return (
    <DataTable caption={t('console.submissions.title')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.facility')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.submissions.by')}</HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.submissions.differing')}
          </HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.review.net')}
          </HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.review.netCost')}
          </HeaderCell>
          <HeaderCell>{t('console.submissions.answer')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {submissions.map((row) => (
          <SubmissionRow key={`${row.runId} ${row.submission.number}`} row={row} />
        ))}
      </tbody>
    </DataTable>
  )
}

function SubmissionRow({ row }: { readonly row: Submitted }) {
  const t = useT()
  const { submission } = row
  const differing = t('console.submissions.ofLines', { differing: row.differing, n: row.lines })
  return (
    <Row>
      <RowHeader>
        <Link to="/runs/$runId/submit" params={{ runId: row.runId }} className="c-name">
          {row.facilityName}
        </Link>
        <span className="c-under">{row.runName}</span>
        <span className="c-under c-narrow">
          <By row={row} />
        </span>
        <span className="c-under c-narrow">
          {differing} · <Net row={row} />
        </span>
      </RowHeader>
      <Cell className="c-wide">
        <By row={row} />
        {submission.number > 1 ? (
          <span className="c-under">{t('console.submissions.times', { n: submission.number })}</span>
        ) : null}
        {submission.note === '' ? null : <q className="c-under">{submission.note}</q>}
      </Cell>
      <Cell align="end" className="c-wide">
        {differing}
      </Cell>
      <Cell align="end" className="c-wide">
        <Quantity milli={row.netMilli} sign="exceptZero" />
        <span className="c-under">
          {t('console.review.absolute')} <Quantity milli={row.absoluteMilli} />
        </span>
      </Cell>
      <Cell align="end" className="c-wide">
        <Net row={row} />
        <span className="c-under">
          {t('console.review.absolute')}{' '}
          <Money micros={microsOf(row.absoluteCostMicros)} currency={row.currency} />
        </span>
      </Cell>
      <Cell>
        <Standing outcome={submission.outcome} />
        {submission.answer === '' ? null : <q className="c-under">{submission.answer}</q>}
        {submission.answeredAt === null ? null : (
          <span className="c-under">
            {submission.answeredBy} · <DateTime at={submission.answeredAt} timeZone={row.timeZone} />
          </span>
        )}
      </Cell>
    </Row>
  )
}

function By({ row }: { readonly row: Submitted }) {
  return (
    <>
      {row.submission.submittedBy} ·{' '}
      <DateTime at={row.submission.submittedAt} timeZone={row.timeZone} zone="always" />
    </>
  )
}

function Net({ row }: { readonly row: Submitted }) {
  return <Money micros={microsOf(row.netCostMicros)} currency={row.currency} sign="exceptZero" />
}
