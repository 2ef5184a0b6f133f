import { routes, type ProposalList } from '@cyclecount/contract'
import { proposalStatuses, type FacilityId, type RunId } from '@cyclecount/domain'
import {
  Badge,
  Button,
  Card,
  Cell,
  Code,
  CommentIcon,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  ProposalIcon,
  Quantity,
  Row,
  RowHeader,
  SegmentedControl,
  useLive,
} from '@cyclecount/ui'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProposalsSearch } from '../../app/searches.ts'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { FacilitySelect } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Page } from '../../parts/page.tsx'
import { ProposalStatusBadge } from '../../parts/statuses.tsx'
import { useCall, useMay, useZoneOf } from '../../server/context.tsx'
import { keys, proposalsQuery } from '../../server/queries.ts'
import { BackendStates } from './backend-states.tsx'
import { ReversalAsked } from './reversal-asked.tsx'
import { ReverseDialog } from './reverse-dialog.tsx'
import { ThreadDrawer } from './thread-drawer.tsx'

const route = getRouteApi('/proposals')
const statuses = [...proposalStatuses, 'reversal-asked'] as const

/** While something is on its way the list is looked at often. */
const BUSY_MS = 3_000
const QUIET_MS = 20_000

type Proposal = ProposalList['proposals'][number]

/** What was approved and what the backend said to it. */
export function ProposalsPage() {
  const t = useT()
  const search = route.useSearch()
  const query = useInfiniteQuery({
    ...proposalsQuery(useCall(), {
      ...(search.status ? { status: search.status } : {}),
      ...(search.facility ? { facilityId: search.facility as FacilityId } : {}),
      ...(search.run ? { runId: search.run as RunId } : {}),
    }),
    refetchInterval: (current) => {
      const { pending = 0, asked = 0 } = current.state.data?.pages[0]?.counts ?? {}
      return pending + asked > 0 ? BUSY_MS : QUIET_MS
    },
  })
  const first = query.data?.pages[0]
  const counts = first && { ...first.counts, 'reversal-asked': first.reversalsAsked }
  const [reversing, setReversing] = useState<Proposal | null>(null)
  return (
    <Page title={t('console.proposals.title')} note={t('console.proposals.note')}>
      <BackendStates />
      <Filters search={search} counts={counts} />
      <Loaded query={query}>
        {({ pages }) => {
          const proposals = pages.flatMap((page) => page.proposals)
          return proposals.length === 0 ? (
            <Card>
              <EmptyState icon={ProposalIcon} title={t('console.proposals.none')}>
                {t('console.proposals.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <Proposals proposals={proposals} onReverse={setReversing} />
              <MoreButton query={query} />
            </Card>
          )
        }}
      </Loaded>
      <ThreadDrawer search={search} proposals={query.data?.pages.flatMap((page) => page.proposals) ?? []} />
      {reversing === null ? null : <ReverseDialog proposal={reversing} onClose={() => setReversing(null)} />}
    </Page>
  )
}

interface FiltersProps {
  readonly search: ProposalsSearch
  readonly counts: (ProposalList['counts'] & { readonly 'reversal-asked': number }) | undefined
}

function Filters({ search, counts }: FiltersProps) {
  const t = useT()
  const navigate = route.useNavigate()
  const change = (next: Partial<ProposalsSearch>): void =>
    void navigate({ search: { ...search, ...next }, replace: true })
  const all = counts && proposalStatuses.reduce((sum, status) => sum + counts[status], 0)
  return (
    <search className="cc-toolbar" aria-label={t('console.filters')}>
      <SegmentedControl
        label={t('console.proposals.status')}
        value={search.status ?? 'all'}
        options={[
          { value: 'all', label: t('console.proposals.status.all'), count: all },
          ...statuses.map((status) => ({
            value: status,
            label: t(`console.proposal.status.${status}`),
            count: counts?.[status],
          })),
        ]}
        onChange={(status) => change({ status: statuses.find((one) => one === status) })}
      />
      <FacilitySelect
        needs="review"
        all
        value={search.facility}
        onChange={(facility) => change({ facility })}
      />
      {search.run === undefined ? null : (
        <Button onClick={() => change({ run: undefined })}>{t('console.proposals.allRuns')}</Button>
      )}
    </search>
  )
}

function Proposals({ proposals, onReverse }: { readonly proposals: readonly Proposal[] } & Doing) {
  const t = useT()
  return (
    <DataTable caption={t('console.proposals.title')} density="dense" className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.review.item')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.proposals.where')}</HeaderCell>
          <HeaderCell align="end">{t('console.proposals.delta')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.proposals.status')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.proposals.answer')}</HeaderCell>
          <HeaderCell className="c-wider">{t('console.proposals.approved')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {proposals.map((proposal) => (
          <ProposalRow key={proposal.proposalId} proposal={proposal} onReverse={onReverse} />
        ))}
      </tbody>
    </DataTable>
  )
}

function ProposalRow({ proposal, onReverse }: { readonly proposal: Proposal } & Doing) {
  const t = useT()
  const timeZone = useZoneOf()({ name: proposal.facilityName })
  return (
    <Row>
      <RowHeader>
        {proposal.title}
        <span className="c-under">
          <Code>{proposal.sku}</Code> ·{' '}
          <Link to="/runs/$runId" params={{ runId: proposal.runId }}>
            {proposal.runName}
          </Link>
        </span>
        <span className="c-under c-narrow">
          {proposal.facilityName} · {proposal.locationCode ?? t('console.review.nowhere')}
        </span>
        <span className="c-under c-narrow">
          <Answer proposal={proposal} timeZone={timeZone} />
        </span>
        <span className="c-narrow">
          <Standing proposal={proposal} onReverse={onReverse} />
        </span>
      </RowHeader>
      <Cell className="c-wide">
        {proposal.facilityName}
        <span className="c-under">{proposal.locationCode ?? t('console.review.nowhere')}</span>
      </Cell>
      <Cell align="end">
        <strong>
          <Quantity milli={proposal.deltaMilli} sign="exceptZero" />
        </strong>
      </Cell>
      <Cell shrink className="c-wide">
        <Standing proposal={proposal} onReverse={onReverse} />
      </Cell>
      <Cell className="c-wide">
        <Answer proposal={proposal} timeZone={timeZone} />
      </Cell>
      <Cell className="c-wider">
        {proposal.reason}
        {proposal.note === '' ? null : <q className="c-under">{proposal.note}</q>}
        <span className="c-under">
          {proposal.approvedBy ?? t('console.byRule')} ·{' '}
          <DateTime at={proposal.approvedAt} timeZone={timeZone} />
        </span>
      </Cell>
    </Row>
  )
}

/** Booked, and the other half of the move is not: somebody has to look. */
function isBroken({ status, otherHalf }: Proposal): boolean {
  return status === 'accepted' && (otherHalf === 'rejected' || otherHalf === 'failed')
}

function Standing({ proposal, onReverse }: { readonly proposal: Proposal } & Doing) {
  const t = useT()
  return (
    <span className="c-badges">
      <ProposalStatusBadge status={proposal.status} />
      {isBroken(proposal) && proposal.otherHalf !== null ? (
        <Badge tone="bad">{t(`console.proposals.half.${proposal.otherHalf}`)}</Badge>
      ) : null}
      {proposal.status === 'failed' || proposal.status === 'asked' ? <Retry proposal={proposal} /> : null}
      {proposal.status === 'accepted' && proposal.reversedBy === null && proposal.reversalAsked === null ? (
        <Reverse proposal={proposal} onReverse={onReverse} />
      ) : null}
      <ReversalAsked proposal={proposal} />
      <Talk proposal={proposal} />
    </span>
  )
}

function Talk({ proposal }: { readonly proposal: Proposal }) {
  const t = useT()
  const search = route.useSearch()
  return (
    <Link
      to="/proposals"
      search={{ ...search, thread: proposal.proposalId }}
      replace
      resetScroll={false}
      className="cc-button"
      data-size="s"
      data-variant="quiet"
      aria-label={t('console.comments.openNamed', { product: proposal.title })}
    >
      <CommentIcon /> {t('console.comments.open')}
    </Link>
  )
}

/** The backend's document, its message, how often it was tried. */
function Answer({ proposal, timeZone }: { readonly proposal: Proposal; readonly timeZone: string }) {
  const t = useT()
  return (
    <>
      {proposal.documentId === null ? null : <Code>{proposal.documentId}</Code>}
      {proposal.message === null ? null : <span className="c-message">{proposal.message}</span>}
      {proposal.asked === null ? null : (
        <span className="c-under">
          {t('console.proposals.askedSince')} <Ago at={proposal.asked.at} /> ·{' '}
          {t('console.proposals.answerBy')} <DateTime at={proposal.asked.answerBy} timeZone={timeZone} />
        </span>
      )}
      <span className="c-under">
        {proposal.reverses === null ? null : (
          <>{t('console.reverse.reverses', { document: proposal.reverses.documentId ?? '' })} · </>
        )}
        {proposal.reversedBy === null ? null : <>{t(`console.reversed.${proposal.reversedBy.status}`)} · </>}
        {proposal.otherHalf === null || isBroken(proposal) ? null : (
          <>{t(`console.proposals.half.${proposal.otherHalf}`)} · </>
        )}
        {t('console.proposals.attempts', { n: proposal.attempts })}
        {proposal.settledAt === null ? null : (
          <>
            {' '}
            · <DateTime at={proposal.settledAt} timeZone={timeZone} />
          </>
        )}
      </span>
    </>
  )
}

/** Where something can still be done about a proposal: try it again, or take it back. */
interface Doing {
  readonly onReverse: (proposal: Proposal) => void
}

function Reverse({ proposal, onReverse }: { readonly proposal: Proposal } & Doing) {
  const t = useT()
  const may = useMay()
  if (!may('decide', null)) return null
  return (
    <Button
      size="s"
      variant="quiet"
      aria-label={t('console.reverse.named', { product: proposal.title })}
      onClick={() => onReverse(proposal)}
    >
      {t('console.reverse.open')}
    </Button>
  )
}

function Retry({ proposal }: { readonly proposal: Proposal }) {
  const t = useT()
  const call = useCall()
  const may = useMay()
  const queries = useQueryClient()
  const { toast } = useLive()
  const isAsked = proposal.status === 'asked'
  const retrying = useMutation({
    mutationFn: () => call(routes.retryProposal, { params: { proposalId: proposal.proposalId } }),
    onSuccess: async () => {
      toast({
        text: t(isAsked ? 'console.proposals.askedAgain' : 'console.proposals.retried', {
          product: proposal.title,
        }),
      })
      await queries.invalidateQueries({ queryKey: keys.proposals })
    },
  })
  if (!may('decide', null)) return null
  return (
    <>
      <Button
        size="s"
        busy={retrying.isPending}
        variant={isAsked ? 'quiet' : 'plain'}
        aria-label={t(isAsked ? 'console.proposals.askAgainNamed' : 'console.proposals.retryNamed', {
          product: proposal.title,
        })}
        onClick={() => retrying.mutate()}
      >
        {t(isAsked ? 'console.proposals.askAgain' : 'console.proposals.retry')}
      </Button>
      {retrying.error ? <Failure error={retrying.error} /> : null}
    </>
  )
}
